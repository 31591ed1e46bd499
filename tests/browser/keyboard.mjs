// Everything by keyboard: no pointer moves in this test. What cannot be reached by Tab, arrows, Enter, Space and Escape fails it.
import { addresses, assert, launch, openAll, passphrase } from "./desks.mjs";

const browser = await launch();
const presses = [];
// to presses Tab until the focus is on what matches.
async function to(page, selector, back = false) {
  await page.waitForFunction((wanted) => [...document.querySelectorAll(wanted)].some((one) => one.getClientRects().length > 0), selector);
  for (let tries = 0; tries < 120; ++tries) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
    await page.keyboard.press(back ? "Shift+Tab" : "Tab");
    presses.push(1);
    const visible = await page.evaluate(() => {
      const box = document.activeElement?.getBoundingClientRect();
      return document.activeElement === document.body || (box !== undefined && box.width > 0 && box.height > 0);
    });
    assert.ok(visible, `the focus went where nobody sees it, looking for ${selector}`);
  }
  assert.fail(`not reached by Tab: ${selector}`);
}
const enter = async (page, selector) => {
  await to(page, selector);
  await page.keyboard.press("Enter");
};

// called goes on by Tab to what can be pressed and is called so, and presses it.
const pressable = "a, button:enabled, summary";
async function called(page, name) {
  await page.waitForFunction(([kind, text]) => [...document.querySelectorAll(kind)].some((one) => one.textContent.trim().startsWith(text)), [pressable, name]);
  for (let tries = 0; tries < 200; ++tries) {
    if (await page.evaluate(([kind, text]) => document.activeElement?.matches(kind) && document.activeElement.textContent.trim().startsWith(text), [pressable, name])) return page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    presses.push(1);
  }
  assert.fail(`not reached by Tab: ${name}`);
}
const focusOn = (page, selector) => page.waitForFunction((wanted) => document.activeElement?.matches(wanted), selector);
async function sign(page) {
  await to(page, 'form.report input[type="password"]');
  await page.keyboard.type(passphrase);
  await page.keyboard.press("Enter");
  await page.locator('form.report input[type="password"]').waitFor({ state: "detached" });
}

try {
  const [claire, joyce] = await openAll(browser, [addresses[0]], [addresses[1]]);
  const { page } = claire;

  // Skipping the menu; going to a view puts the focus there.
  await page.locator("body").evaluate((body) => (body.tabIndex = -1, body.focus(), body.removeAttribute("tabindex")));
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.className), "skip", "the first stop skips nothing");
  await enter(page, 'nav a[href="#/write"]');
  await page.locator("form.composer").waitFor();
  await page.waitForFunction(() => document.activeElement?.id === "content");

  await to(page, '.recipients input[role="combobox"]');
  await page.keyboard.type("ke-odpp");
  await page.locator('[role="option"]').first().waitFor();
  await page.keyboard.press("Escape");
  await page.locator('[role="option"]').first().waitFor({ state: "hidden" });
  await page.keyboard.type("/duty");
  await page.locator('[role="option"]').first().waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.locator(".chip", { hasText: "ke-odpp/duty" }).waitFor();
  await to(page, "form.composer input[required]");
  await page.keyboard.type("By keyboard");
  await to(page, "#composer-text");
  await page.keyboard.type("No pointer was used.");
  await to(page, 'fieldset.urgency input[type="radio"]');
  await page.keyboard.press("ArrowRight");
  await page.locator("label.within select").waitFor();
  await to(page, "label.within select");
  await page.keyboard.press("ArrowUp"); // one hour instead of two
  await page.waitForFunction(() => document.querySelector("label.within select")?.value === "60");
  await to(page, 'form.composer input[type="file"]');
  await page.keyboard.press("Control+Enter");
  await page.locator(".message.own", { hasText: "No pointer" }).waitFor();

  // The other side takes it in charge, declines nothing, and says why it is urgent no more.
  await joyce.page.locator(".row.urgent", { hasText: "By keyboard" }).waitFor();
  await to(joyce.page, ".row .answers button:last-of-type");
  await joyce.page.keyboard.press("Space");
  await joyce.page.locator(".answers form").waitFor();
  await joyce.page.keyboard.press("Escape");
  await joyce.page.locator(".answers form").waitFor({ state: "detached" });
  await enter(joyce.page, ".row .answers button.main");
  await page.locator(".matter .standing.s1").waitFor();

  // The case is opened and closed again, searched for and found; the duty is taken.
  await enter(page, "details.case summary");
  await to(page, "details.case select");
  await page.keyboard.press("ArrowDown");
  await page.locator(".tag.waiting").waitFor();
  // Who is to take part: named, and said yes to by Space.
  await to(page, '.people input[role="combobox"]');
  await page.keyboard.type("ug-dpp");
  await page.locator('.people [role="option"]').first().waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".people label.note").waitFor();
  await to(page, ".people label.note input");
  await page.keyboard.press("Space");
  await page.locator(".people form button.main:enabled").waitFor();
  await called(page, "Cancel");
  // Forwarding is thought better of; words are changed.
  await called(page, "Forward");
  await page.locator("form.forward").waitFor();
  await to(page, 'form.forward input[role="combobox"]');
  await page.keyboard.press("Escape");
  await page.locator("form.forward").waitFor({ state: "detached" });
  await called(page, "Change …");
  await focusOn(page, ".message .report textarea");
  await page.keyboard.press("Control+End");
  await page.keyboard.type(" Really none.");
  await to(page, ".message .report button.main");
  await page.keyboard.press("Enter");
  await page.locator(".message .course summary", { hasText: "[changed]" }).waitFor();

  // A form: the other side, its kind, its fields; what is wrong leads to its field.
  await enter(page, 'nav a[href="#/forms"]');
  await page.locator("main h1", { hasText: "Forms" }).waitFor();
  await called(page, "New form");
  await to(page, 'main input[type="radio"]');
  await page.keyboard.press("ArrowDown");
  await to(page, '.recipients input[role="combobox"]');
  await page.keyboard.type("ke-odpp");
  await page.locator('[role="option"]').first().waitFor();
  await page.keyboard.press("Enter");
  await called(page, "Fill in");
  await to(page, "#field-reference");
  await page.keyboard.type("FR-2026-1");
  await called(page, "Send the form");
  await page.locator("#form-problems .problem").waitFor();
  await enter(page, "#form-problems a");
  await focusOn(page, '[id^="field-"], [id^="field-"] *');

  await to(joyce.page, 'nav a[href="#/search"]');
  await joyce.page.keyboard.press("Enter");
  await to(joyce.page, 'input[type="search"]');
  await joyce.page.keyboard.type("pointer");
  await joyce.page.locator(".row", { hasText: "No pointer" }).first().waitFor();
  await enter(joyce.page, ".row > a");
  await joyce.page.locator(".message .text", { hasText: "No pointer" }).first().waitFor();
  await to(joyce.page, 'nav a[href="#/duty"]', true);
  await joyce.page.keyboard.press("Enter");
  await joyce.page.locator(".board").waitFor();
  await enter(joyce.page, ".board button.main");
  await joyce.page.locator(".board dd .open").waitFor();
  await called(joyce.page, "Hand over");
  await focusOn(joyce.page, ".board form select");
  await to(joyce.page, ".board form textarea");
  await joyce.page.keyboard.type("An answer by noon");
  await enter(joyce.page, ".board form button.main");
  await joyce.page.locator(".sheet", { hasText: "An answer by noon" }).waitFor();

  // The office: an officer, an invite, a plan, a proposal. The focus is on the first field of what is signed.
  await to(joyce.page, 'nav a[href="#/office"]', true);
  await joyce.page.keyboard.press("Enter");
  await joyce.page.locator("section .row", { hasText: "@jmwangi" }).first().waitFor();
  await called(joyce.page, "Add an officer");
  await focusOn(joyce.page, 'form.report label:first-of-type input:not([type="password"])');
  await joyce.page.keyboard.type("ke-odpp/@awanjiru");
  await joyce.page.keyboard.press("Tab");
  await joyce.page.keyboard.type("Aisha Wanjiru");
  await sign(joyce.page);
  await joyce.page.locator("section .row", { hasText: "Aisha Wanjiru" }).waitFor();
  await called(joyce.page, "Invite a device");
  await focusOn(joyce.page, 'form.report input[type="password"]');
  await sign(joyce.page);
  await focusOn(joyce.page, "textarea[readonly]");
  await called(joyce.page, "Withdraw");
  await joyce.page.locator("section .empty").first().waitFor();
  await called(joyce.page, "Who staffs it");
  await joyce.page.locator("textarea.code").waitFor();
  await to(joyce.page, "textarea.code");
  await joyce.page.keyboard.press("Control+A");
  await joyce.page.keyboard.insertText('officers = ["jmwangi", "potieno"]\n[[shifts]]\nofficer = "jmwangi"\ndays = ["mon", "tue"]\nfrom = "08:00"\nto = "20:00"\n');
  await called(joyce.page, "Look for gaps");
  await joyce.page.locator(".shut", { hasText: "gaps" }).first().waitFor();
  await called(joyce.page, "Publish the plan");
  await sign(joyce.page);
  await joyce.page.locator("textarea.code").waitFor({ state: "detached" });
  await called(joyce.page, "Change it");
  await joyce.page.locator("textarea.code").waitFor();
  await to(joyce.page, "textarea.code");
  await joyce.page.keyboard.press("Control+Home");
  await joyce.page.keyboard.insertText('telephone = "+254 20 5551111"\n');
  await called(joyce.page, "Show what changes");
  await joyce.page.locator("table.changes td", { hasText: "5551111" }).waitFor();
  await called(joyce.page, "Hand in the proposal");
  await sign(joyce.page);
  await joyce.page.locator(".proposal", { hasText: "5551111" }).waitFor();

  // The registrar reads it and signs.
  await to(page, 'nav a[href="#/registrar"]', true);
  await page.keyboard.press("Enter");
  await page.locator('a[href="#/registrar"][aria-current="page"]').waitFor();
  await called(page, "Ask the relay for proposals");
  await sign(page);
  await page.locator(".proposal", { hasText: "5551111" }).waitFor();
  await called(page, "Accept and sign");
  await sign(page);
  await page.locator(".proposal", { hasText: "1 of 2 signatures" }).waitFor();

  // Linking: a part by the arrows, the code, another one that is none, and the end of all.
  await to(joyce.page, 'nav a[href="#/device"]', true);
  await joyce.page.keyboard.press("Enter");
  await joyce.page.locator('main a[href="#/device-link"]').waitFor();
  await called(joyce.page, "Link another device");
  await joyce.page.locator('input[name="link-part"]').first().waitFor();
  await to(joyce.page, 'input[name="link-part"]');
  await joyce.page.keyboard.press("ArrowDown");
  await joyce.page.keyboard.press("Enter");
  await focusOn(joyce.page, "textarea[readonly]");
  await called(joyce.page, "Copy");
  await to(joyce.page, "textarea:not([readonly])");
  await joyce.page.keyboard.type("valise-link1:nonsense");
  await called(joyce.page, "See what it does");
  await joyce.page.locator("form .problem").waitFor();
  await called(joyce.page, "End all");
  await joyce.page.locator(".row.over").first().waitFor();

  // Another language, where the focus stays.
  await to(joyce.page, ".tools select", true);
  await joyce.page.keyboard.press("ArrowDown");
  await joyce.page.locator('html:not([lang="en"])').waitFor({ state: "attached" });
  await focusOn(joyce.page, ".tools select");
  await joyce.page.keyboard.press("ArrowUp");
  await joyce.page.locator('html[lang="en"]').waitFor({ state: "attached" });
  await to(joyce.page, 'nav a[href="#/directory"]', true);
  await joyce.page.keyboard.press("Enter");
  await to(joyce.page, ".row > a");
  await joyce.page.keyboard.press("Enter");
  await joyce.page.locator("article.record").waitFor();
  await to(joyce.page, ".tools button", true);
  await joyce.page.keyboard.press("Enter");
  await joyce.page.getByLabel("Passphrase").waitFor();
  await to(joyce.page, 'input[type="password"]');
  await joyce.page.keyboard.type(passphrase);
  await joyce.page.keyboard.press("Enter");
  await joyce.page.locator("nav").waitFor();
  assert.deepEqual([...claire.strange, ...joyce.strange], []);
  console.log(`keyboard: ok, with ${presses.length} times Tab`);
} finally {
  await browser.close();
}
