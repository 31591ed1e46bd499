// What becomes of words, between three desks of three authorities, one of them in Arabic: conditions chosen and in sight, delivery told as it is, a change and a
// taking back with what was said first, forwarding that needs the originator's permission; then a State is named and confirmed
// before it is admitted, and the members agree how long they keep things.
import { addresses, assert, axeEverywhere as both, enter, go, launch, openAll, speak, texts, visit, write } from "./desks.mjs";

const browser = await launch();
const addressee = async (within, to) => {
  const field = within.locator('input[role="combobox"]').last();
  await field.fill(to);
  await within.locator('[role="option"]').first().waitFor();
  await field.press("Enter");
};
try {
  const [claire, joyce, agnes] = await openAll(browser, [addresses[0]], [addresses[1], { timezoneId: "Africa/Nairobi", locale: "ar" }], [addresses[2], { timezoneId: "Africa/Kampala" }]);
  const { page } = claire;
  const [ar, en] = [texts("ar"), texts("en")];

  const subject = `Statement ${process.pid}`;
  await write(page, { to: "ke-odpp", subject, text: "The witness is at home.", handling: "h2" });
  const room = new URL(page.url()).hash;
  await page.locator(".message.own .condition", { hasText: "H2: not to be passed on" }).waitFor();
  await page.locator(".composer .conditions select").selectOption("confidential");
  await page.locator(".composer .condition", { hasText: "confidential: the exchange" }).waitFor();
  assert.equal(await page.locator(".composer .handling-field").inputValue(), "confidential");
  await page.locator(".composer .handling-field").fill("");
  await page.locator(".message.own .course summary", { hasText: "delivered to" }).click();
  await page.locator(".message.own .course li", { hasText: "Officer jmwangi" }).waitFor();

  await page.getByRole("button", { name: "Change" }).click();
  await page.locator(".message .report textarea").fill("The witness is in hospital.");
  await both(page, "changing a message");
  await page.locator(".message .report button.main").click();
  await go(joyce.page, room);
  await joyce.page.locator(".message .text", { hasText: "in hospital" }).first().waitFor();
  await joyce.page.locator(".message .course summary", { hasText: ar("edit.mark.changed") }).first().click();
  await joyce.page.locator(".message .course .text", { hasText: "at home" }).waitFor();

  // H2: nobody else reads it without the originator's permission.
  const first = joyce.page.locator(".message").first();
  await first.getByRole("button", { name: ar("desk.course.forward") }).click();
  await addressee(first, "ug-dpp");
  await first.locator(".note .condition", { hasText: "H2" }).waitFor();
  await both(joyce.page, "forwarding that is not allowed");
  await first.locator(".forward textarea").fill("Kampala hears the other witness.");
  await first.getByRole("button", { name: ar("desk.course.ask") }).click();
  const wish = page.locator(".message", { hasText: "Would go to" });
  await wish.getByRole("button", { name: "Permit" }).click();
  await wish.locator(".report button.main").click();
  await joyce.page.locator(".message", { hasText: ar("forward.act.grant") }).waitFor();
  await first.getByRole("button", { name: ar("desk.course.forward") }).click();
  await addressee(first, "ug-dpp");
  await first.locator(".forward button.main:not([disabled])").click();
  await joyce.page.locator(".origin .open", { hasText: ar("forward.verified") }).waitFor();
  await both(joyce.page, "a forwarded message");
  // The third authority reads the words with their condition, and who wrote them.
  await agnes.page.locator("main li a", { hasText: subject }).first().click();
  const forwarded = agnes.page.locator(".message", { hasText: "in hospital" });
  await forwarded.locator(".condition", { hasText: "H2: not to be passed on" }).first().waitFor();
  await forwarded.locator(".origin", { hasText: "Officer cmartin" }).locator(".shut", { hasText: en("forward.unverified") }).waitFor(); // its desk has no original to compare

  await page.locator("#composer-text").fill("Said too early.");
  await page.locator("#composer-text").press("Control+Enter");
  const second = page.locator(".message.own", { hasText: "Said too early." });
  await second.getByRole("button", { name: "Take back" }).click();
  await page.keyboard.press("Enter"); // no reason, no taking back
  await page.keyboard.type("It was not for this room.");
  await second.locator(".report button.main").click();
  await page.locator(".message .note", { hasText: "RETRACTED" }).waitFor();

  // Admission: the State and the authority are named, and said yes to.
  await page.locator("details.case summary", { hasText: "References" }).click();
  const people = page.locator(".people");
  await addressee(people, "ug-dpp");
  const confirm = people.locator("label.note", { hasText: "Uganda" });
  await confirm.waitFor();
  assert.ok(await people.getByRole("button", { name: "Admit", exact: true }).isDisabled(), "admitted without a yes");
  await both(page, "admission");
  await confirm.locator("input").check();
  await people.getByRole("button", { name: "Admit", exact: true }).click();
  await people.locator("li", { hasText: "ug-dpp/desk" }).waitFor();
  // Who was admitted reads what is said from then on, and nothing of before.
  await go(agnes.page, room);
  await agnes.page.locator("h1", { hasText: subject }).waitFor();
  await page.locator("#composer-text").fill("Kampala is with us now.");
  await page.locator("#composer-text").press("Control+Enter");
  await agnes.page.locator(".message .text", { hasText: "Kampala is with us now." }).waitFor();
  assert.equal(await agnes.page.locator(".message .text").count(), 1, "it reads what was said before it was admitted");
  await enter(people, "Agree on days", "90");
  await people.locator(".keeping p", { hasText: "kept for 90 days" }).first().waitFor();
  await people.locator("li", { hasText: "ug-dpp/desk" }).getByRole("button", { name: "Remove" }).click();
  await people.getByRole("button", { name: "now" }).click();
  await people.locator("li", { hasText: "ug-dpp/desk" }).waitFor({ state: "detached" });
  await agnes.page.locator(".note", { hasText: en("desk.rooms.left") }).waitFor();
  assert.equal(await agnes.page.locator("#composer-text").count(), 0, "who was removed can still write");
  // One person for a time: a guest, who is named with the end of it.
  await people.locator('input[role="combobox"]').fill("ug-dpp/@aokello"); // an officer's address is typed in full
  await people.locator('input[role="combobox"]').press("Enter");
  await people.getByLabel("As a guest until").fill(new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 16));
  await people.locator("label.note input").first().check();
  await both(page, "admitting a guest");
  await people.getByRole("button", { name: "as a guest" }).click();
  await people.locator("li", { hasText: "ug-dpp/@aokello" }).waitFor();
  await agnes.page.locator("#composer-text").fill("Kampala answers as a guest.");
  await agnes.page.locator("#composer-text").press("Control+Enter");
  await page.locator(".message .text", { hasText: "Kampala answers as a guest." }).waitFor();
  await visit(page, "#/device");
  await page.locator("section", { hasText: "Your devices" }).getByText("claire-desk").waitFor();
  // What the checks of the desk found is said in the reader's language.
  await speak(agnes.page, "ar");
  await go(agnes.page, "#/device");
  await agnes.page.locator(".check .name", { hasText: ar("doctor.name.folder") }).waitFor();
  for (const told of await agnes.page.locator(".check .name, .check .quiet").allTextContents()) assert.match(told, /[\u0600-\u06ff]|^\P{L}*$|\//u, `not in Arabic: ${told}`);
  assert.equal(await joyce.page.locator("html").getAttribute("dir"), "rtl");
  assert.deepEqual([...claire.strange, ...joyce.strange, ...agnes.strange], []);
  console.log("course: ok");
} finally {
  await browser.close();
}
