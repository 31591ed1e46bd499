// What interrupts people: the relay goes away, the desk locks by itself, the browser is closed. Nothing that was written is lost,
// and the page says what is.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { addresses, assert, axe, axeEverywhere, launch, online, open, passphrase, textsOf, until, write } from "./desks.mjs";

const [gone, killed, anew] = ["relay-gone", "desk-gone", "first-desk"].map((name) => `${process.env.VALISE_STRINGS}/${name}`);
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
  const given = []; // what the page gave to the desk
  const listen = (page) => page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => given.push(Buffer.from(payload))));
  const joyce = await open(browser, addresses[1], { prepare: listen }); // while its code is good; it locks meanwhile
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
  // The words of a small form stand there again in its place: after a walk through other views, a reload, and the lock.
  await joyce.page.locator('nav a[href="#/duty"]').click();
  await joyce.page.getByRole("button", { name: "Hand over" }).click();
  const promise = joyce.page.locator(".board form textarea").first();
  await promise.fill("An answer by noon");
  await until("it is given to the desk", () => given.some((frame) => frame.includes("An answer by noon")));
  await joyce.page.locator('nav a[href="#/rooms"]').click();
  await joyce.page.locator('nav a[href="#/duty"]').click();
  const promised = () => joyce.page.waitForFunction(() => document.querySelector(".board form textarea")?.value === "An answer by noon", null, { timeout: 30_000 });
  await promised();
  await joyce.page.reload();
  await promised();
  await joyce.page.locator('nav a[href="#/write"]').click();
  await joyce.page.locator("#composer-text").waitFor();
  await joyce.page.getByLabel("Passphrase").waitFor({ timeout: 30_000 });
  await joyce.page.locator(".note").waitFor(); // why
  for (const words of ["Half a sentence", "by noon"]) assert.ok(!(await joyce.page.content()).includes(words), "a locked page shows what was written");
  await joyce.page.getByLabel("Passphrase").fill(passphrase);
  await joyce.page.keyboard.press("Enter");
  await joyce.page.locator("#composer-text").waitFor({ timeout: 30_000 });
  await joyce.page.waitForFunction(() => document.getElementById("composer-text")?.value === "Half a sentence");
  await joyce.page.locator(".composer .files .problem", { hasText: "annex.txt" }).waitFor(); // what is lost is said
  await joyce.page.locator('nav a[href="#/duty"]').click();
  await promised();
  await joyce.page.locator(".board form").getByRole("button", { name: "Cancel" }).click();
  await joyce.page.getByRole("button", { name: "Hand over" }).click();
  assert.equal(await promise.inputValue(), "", "what was cancelled is still there");
  assert.deepEqual([...claire.strange, ...joyce.strange], []);

  // The desk is killed. The page says what to do, and lets nobody write what nobody would keep; the next desk has what was written.
  await page.locator('nav a[href="#/write"]').click();
  await text.fill("The end of this sentence");
  await page.locator(".tools button").click(); // a lock keeps everything first
  await page.getByLabel("Passphrase").fill(passphrase);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.getElementById("composer-text")?.value === "The end of this sentence", null, { timeout: 30_000 });
  await text.focus();
  for (const tag of ["ar", "en"]) await page.route(`**/texts-${tag}.json`, (route) => route.fulfill({ body: textsOf(tag), contentType: "application/json" }));
  writeFileSync(killed, "");
  const told = page.locator(".gone", { hasText: "Start `valise-desk` again" });
  await told.waitFor({ timeout: 60_000 });
  assert.equal(await page.locator(".connection").count(), 0, "it says how the relay is reached");
  await page.keyboard.type(" is lost");
  assert.equal(await text.inputValue(), "The end of this sentence", "it takes words that nobody keeps");
  assert.equal(await page.locator("[inert] nav a, nav[inert] a, [inert] button").count(), await page.locator("nav a, button").count(), "something can still be pressed");
  await axeEverywhere(page, "the desk has ended");
  rmSync(killed);
  await until("the desk is there again", () => existsSync(anew));
  const next = await open(browser, readFileSync(anew, "utf8").trim());
  await next.page.locator('nav a[href="#/write"]').click();
  await next.page.waitForFunction(() => document.getElementById("composer-text")?.value === "The end of this sentence", null, { timeout: 30_000 });
  await told.waitFor(); // the old page is over
  assert.deepEqual(claire.strange.filter((line) => !/WebSocket|ERR_CONNECTION_REFUSED/.test(line)), []);
  assert.deepEqual(next.strange, []);
  console.log("interrupted: ok");
} finally {
  for (const file of [gone, killed]) rmSync(file, { force: true });
  await browser.close();
}
