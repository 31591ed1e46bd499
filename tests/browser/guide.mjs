// docs/guide/first-message.md, clicked through as it stands there; its pictures, where VALISE_PICTURES names a folder. Afterwards
// the post is made callable, as docs/guide/3-duty.md does by commands; VALISE_MAIL is where that world's mail comes.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { addresses, assert, launch, openAll, until, visit } from "./desks.mjs";

const folder = process.env.VALISE_PICTURES;
const browser = await launch();
try {
  const began = Date.now();
  const small = { viewport: { width: 960, height: 620 } };
  const [claire, joyce] = await openAll(browser, [addresses[0], small], [addresses[1], { ...small, timezoneId: "Africa/Nairobi" }]);
  const picture = async (page, name) => {
    if (!folder) return;
    await page.mouse.move(0, 0);
    await page.evaluate(() => scrollTo(0, 0));
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(folder, `${name}.png`) });
  };

  const { page } = claire;
  await page.getByRole("link", { name: "Write", exact: true }).click();
  await page.getByRole("combobox", { name: "To" }).fill("Kenya");
  await page.getByRole("option", { name: "ke-odpp/duty" }).click();
  await page.locator(".counterpart .clock time").waitFor();
  await page.locator(".counterpart", { hasText: "If it is urgent" }).waitFor();
  await page.getByLabel("Subject").fill("Preservation of a server log");
  await page.getByLabel("Message").fill("Please have the log of 198.51.100.7 kept. It is overwritten tonight.");
  await page.getByLabel("urgent", { exact: true }).check();
  await page.getByLabel("Answer wanted within").selectOption({ label: "2 hours" });
  await picture(page, "write");
  await page.getByRole("button", { name: "Send" }).click();
  await page.locator(".message.own .state.sent").waitFor();

  const row = joyce.page.locator("section", { hasText: "Waiting for you" }).locator(".row", { hasText: "Preservation of a server log" });
  await row.locator(".countdown").waitFor();
  await picture(joyce.page, "inbox");
  await row.getByRole("button", { name: "Take in charge" }).click();
  await page.locator(".matter", { hasText: "Joyce Mwangi" }).waitFor();
  await picture(page, "room");
  await joyce.page.getByRole("button", { name: "Done" }).click();
  await page.locator(".matter.settled").waitFor();
  const seconds = Math.round((Date.now() - began) / 1000);

  const mailbox = join(process.env.VALISE_MAIL, "new");
  const mails = () => (existsSync(mailbox) ? readdirSync(mailbox).map((name) => readFileSync(join(mailbox, name), "utf8")) : []);
  await visit(joyce.page, "#/duty");
  await joyce.page.locator("form.add").getByRole("textbox", { name: "Address" }).fill("duty@odpp.example");
  await joyce.page.getByRole("button", { name: "Add", exact: true }).click();
  const channel = joyce.page.locator(".channel", { hasText: "duty@odpp.example" });
  await channel.locator(".shut").waitFor(); // kept, but not proved yet
  const code = await until("a code comes by mail", () => mails().join("\n").match(/^Code: (\d+)/m)?.[1]);
  await channel.getByLabel("Code").fill(code);
  await channel.getByRole("button", { name: "Confirm" }).click();
  await channel.locator(".open").waitFor();
  const before = mails().length;
  await channel.getByRole("button", { name: "Send a test" }).click();
  await until("a test comes by mail", () => mails().length > before);
  assert.ok(mails().every((mail) => !mail.includes("Preservation of a server log")), "mail says what only messages say");
  assert.deepEqual([...claire.strange, ...joyce.strange], []);
  console.log(`guide: ok, ${seconds} s of clicking`);
} finally {
  await browser.close();
}
