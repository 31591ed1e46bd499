// An officer's second device: invited and approved in the office's page, linked by the code that one device shows and the other is
// given, in either direction; the history arrives; the device is revoked by the page.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { addresses, assert, axe, axeEverywhere, go, launch, online, open, openAll, until, visit, write } from "./desks.mjs";

const strings = process.env.VALISE_STRINGS;
const key = "correct horse battery";

const browser = await launch();
try {
  const [claire, joyce] = await openAll(browser, [addresses[0]], [addresses[1], { timezoneId: "Africa/Nairobi" }]);
  await write(claire.page, { to: "Kenya", subject: "Before the laptop", text: "Said before the laptop came." });
  await joyce.page.locator("main li .subject", { hasText: "Before the laptop" }).waitFor();

  // The security officer invites a device; the test's strings enrol a laptop with it; it is compared and approved.
  const { page } = joyce;
  const section = (title) => page.locator("section", { hasText: title });
  const sign = async () => {
    await page.locator('form.report input[type="password"]').fill(key);
    await page.locator("form.report button.main").click();
    await page.locator('form.report input[type="password"]').waitFor({ state: "detached" });
  };
  await visit(page, "#/office");
  const officer = section("Officers and their devices").locator(".row", { hasText: "ke-odpp/@jmwangi" });
  await officer.getByRole("button", { name: "Invite a device" }).click();
  await sign();
  const invite = await page.getByLabel("Invite a device", { exact: true }).inputValue();
  writeFileSync(`${strings}/invite-part`, invite);
  renameSync(`${strings}/invite-part`, `${strings}/invite`);
  await until("the laptop's answer", () => existsSync(`${strings}/second-asks`));

  // Its desk is open already, says what it waits for, and shows the key that the office compares.
  const laptop = await open(browser, readFileSync(`${strings}/second-desk`, "utf8").trim(), { timezoneId: "Africa/Nairobi" });
  const awaits = laptop.page.locator(".note", { hasText: "security officer" });
  await visit(laptop.page, "#/device");
  await awaits.waitFor();
  await axeEverywhere(laptop.page, "a device that waits for its approval");
  const shown = await laptop.page.locator("code.key").innerText();
  await page.getByRole("button", { name: "Ask the relay for answers" }).click();
  await sign();
  await section("Invites").locator(".row", { hasText: "second" }).locator("code").waitFor();
  await axeEverywhere(page, "a device that asks");
  assert.equal(await section("Invites").locator("code.key").innerText(), shown, "the office compares another key than the device shows");
  await page.getByRole("button", { name: "Approve this device" }).click();
  await sign();
  await officer.locator("p", { hasText: "second" }).getByRole("button", { name: "Revoke" }).waitFor();

  // Its desk begins, without what was said before.
  await laptop.page.getByRole("button", { name: "Try now" }).click();
  await online(laptop.page);
  await awaits.waitFor({ state: "detached" });
  assert.equal(await laptop.page.locator("code.key").innerText(), shown);
  await visit(laptop.page, "#/rooms");
  assert.equal(await laptop.page.getByText("Said before the laptop came.").count(), 0);

  // The old device shows a code: as a picture and as text; the new one is given the text.
  await visit(page, "#/device");
  await page.getByRole("link", { name: "Link another device" }).click();
  await page.getByRole("button", { name: "Show the code" }).waitFor();
  await axeEverywhere(page, "linking, before the code");
  await page.getByRole("button", { name: "Show the code" }).click();
  const code = await page.getByLabel("The code as text").inputValue();
  assert.match(code, /^valise-link1:/);
  await page.getByRole("img", { name: "The code as a QR picture" }).waitFor();
  await axeEverywhere(page, "linking");
  const other = laptop.page;
  await go(other, "#/device-link");
  await other.getByLabel("Paste the code here").fill("valise-link1:nonsense");
  await other.getByRole("button", { name: "See what it does" }).click();
  await other.locator("form .problem").waitFor();
  await other.getByLabel("Paste the code here").fill(code);
  await other.getByRole("button", { name: "See what it does" }).click();
  await other.getByText("receives the history of").first().waitFor();
  await axeEverywhere(other, "linking, what a code does");
  await other.getByRole("button", { name: "Link", exact: true }).click();
  const done = other.locator(".row", { hasText: "done:" });
  await done.waitFor({ timeout: 120_000 }).catch(async (error) => {
    console.error(await other.locator(".list").innerText(), await page.locator(".list").innerText());
    throw error;
  });
  await visit(other, "#/rooms");
  await other.locator("main li a", { hasText: "Before the laptop" }).click();
  await other.getByText("Said before the laptop came.").waitFor();

  // The other direction: the new device shows what it receives by, and thinks better of it.
  const shownAt = async (desk, part) => {
    await go(desk, "#/device-link");
    await desk.getByLabel(part).check();
    await desk.getByRole("button", { name: "Show the code" }).click();
    return desk.getByLabel("The code as text").inputValue();
  };
  const lookAt = async (desk, code, what) => {
    await desk.getByLabel("Paste the code here").fill(code);
    await desk.getByRole("button", { name: "See what it does" }).click();
    await desk.getByRole("status").getByText(what).waitFor();
  };
  await lookAt(page, await shownAt(other, "receives the history of the other one"), "hands its history over to");
  await page.getByRole("button", { name: "Cancel" }).click();
  await other.getByRole("button", { name: "End all that are not over" }).click();
  await other.locator(".row", { hasText: "run out, or cancelled" }).waitFor();

  // And once more, carried through: what was said meanwhile is there already, and nothing stands there twice.
  await visit(other, "#/inbox");
  await lookAt(page, await shownAt(other, "receives the history of the other one"), "hands its history over to");
  await page.getByRole("button", { name: "Link", exact: true }).click();
  const both = other.locator(".row", { hasText: "done:" });
  await other.waitForFunction(() => [...document.querySelectorAll("main .row")].filter((row) => row.textContent.includes("done:")).length === 2, null, { timeout: 120_000 });
  assert.equal(await both.count(), 2);
  await visit(other, "#/rooms");
  await other.locator("main li a", { hasText: "Before the laptop" }).click();
  await other.getByText("Said before the laptop came.").first().waitFor();
  assert.equal(await other.locator(".message .text", { hasText: "Said before the laptop came." }).count(), 1, "it stands there twice");

  // It is lost: the page revokes it, and its desk says so.
  await visit(page, "#/office");
  const device = officer.locator("div", { hasText: "second" });
  await device.getByRole("button", { name: "Revoke" }).click();
  await page.getByLabel("Reason, for everybody to read").fill("Stolen on a train");
  await sign();
  await officer.locator("div", { hasText: "second" }).getByText("revoked").waitFor();
  assert.deepEqual([...claire.strange, ...joyce.strange, ...laptop.strange], []);
  console.log("linking: ok");
} finally {
  await browser.close();
}
