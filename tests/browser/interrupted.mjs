// What interrupts people: the relay goes away, the desk locks by itself, the browser is closed. Nothing that was written is lost,
// and the page says what is.
import { rmSync, writeFileSync } from "node:fs";
import { addresses, assert, axe, axeEverywhere, launch, online, open, passphrase, write } from "./desks.mjs";

const gone = `${process.env.VALISE_STRINGS}/relay-gone`;
// What a desk says to a page can be held back.
let held;
const holdable = (page) =>
  page.routeWebSocket("**/socket", (socket) => {
    const desk = socket.connectToServer();
    desk.onMessage((message) => (held ? held.push(() => socket.send(message)) : socket.send(message)));
  });
function letGo() {
  const messages = held;
  held = undefined;
  for (const pass of messages) pass();
}

const browser = await launch();
try {
  const claire = await open(browser, addresses[0], { prepare: holdable });
  const joyce = await open(browser, addresses[1]); // while its code is good; it locks meanwhile
  const { page } = claire;
  await online(page);
  await write(page, { to: "ke-odpp", subject: "Before", text: "Before it went" });
  await page.locator(".message.own .state.sent").waitFor({ timeout: 30_000 });

  // Who writes on before the desk has answered keeps what was written.
  const text = page.locator("#composer-text");
  for (const next of ["Another thought", "One thought, continued"]) {
    held = [];
    await text.fill("One thought");
    await page.keyboard.press("Control+Enter");
    await text.fill(next);
    letGo();
    await page.locator("form.composer button.main:not([disabled])").waitFor();
    assert.equal(await text.inputValue(), next.replace("One thought", ""), "what was written on is lost");
  }
  await page.locator(".message.own", { hasText: "One thought" }).nth(1).waitFor();
  await text.fill("");

  // A file is dropped on the field; what is not text or picture is a file like others.
  await page.evaluate(() => {
    const dropped = new DataTransfer();
    dropped.items.add(new File(["dropped content"], "وثيقة <b>.txt", { type: "text/plain" }));
    const form = document.querySelector("form.composer");
    form.dispatchEvent(new DragEvent("dragover", { dataTransfer: dropped, bubbles: true, cancelable: true }));
    form.dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true }));
  });
  await page.locator(".composer .files li", { hasText: "وثيقة <b>.txt" }).waitFor();
  await page.locator("form.composer button.main:not([disabled])").waitFor();

  // Without the relay: it says so, what is sent waits in sight, and what was read stays.
  writeFileSync(gone, "");
  await page.locator(".connection.offline").waitFor({ timeout: 60_000 });
  await page.locator("main > .note").waitFor();
  await axeEverywhere(page, "offline");
  await page.locator("#composer-text").fill("While it was away");
  await page.keyboard.press("Control+Enter");
  await page.locator(".message.own .state.queued").waitFor();
  assert.equal(await page.locator(".message.own", { hasText: "While it was away" }).locator(".files li").count(), 1, "the dropped file is missing");
  await page.locator('nav a[href="#/device"]').click();
  await page.locator(".row", { hasText: "Before" }).waitFor(); // the outbox
  await page.locator('nav a[href="#/duty"]').click();
  await page.locator(".board").waitFor();
  await page.locator("section .problem").waitFor({ timeout: 30_000 }); // channels need the relay, and say so
  await axe(page, "offline duty board");
  rmSync(gone);
  await page.locator(".connection").click();
  await page.getByRole("button", { name: "Try now" }).click();
  await online(page);
  await page.locator("section", { hasText: "Nothing waits." }).waitFor({ timeout: 30_000 });

  // A file of a draft outlives the page.
  await page.locator('nav a[href="#/write"]').click();
  await page.locator('form.composer input[type="file"]').setInputFiles([{ name: "warrant.txt", mimeType: "text/plain", buffer: Buffer.from("kept") }]);
  const kept = page.locator(".composer .files li", { hasText: "warrant.txt" });
  await kept.waitFor();
  await page.locator(".composer .files progress").waitFor({ state: "detached" });
  await page.waitForTimeout(500);
  await page.reload();
  await kept.waitFor({ timeout: 30_000 });
  assert.equal(await kept.locator(".problem").count(), 0, "the desk has it, and the page says that it has not");
  await kept.getByRole("button").click();
  await kept.waitFor({ state: "detached" });

  // The other desk locks by itself, with a half-written message; the page forgets it, the desk does not, but for the file.
  await joyce.page.getByLabel("Passphrase").fill(passphrase);
  await joyce.page.keyboard.press("Enter");
  await joyce.page.locator('nav a[href="#/write"]').click();
  await joyce.page.locator("#composer-text").fill("Half a sentence");
  await joyce.page.locator('form.composer input[type="file"]').setInputFiles([{ name: "annex.txt", mimeType: "text/plain", buffer: Buffer.from("gone") }]);
  await joyce.page.locator(".composer .files li", { hasText: "annex.txt" }).waitFor();
  await joyce.page.locator(".composer .files progress").waitFor({ state: "detached" });
  await joyce.page.getByLabel("Passphrase").waitFor({ timeout: 30_000 });
  await joyce.page.locator(".note").waitFor(); // why
  assert.ok(!(await joyce.page.content()).includes("Half a sentence"), "a locked page shows what was written");
  await joyce.page.getByLabel("Passphrase").fill(passphrase);
  await joyce.page.keyboard.press("Enter");
  await joyce.page.locator("#composer-text").waitFor({ timeout: 30_000 });
  await joyce.page.waitForFunction(() => document.getElementById("composer-text")?.value === "Half a sentence");
  await joyce.page.locator(".composer .files .problem", { hasText: "annex.txt" }).waitFor(); // what is lost is said
  assert.deepEqual([...claire.strange, ...joyce.strange], []);
  console.log("interrupted: ok");
} finally {
  rmSync(gone, { force: true });
  await browser.close();
}
