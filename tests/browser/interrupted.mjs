// What interrupts people: the relay goes away, the desk locks by itself, the browser is closed. Nothing that was written is lost,
// and the page says what is.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { addresses, assert, axe, axeEverywhere, go, holder, kept, launch, online, open, passphrase, patience, textsOf, until, visit, write } from "./desks.mjs";

const [gone, killed, anew] = ["relay-gone", "desk-gone", "first-desk"].map((name) => `${process.env.VALISE_STRINGS}/${name}`);
const { prepare, hold, step, letGo } = holder();

const browser = await launch();
try {
  const claire = await open(browser, addresses[0], { prepare });
  const joyce = await open(browser, addresses[1]); // while its code is good; it locks meanwhile
  const { page } = claire;
  await online(page);
  await write(page, { to: "ke-odpp", subject: "Before", text: "Before it went" });
  await page.locator(".message.own .state.sent").waitFor();

  // Who writes on before the desk has answered keeps what was written.
  const text = page.locator("#composer-text");
  for (const next of ["Another thought", "One thought, continued"]) {
    hold();
    await text.fill("One thought");
    await page.keyboard.press("Control+Enter");
    await text.fill(next);
    letGo();
    await page.locator("form.composer button.main:not([disabled])").waitFor();
    assert.equal(await text.inputValue(), next.replace("One thought", ""), "what was written on is lost");
  }
  await page.locator(".message.own", { hasText: "One thought" }).nth(1).waitFor();
  await text.fill("");

  // Nor is what was typed lost to a late answer: that something was done, what the desk kept before, what it found for other words.
  await page.locator("details.case summary").click();
  const condition = page.getByLabel("Condition for everything here");
  hold();
  await condition.fill("First");
  await condition.press("Enter");
  await condition.fill("Second");
  letGo();
  await page.locator(".chip", { hasText: "First" }).waitFor();
  assert.equal(await condition.inputValue(), "Second", "a condition that was being typed is lost");
  const room = new URL(page.url()).hash;
  // While the desk has not answered, a view says that it loads.
  for (const view of ["duty", "forms", "directory", "rooms", "device"]) {
    hold();
    await visit(page, `#/${view}`);
    const loading = page.locator("main .quiet", { hasText: "Loading" });
    await loading.first().waitFor();
    if (view === "duty") await axeEverywhere(page, "a view that loads");
    letGo();
    await loading.first().waitFor({ state: "detached" });
  }
  await visit(page, "#/write");
  await text.fill("Words of before");
  await kept(claire, "Words of before");
  hold();
  await page.reload();
  await step(); // the welcome
  await text.fill("Typed at once");
  letGo();
  await kept(claire, "Typed at once");
  await online(page);
  assert.equal(await text.inputValue(), "Typed at once", "an older draft took the place of what was typed");
  await text.fill("");
  const to = page.locator('.recipients input[role="combobox"]');
  await to.fill("ug-dpp");
  await page.locator('[role="option"]', { hasText: "ug-dpp/desk" }).waitFor();
  hold();
  await to.fill("ke-odpp");
  await to.press("Enter"); // before the list is this one's
  letGo();
  await page.locator(".chip", { hasText: "ke-odpp/duty" }).waitFor();
  assert.equal(await page.locator(".chip").count(), 1, "somebody was chosen who stood there before");
  await page.locator(".chip button").click();
  await go(page, room);

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
  await page.locator(".connection.offline").waitFor();
  await page.locator("main > .note").waitFor();
  await axeEverywhere(page, "offline");
  await page.locator("#composer-text").fill("While it was away");
  await page.keyboard.press("Control+Enter");
  await page.locator(".message.own .state.queued").waitFor();
  assert.equal(await page.locator(".message.own", { hasText: "While it was away" }).locator(".files li").count(), 1, "the dropped file is missing");
  await visit(page, "#/device");
  await page.locator(".row", { hasText: "Before" }).waitFor(); // the outbox
  await visit(page, "#/duty");
  await page.locator(".board").waitFor();
  await page.locator("section .problem").waitFor(); // channels need the relay, and say so
  await axe(page, "offline duty board");
  rmSync(gone);
  await page.locator(".connection").click();
  await page.getByRole("button", { name: "Try now" }).click();
  await online(page);
  await page.locator("section", { hasText: "Nothing waits." }).waitFor();

  // A file of a draft outlives the page.
  await visit(page, "#/write");
  await page.locator('form.composer input[type="file"]').setInputFiles([{ name: "warrant.txt", mimeType: "text/plain", buffer: Buffer.from("kept") }]);
  const warrant = page.locator(".composer .files li", { hasText: "warrant.txt" });
  await warrant.waitFor();
  await page.locator(".composer .files progress").waitFor({ state: "detached" });
  await kept(claire, "warrant.txt");
  await page.reload();
  await warrant.waitFor();
  assert.equal(await warrant.locator(".problem").count(), 0, "the desk has it, and the page says that it has not");
  await warrant.getByRole("button").click();
  await warrant.waitFor({ state: "detached" });

  // The other desk locks by itself, with a half-written message; the page forgets it, the desk does not.
  const locked = () => joyce.page.getByLabel("Passphrase").waitFor({ timeout: 2 * patience }); // once nobody has done anything for long enough
  await locked();
  await joyce.page.getByLabel("Passphrase").fill(passphrase);
  await joyce.page.keyboard.press("Enter");
  await visit(joyce.page, "#/write");
  await joyce.page.locator("#composer-text").fill("Half a sentence");
  await joyce.page.locator('form.composer input[type="file"]').setInputFiles([{ name: "annex.txt", mimeType: "text/plain", buffer: Buffer.from("over the lock") }]);
  await joyce.page.locator(".composer .files li", { hasText: "annex.txt" }).waitFor();
  await joyce.page.locator(".composer .files progress").waitFor({ state: "detached" });
  // The words of a small form stand there again in its place: after a walk through other views, a reload, and the lock.
  await visit(joyce.page, "#/duty");
  await joyce.page.getByRole("button", { name: "Hand over" }).click();
  const promise = joyce.page.locator(".board form textarea").first();
  await promise.fill("An answer by noon");
  await kept(joyce, "An answer by noon");
  await visit(joyce.page, "#/rooms");
  await visit(joyce.page, "#/duty");
  const promised = () => joyce.page.waitForFunction(() => document.querySelector(".board form textarea")?.value === "An answer by noon");
  await promised();
  await joyce.page.reload();
  await promised();
  await visit(joyce.page, "#/write");
  await joyce.page.locator("#composer-text").waitFor();
  await locked();
  await joyce.page.locator(".note").waitFor(); // why
  for (const words of ["Half a sentence", "by noon"]) assert.ok(!(await joyce.page.content()).includes(words), "a locked page shows what was written");
  await joyce.page.getByLabel("Passphrase").fill(passphrase);
  await joyce.page.keyboard.press("Enter");
  await joyce.page.locator("#composer-text").waitFor();
  await joyce.page.waitForFunction(() => document.getElementById("composer-text")?.value === "Half a sentence");
  // Its file is there, and is sent.
  await joyce.page.locator(".composer .files li", { hasText: "annex.txt" }).waitFor();
  await joyce.page.locator('.recipients input[role="combobox"]').fill("fr-bepi");
  await joyce.page.locator('.recipients input[role="combobox"]').press("Enter");
  await joyce.page.locator("form.composer input[required]").fill("After the lock");
  await joyce.page.locator("form.composer button.main:not([disabled])").click();
  await joyce.page.locator(".message.own .state.sent").waitFor();
  await visit(page, "#/rooms");
  await page.locator("main li a", { hasText: "After the lock" }).click();
  await page.getByRole("button", { name: "Show annex.txt" }).click();
  await page.locator(".preview", { hasText: "over the lock" }).waitFor();
  await visit(joyce.page, "#/duty");
  await promised();
  await joyce.page.locator(".board form").getByRole("button", { name: "Cancel" }).click();
  await joyce.page.getByRole("button", { name: "Hand over" }).click();
  assert.equal(await promise.inputValue(), "", "what was cancelled is still there");
  assert.deepEqual([...claire.strange, ...joyce.strange], []);

  // The desk is killed. The page says what to do, and lets nobody write what nobody would keep; the next desk has what was written.
  await visit(page, "#/write");
  await text.fill("The end of this sentence");
  await page.locator('form.composer input[type="file"]').setInputFiles([{ name: "gone.txt", mimeType: "text/plain", buffer: Buffer.from("gone") }]);
  await page.locator(".composer .files li", { hasText: "gone.txt" }).locator("progress").waitFor({ state: "detached" });
  await page.locator(".tools button").click(); // a lock keeps everything first
  await page.getByLabel("Passphrase").fill(passphrase);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.getElementById("composer-text")?.value === "The end of this sentence");
  await text.focus();
  for (const tag of ["ar", "en"]) await page.route(`**/texts-${tag}.json`, (route) => route.fulfill({ body: textsOf(tag), contentType: "application/json" }));
  writeFileSync(killed, "");
  const told = page.locator(".gone", { hasText: "Start valise-desk again" });
  await told.waitFor();
  assert.equal(await page.locator(".connection").count(), 0, "it says how the relay is reached");
  await page.keyboard.type(" is lost");
  assert.equal(await text.inputValue(), "The end of this sentence", "it takes words that nobody keeps");
  assert.equal(await page.locator("[inert] nav a, nav[inert] a, [inert] button").count(), await page.locator("nav a, button").count(), "something can still be pressed");
  await axeEverywhere(page, "the desk has ended");
  rmSync(killed);
  await until("the desk is there again", () => existsSync(anew));
  const next = await open(browser, readFileSync(anew, "utf8").trim());
  await visit(next.page, "#/write");
  await next.page.waitForFunction(() => document.getElementById("composer-text")?.value === "The end of this sentence");
  await next.page.locator(".composer .files .problem", { hasText: "gone.txt" }).waitFor(); // what is lost is said
  await told.waitFor(); // the old page is over
  assert.deepEqual(claire.strange.filter((line) => !/WebSocket|ERR_CONNECTION_REFUSED/.test(line)), []);
  assert.deepEqual(next.strange, []);
  console.log("interrupted: ok");
} finally {
  for (const file of [gone, killed]) rmSync(file, { force: true });
  await browser.close();
}
