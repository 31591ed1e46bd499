// Two desks: an urgent message with a file is written in one, seen in the other, answered, and read; in passing, every view is
// examined by axe in light and dark, and the language changes without a reload.
import { addresses, assert, axe, launch, online, open, passphrase, write } from "./desks.mjs";

const browser = await launch();
try {
  const claire = await open(browser, addresses[0]);
  const joyce = await open(browser, addresses[1], { timezoneId: "Africa/Nairobi" });
  await Promise.all([online(claire.page), online(joyce.page)]);

  const subject = `Preservation of log ${process.pid}`; // the desks may have seen other days
  const file = { name: "order.txt", mimeType: "text/plain", buffer: Buffer.from("what has to be kept") };
  const began = await write(claire.page, { to: "ke-odpp", subject, text: "Please keep it until Friday.", urgent: true, files: [file] });
  await joyce.page.locator(".row.urgent.unread", { hasText: subject }).waitFor({ timeout: 30_000 });
  console.log(`journey: seen in the other desk after ${Date.now() - began} ms`);
  assert.match(await joyce.page.title(), /^\(\d+\) Valise$/, "no badge in the title");
  await claire.page.locator(".message.own .state.sent").waitFor({ timeout: 30_000 });

  // The other side reads, saves the file and answers, by keyboard alone.
  await joyce.page.locator(".row.urgent a", { hasText: subject }).focus();
  await joyce.page.keyboard.press("Enter");
  await joyce.page.locator(".message", { hasText: "until Friday" }).waitFor();
  await joyce.page.locator(".files button").first().focus();
  await joyce.page.keyboard.press("Enter");
  await joyce.page.locator(".files", { hasText: "Saved to" }).waitFor({ timeout: 30_000 });
  await joyce.page.locator(".message footer button").last().focus();
  await joyce.page.keyboard.press("Enter");
  await joyce.page.locator(".composer blockquote").waitFor();
  await joyce.page.keyboard.type("It is preserved as of today.");
  await joyce.page.keyboard.press("Control+Enter");
  await claire.page.locator(".message:not(.own)", { hasText: "preserved as of today" }).waitFor({ timeout: 30_000 });
  await claire.page.locator(".message blockquote", { hasText: "until Friday" }).waitFor();

  // A draft outlives a reload, and so does the session; the code does not come back into the address.
  await claire.page.locator("#composer-text").fill("Half a sentence");
  await claire.page.reload();
  await claire.page.locator("nav").waitFor();
  assert.equal(await claire.page.locator("#composer-text").inputValue(), "Half a sentence", "the draft is lost");
  assert.doesNotMatch(claire.page.url(), /#[0-9a-f]{64}/);

  const room = new URL(claire.page.url()).hash;
  for (const colorScheme of ["light", "dark"]) {
    await claire.page.emulateMedia({ colorScheme });
    for (const view of ["#/inbox", "#/rooms", room, "#/write", "#/directory", "#/directory/ke-odpp", "#/device"]) {
      await claire.page.evaluate((to) => void (location.hash = to), view);
      await claire.page.locator("main h1").waitFor();
      await claire.page.waitForTimeout(300);
      await axe(claire.page, `${view} ${colorScheme}`);
    }
  }

  await claire.page.evaluate(() => (window.stays = true));
  for (const [language, direction, inbox] of [["ar", "rtl", "الوارد"], ["zh", "ltr", "收件箱"], ["ru", "ltr", "Входящие"], ["fr", "ltr", "Réception"], ["es", "ltr", "Recibidos"], ["en", "ltr", "Inbox"]]) {
    await claire.page.locator(".tools select").selectOption(language);
    await claire.page.locator("nav", { hasText: inbox }).waitFor();
    assert.equal(await claire.page.locator("html").getAttribute("dir"), direction);
    assert.equal(await claire.page.locator("html").getAttribute("lang"), language);
    if (language === "ar") await axe(claire.page, "Arabic");
  }
  assert.ok(await claire.page.evaluate(() => window.stays), "it reloaded");

  await joyce.page.locator(".tools button").click();
  await joyce.page.getByLabel("Passphrase").waitFor();
  await axe(joyce.page, "locked");
  await joyce.page.getByLabel("Passphrase").fill("wrong");
  await joyce.page.keyboard.press("Enter");
  await joyce.page.locator(".problem").waitFor({ timeout: 30_000 });
  await joyce.page.getByLabel("Passphrase").fill(passphrase);
  await joyce.page.keyboard.press("Enter");
  await joyce.page.locator("nav").waitFor({ timeout: 30_000 });
  await online(joyce.page);

  assert.deepEqual(claire.strange, [], "claire's page did something strange");
  assert.deepEqual(joyce.strange, [], "joyce's page did something strange");
  console.log("journey: ok");
} finally {
  await browser.close();
}
