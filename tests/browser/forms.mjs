// A form between two desks, English and Arabic: begun, its draft kept over a reload, judged field by field, sent, acknowledged, commented on, promised,
// answered, and extended. In passing the views are examined by axe in light and dark.
import { addresses, assert, axeEverywhere as both, go, kept, launch, openAll, texts } from "./desks.mjs";

const browser = await launch();
try {
  const [claire, joyce] = await openAll(browser, [addresses[0]], [addresses[1], { timezoneId: "Africa/Nairobi", locale: "ar" }]);
  const ar = texts("ar");
  const press = (id) => joyce.page.getByRole("button", { name: ar(id) }).click();
  const { page } = claire;

  await go(page, "#/forms");
  await both(page, "no forms");
  await page.getByRole("link", { name: "New form" }).click();
  await page.locator('.recipients input[role="combobox"]').fill("ke-odpp");
  await page.locator('[role="option"]').first().waitFor();
  await page.keyboard.press("Enter");
  await both(page, "a new form");
  await page.getByRole("button", { name: "Fill in" }).click();
  await page.locator(".form-draft").waitFor();
  const field = (name) => page.locator(`#field-${name}`);
  assert.equal(await field("period_days").inputValue(), "60", "nothing was filled in");
  assert.equal(await field("earlier_reference").count(), 0, "asked although it is no extension");
  const reference = `FR-${process.pid}`;
  await field("reference").fill(reference);
  await kept(claire, reference);
  await page.reload();
  await page.locator(".form-draft").waitFor();
  await page.waitForFunction((wanted) => document.getElementById("field-reference")?.value === wanted, reference);

  // What is wrong stands at its field, in words; nothing is sent.
  await field("period_days").fill("30");
  await field("reference").focus();
  await page.locator(".field.wrong", { hasText: "must be at least" }).waitFor();
  await page.getByRole("button", { name: "Send the form" }).click();
  await page.locator("#form-problems .problem").waitFor();
  await both(page, "a form with problems");
  await page.locator("#form-problems a").first().click();
  assert.match(await page.evaluate(() => document.activeElement.id), /^field-/, "the problem does not lead to its field");
  await field("period_days").fill("90");
  const words = { telephone: "+33 1 23 45 67 89", case_authority: "Parquet de Paris", case_number: "2026/881", offence: "Fraud", legal_provisions: "Code pénal 313-1", facts: "A false invoice was paid.", identifiers: "invoices@mail.example\n198.51.100.7", relation: "Sender of the invoice", holder: "Example Mail Ltd, Nairobi", necessity: "Logs are deleted after 30 days." };
  for (const [name, text] of Object.entries(words)) await field(name).fill(text);
  await page.getByLabel("new request").check();
  await page.getByLabel("traffic data").check();
  await page.locator("fieldset.field", { hasText: "formal request" }).getByLabel("no", { exact: true }).check();
  await page.locator("fieldset.field", { hasText: "inform" }).getByLabel("no", { exact: true }).check();
  await page.locator(".spans input").first().fill("2026-11-21T01:00");
  const conditions = page.locator(".form-draft .handling-field");
  await conditions.pressSequentially("H2, for the court", { delay: 20 });
  assert.equal(await conditions.inputValue(), "H2, for the court", "a second condition cannot be typed");
  await page.locator(".spans input").nth(1).fill("2026-11-21T07:00");
  // Urgent, it has the usual deadline, another where one is chosen, and says whom nobody can call.
  const within = page.locator(".form-draft .within select");
  assert.equal(await within.count(), 0, "a deadline of what is routine");
  await page.locator("fieldset.urgency label.emergency input").check();
  assert.equal(await within.inputValue(), "30");
  await page.locator("fieldset.urgency label.urgent input").check();
  assert.equal(await within.inputValue(), "120");
  await within.selectOption("60");
  const uncallable = page.locator(".uncallable .problem", { hasText: "ke-odpp/duty" });
  await uncallable.filter({ hasText: "the post has set no channel" }).waitFor();
  await both(page, "an urgent form");
  await page.locator("#form-problems .problem").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Send the form" }).click();
  await page.locator(".message .form", { hasText: reference }).waitFor();
  for (const condition of ["H2: not to be passed on", "for the court"]) await page.locator(".message footer .condition", { hasText: condition }).waitFor();
  await page.locator(".message .form details.more summary").click();
  await both(page, "a form in its room");
  await page.locator(".composer label.urgent input").check();
  await uncallable.waitFor();
  await page.locator(".composer label.routine input").check();
  await uncallable.waitFor({ state: "detached" });

  // It waits in the other's inbox, and the badge counts what stands there.
  await go(joyce.page, "#/inbox");
  const waits = joyce.page.locator("section", { has: joyce.page.getByRole("heading", { name: ar("matter.waiting_for_me") }) });
  await waits.locator(".row", { hasText: reference }).locator(".standing", { hasText: "ke-odpp/duty" }).waitFor();
  await waits.locator(".row", { hasText: reference }).locator(".countdown").waitFor();
  await joyce.page.waitForFunction(() => Number(document.querySelector("nav .count.pressing span")?.textContent) === document.querySelector("main section").querySelectorAll("li.row").length);
  assert.equal(await joyce.page.locator(".row", { hasText: reference }).count(), 1, "it stands twice in the inbox");
  await both(joyce.page, "a form that waits");

  // The other side acknowledges it, comments on words of it, and promises an answer.
  await go(joyce.page, "#/forms");
  await joyce.page.locator(".row", { hasText: reference }).locator("a").click();
  const shown = joyce.page.locator("dl.fields dd", { hasText: "198.51.100.7" });
  await shown.waitFor();
  await joyce.page.locator("dl.fields dd", { hasText: "2026" }).first().waitFor();
  await press("desk.form.act.acknowledged");
  await page.locator(".message .form-acknowledged").waitFor();
  await joyce.page.locator("dl.fields dd .value", { hasText: "A false invoice" }).evaluate((element) => {
    const range = document.createRange();
    const text = element.firstChild;
    range.setStart(text, 2);
    range.setEnd(text, 15);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  });
  await press("desk.form.comment_whole");
  const passage = await joyce.page.locator(".remark input").inputValue();
  assert.equal(passage, "false invoice");
  await joyce.page.locator(".remark textarea").first().fill("Which invoice?");
  await both(joyce.page, "a remark");
  await press("desk.form.send_remark");
  await joyce.page.locator("mark", { hasText: "false invoice" }).waitFor();
  await press("desk.form.act.in_progress");
  await joyce.page.locator(".report textarea").fill("The provider has been asked.");
  await joyce.page.locator('.report input[type="datetime-local"]').fill(new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 16));
  await press("desk.form.act.in_progress");
  await joyce.page.locator(".form-in_progress").waitFor();

  // A refusal needs a reason; the sender sees the promise, the remark, and asks for more time.
  await press("desk.form.act.refused");
  await press("desk.form.act.refused");
  await joyce.page.waitForFunction(() => document.activeElement?.matches("textarea:invalid")); // the browser says what is missing
  assert.equal(await joyce.page.locator(".form-refused").count(), 0, "refused without a reason");
  await joyce.page.keyboard.press("Escape");
  await page.locator(".message .form a").first().click();
  const promised = page.locator(".debt", { hasText: "promised until" });
  await promised.filter({ hasText: /\d\d:\d\d here · \d\d:\d\d there · \d\d:\d\d UTC/ }).waitFor(); // in three zones, when it is known where the other side is
  await page.locator(".comment", { hasText: "Which invoice?" }).waitFor();
  await both(page, "a form");
  await page.getByRole("button", { name: "Ask for an extension" }).click();
  await page.locator("#field-earlier_reference").waitFor();
  assert.equal(await page.locator("#field-earlier_reference").inputValue(), reference);
  await page.locator(".quiet a", { hasText: "Follows an earlier form" }).waitFor();
  await page.locator("#field-reference").fill(`${reference}-2`);
  await page.getByRole("button", { name: "Send the form" }).click();
  await page.locator(".message .form", { hasText: `${reference}-2` }).waitFor();
  await joyce.page.getByRole("link", { name: ar("desk.form.successor") }).waitFor();
  await press("desk.form.act.answered");
  await joyce.page.locator(".report textarea").fill("The data are kept.");
  await joyce.page.locator(".report button.main").click();
  await joyce.page.locator(".form-answered").waitFor();
  await go(page, "#/forms");
  await both(page, "forms");
  assert.equal(await joyce.page.locator("html").getAttribute("dir"), "rtl");
  assert.deepEqual([...claire.strange, ...joyce.strange], []);
  console.log("forms: ok");
} finally {
  await browser.close();
}
