// Everything by keyboard: no pointer moves in this test. What cannot be reached by Tab, arrows, Enter, Space and Escape fails it.
import { addresses, assert, launch, open, openAll } from "./desks.mjs";

const browser = await launch();
const presses = [];
// to presses Tab until the focus is on what matches.
async function to(page, selector, back = false) {
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
  assert.equal(await page.locator("label.within select").inputValue(), "60");
  await to(page, 'form.composer input[type="file"]');
  await page.keyboard.press("Control+Enter");
  await page.locator(".message.own", { hasText: "No pointer" }).waitFor({ timeout: 30_000 });

  // The other side takes it in charge, declines nothing, and says why it is urgent no more.
  await joyce.page.locator(".row.urgent", { hasText: "By keyboard" }).waitFor({ timeout: 30_000 });
  await to(joyce.page, ".row .answers button:last-of-type");
  await joyce.page.keyboard.press("Space");
  await joyce.page.locator(".answers form").waitFor();
  await joyce.page.keyboard.press("Escape");
  await joyce.page.locator(".answers form").waitFor({ state: "detached" });
  await enter(joyce.page, ".row .answers button.main");
  await page.locator(".matter .standing.s1").waitFor({ timeout: 30_000 });

  // The case is opened and closed again, searched for and found; the duty is taken.
  await enter(page, "details.case summary");
  await to(page, "details.case select");
  await page.keyboard.press("ArrowDown");
  await page.locator(".tag.waiting").waitFor({ timeout: 30_000 });
  await to(joyce.page, 'nav a[href="#/search"]');
  await joyce.page.keyboard.press("Enter");
  await to(joyce.page, 'input[type="search"]');
  await joyce.page.keyboard.type("pointer");
  await joyce.page.locator(".row", { hasText: "No pointer" }).waitFor({ timeout: 30_000 });
  await enter(joyce.page, ".row > a");
  await joyce.page.locator(".message .text", { hasText: "No pointer" }).waitFor();
  await to(joyce.page, 'nav a[href="#/duty"]', true);
  await joyce.page.keyboard.press("Enter");
  await joyce.page.locator(".board").waitFor();
  await enter(joyce.page, ".board button.main");
  await joyce.page.locator(".board dd .open").waitFor({ timeout: 30_000 });
  await to(joyce.page, 'nav a[href="#/directory"]', true);
  await joyce.page.keyboard.press("Enter");
  await to(joyce.page, ".row > a");
  await joyce.page.keyboard.press("Enter");
  await joyce.page.locator("article.record").waitFor();
  await to(joyce.page, ".tools button", true);
  await joyce.page.keyboard.press("Enter");
  await joyce.page.getByLabel("Passphrase").waitFor();
  assert.deepEqual([...claire.strange, ...joyce.strange], []);
  console.log(`keyboard: ok, with ${presses.length} times Tab`);
} finally {
  await browser.close();
}
