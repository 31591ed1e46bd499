// What becomes of words, between two desks and a third authority: conditions chosen and in sight, delivery told as it is, a change and a
// taking back with what was said first, forwarding that needs the originator's permission; then a State is named and confirmed
// before it is admitted, and the members agree how long they keep things.
import { addresses, assert, axe, launch, open, openAll, write } from "./desks.mjs";

const browser = await launch();
const both = async (page, where) => {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await axe(page, `${where} ${colorScheme}`);
  }
};
const addressee = async (within, to) => {
  const field = within.locator('input[role="combobox"]').last();
  await field.fill(to);
  await within.locator('[role="option"]').first().waitFor();
  await field.press("Enter");
};
try {
  const [claire, joyce] = await openAll(browser, [addresses[0]], [addresses[1], { timezoneId: "Africa/Nairobi" }]);
  const { page } = claire;

  const subject = `Statement ${process.pid}`;
  await write(page, { to: "ke-odpp", subject, text: "The witness is at home.", handling: "h2" });
  const room = new URL(page.url()).hash;
  await page.locator(".message.own .condition", { hasText: "H2: not to be passed on" }).waitFor();
  await page.locator(".composer .conditions select").selectOption("confidential");
  await page.locator(".composer .condition", { hasText: "confidential: the exchange" }).waitFor();
  assert.equal(await page.locator(".composer .handling-field").inputValue(), "confidential");
  await page.locator(".composer .handling-field").fill("");
  await page.locator(".message.own .course summary", { hasText: "delivered to" }).click({ timeout: 30_000 });
  await page.locator(".message.own .course li", { hasText: "Officer jmwangi" }).waitFor();

  await page.getByRole("button", { name: "Change" }).click();
  await page.locator(".message .report textarea").fill("The witness is in hospital.");
  await both(page, "changing a message");
  await page.locator(".message .report button.main").click();
  await joyce.page.evaluate((to) => void (location.hash = to), room);
  await joyce.page.locator(".message .text", { hasText: "in hospital" }).first().waitFor({ timeout: 30_000 });
  await joyce.page.locator(".message .course summary", { hasText: "[changed]" }).first().click();
  await joyce.page.locator(".message .course .text", { hasText: "at home" }).waitFor();

  // H2: nobody else reads it without the originator's permission.
  const first = joyce.page.locator(".message").first();
  await first.getByRole("button", { name: "Forward" }).click();
  await addressee(first, "ug-dpp");
  await first.locator(".note .condition", { hasText: "H2" }).waitFor({ timeout: 30_000 });
  await both(joyce.page, "forwarding that is not allowed");
  await first.locator(".forward textarea").fill("Kampala hears the other witness.");
  await first.getByRole("button", { name: "Ask for permission" }).click();
  const wish = page.locator(".message", { hasText: "Would go to" });
  await wish.getByRole("button", { name: "Permit" }).click({ timeout: 30_000 });
  await wish.locator(".report button.main").click();
  await joyce.page.locator(".message", { hasText: "permits forwarding" }).waitFor({ timeout: 30_000 });
  await first.getByRole("button", { name: "Forward" }).click();
  await addressee(first, "ug-dpp");
  await first.locator(".forward button.main:not([disabled])").click({ timeout: 30_000 });
  await joyce.page.locator(".origin .open", { hasText: "VERIFIED" }).waitFor({ timeout: 30_000 });
  await both(joyce.page, "a forwarded message");

  await page.locator("#composer-text").fill("Said too early.");
  await page.locator("#composer-text").press("Control+Enter");
  const second = page.locator(".message.own", { hasText: "Said too early." });
  await second.getByRole("button", { name: "Take back" }).click({ timeout: 30_000 });
  await page.keyboard.press("Enter"); // no reason, no taking back
  await page.keyboard.type("It was not for this room.");
  await second.locator(".report button.main").click();
  await page.locator(".message .note", { hasText: "RETRACTED" }).waitFor({ timeout: 30_000 });

  // Admission: the State and the authority are named, and said yes to.
  await page.locator("details.case summary", { hasText: "References" }).click();
  const people = page.locator(".people");
  await addressee(people, "ug-dpp");
  const confirm = people.locator("label.note", { hasText: "Uganda" });
  await confirm.waitFor({ timeout: 30_000 });
  assert.ok(await people.getByRole("button", { name: "Admit", exact: true }).isDisabled(), "admitted without a yes");
  await both(page, "admission");
  await confirm.locator("input").check();
  await people.getByRole("button", { name: "Admit", exact: true }).click();
  await people.locator("li", { hasText: "ug-dpp/desk" }).waitFor({ timeout: 30_000 });
  await people.getByLabel("Agree on days").fill("90");
  await people.getByLabel("Agree on days").press("Enter");
  await people.locator(".keeping p", { hasText: "kept for 90 days" }).first().waitFor({ timeout: 30_000 });
  await people.locator("li", { hasText: "ug-dpp/desk" }).getByRole("button", { name: "Remove" }).click();
  await people.getByRole("button", { name: "now" }).click();
  await people.locator("li", { hasText: "ug-dpp/desk" }).waitFor({ state: "detached", timeout: 30_000 });
  // One person for a time: a guest, who is named with the end of it.
  await people.locator('input[role="combobox"]').fill("ug-dpp/@aokello"); // an officer's address is typed in full
  await people.locator('input[role="combobox"]').press("Enter");
  await people.getByLabel("As a guest until").fill(new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 16));
  await people.locator("label.note input").first().check({ timeout: 30_000 });
  await both(page, "admitting a guest");
  await people.getByRole("button", { name: "as a guest" }).click();
  await people.locator("li", { hasText: "ug-dpp/@aokello" }).waitFor({ timeout: 30_000 });
  await page.locator('nav a[href="#/device"]').click();
  await page.locator("section", { hasText: "Your devices" }).getByText("claire-desk").waitFor();
  assert.deepEqual([...claire.strange, ...joyce.strange], []);
  console.log("course: ok");
} finally {
  await browser.close();
}
