// Files between two desks: pictures and plain text are seen in the page and nothing else is; progress is shown, and a person stops,
// resumes and gives up what is on its way, in both directions.
import { createHash, randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { deflateSync } from "node:zlib";
import { addresses, assert, axeEverywhere, launch, online, openAll, visit, write } from "./desks.mjs";
import { png } from "./png.mjs";

const gone = `${process.env.VALISE_STRINGS}/relay-gone`;
const slow = `${process.env.VALISE_STRINGS}/relay-slow`;
const downloads = `${process.env.VALISE_STRINGS}/../downloads-joyce-desk`;
const sum = (content) => createHash("sha256").update(content).digest("hex");

// ---- files ----

const script = "<script>document.title = 'run'; alert(1)</script>";
const files = [
  { name: "picture.png", mimeType: "image/png", buffer: png(2, 3) },
  { name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("<img src=x onerror=alert(1)> نص\nsecond line") },
  { name: "drawing.svg", mimeType: "image/svg+xml", buffer: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`) },
  { name: "page.html", mimeType: "text/html", buffer: Buffer.from(script) },
  { name: "disguised.png", mimeType: "image/png", buffer: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`) },
  { name: "huge.png", mimeType: "image/png", buffer: png(60_000, 60_000, deflateSync(Buffer.alloc(1000))) },
  { name: "polyglot.png", mimeType: "image/png", buffer: Buffer.concat([png(4, 4), Buffer.from(script)]) },
  { name: "broken.png", mimeType: "image/png", buffer: png(5, 5).subarray(0, 35) },
];
const shown = /^Show/;

const browser = await launch();
try {
  const [claire, joyce] = await openAll(browser, [addresses[0]], [addresses[1], { timezoneId: "Africa/Nairobi" }]);
  const theirs = joyce.page;
  const row = (page, name) => page.locator(".files li", { hasText: name });
  // moves waits until a part of a file has come or gone.
  const moves = async (where) => {
    await where.locator("progress").waitFor();
    await where.evaluate((element) => new Promise((done) => {
      const look = () => (element.querySelector("progress")?.value > 0 ? done() : setTimeout(look, 20));
      look();
    }));
  };
  const button = (page, name, text) => row(page, name).getByRole("button", { name: text });

  // ---- seen in the page ----
  await write(claire.page, { to: "ke-odpp", subject: "Files", text: "See them", files });
  await claire.page.locator(".message.own .state.sent").waitFor();
  await visit(theirs, "#/rooms");
  await theirs.locator(".row", { hasText: "Files" }).click();
  await theirs.locator(".message .text", { hasText: "See them" }).waitFor();
  for (const { name } of files) {
    const offered = (await button(theirs, name, shown).count()) === 1;
    assert.equal(offered, /png|txt/.test(name), `${name}: Show is ${offered ? "" : "not "}there`);
  }
  for (const [name, width] of [["picture.png", 2], ["polyglot.png", 4]]) {
    await button(theirs, name, shown).click();
    const picture = row(theirs, name).locator("img");
    await picture.waitFor();
    assert.equal(await picture.getAttribute("alt"), name);
    assert.match(await picture.getAttribute("src"), /^blob:http:\/\/127\.0\.0\.1/);
    await theirs.waitForFunction(([alt, wide]) => [...document.images].find((one) => one.alt === alt)?.naturalWidth === wide, [name, width]);
  }
  await button(theirs, "note.txt", shown).click();
  const text = row(theirs, "note.txt").locator("p.preview");
  await text.waitFor();
  assert.equal(await text.textContent(), "<img src=x onerror=alert(1)> نص\nsecond line");
  assert.equal(await text.locator("*").count(), 0, "the text became more than text");
  assert.equal(await text.getAttribute("dir"), "auto");
  await axeEverywhere(theirs, "files that are shown");
  for (const name of ["disguised.png", "huge.png"]) {
    await button(theirs, name, shown).click();
    await row(theirs, name).locator(".problem", { hasText: "not shown here" }).waitFor();
    assert.equal(await row(theirs, name).locator("img").count(), 0, name);
  }
  await button(theirs, "broken.png", shown).click();
  await row(theirs, "broken.png").locator(".problem", { hasText: "damaged" }).waitFor();
  await button(theirs, "picture.png", /^Hide/).click();
  await row(theirs, "picture.png").locator("img").waitFor({ state: "detached" });
  assert.ok(!existsSync(downloads) || readdirSync(downloads).length === 0, "what was only shown lies among the downloads");

  // ---- held back while it is sent ----
  const large = randomBytes(60_000_000);
  const lone = `${process.env.VALISE_STRINGS}/../large.bin`;
  writeFileSync(lone, large);
  await claire.page.locator("#composer-text").fill("A large one");
  await claire.page.locator('form.composer input[type="file"]').setInputFiles([lone]);
  await claire.page.locator("form.composer button.main:not([disabled])").waitFor();
  writeFileSync(slow, "");
  await claire.page.locator("form.composer button.main").click();
  const mine = claire.page.locator(".message.own", { hasText: "A large one" });
  await moves(mine);
  await mine.getByRole("button", { name: "Pause large.bin" }).click();
  await mine.getByRole("button", { name: "Go on large.bin" }).waitFor();
  await mine.locator(".note", { hasText: "held back" }).waitFor();
  await claire.page.locator('[role="status"]', { hasText: /Paused: .?large\.bin/ }).waitFor({ state: "attached" });
  await axeEverywhere(claire.page, "a file that is held back");
  await claire.page.locator(".tools select").selectOption("fr");
  await mine.locator(".note", { hasText: "retenus" }).waitFor(); // why, in the reader's language
  await claire.page.locator(".tools select").selectOption("en");
  rmSync(slow);
  // What is said after it does not wait for it.
  await theirs.setViewportSize({ width: 1280, height: 500 });
  await theirs.evaluate(() => scrollTo(0, 0));
  await claire.page.locator("#composer-text").fill("Meanwhile");
  await claire.page.keyboard.press("Control+Enter");
  await theirs.locator(".message .text", { hasText: "Meanwhile" }).waitFor();
  // Who reads further up is not torn from there, and is told.
  const below = theirs.locator(".newest button");
  await below.waitFor();
  assert.equal(await theirs.evaluate(() => scrollY), 0, "the page moved under who reads it");
  await axeEverywhere(theirs, "something newer below");
  await below.click();
  await below.waitFor({ state: "detached" });
  await theirs.setViewportSize({ width: 1280, height: 860 });
  assert.equal(await theirs.locator(".message .text", { hasText: "A large one" }).count(), 0, "it was sent all the same");
  await claire.page.reload();
  await mine.getByRole("button", { name: "Go on large.bin" }).click();
  await theirs.locator(".message .text", { hasText: "A large one" }).waitFor();
  await mine.locator("progress").waitFor({ state: "detached" });

  // ---- given up before it is sent ----
  writeFileSync(gone, "");
  await claire.page.locator(".connection.offline").waitFor();
  await claire.page.locator("#composer-text").fill("The wrong one");
  await claire.page.locator('form.composer input[type="file"]').setInputFiles([lone]);
  await claire.page.locator("form.composer button.main:not([disabled])").waitFor();
  await claire.page.locator("form.composer button.main").click();
  const wrong = claire.page.locator(".message.own", { hasText: "The wrong one" });
  await wrong.getByRole("button", { name: "Give up large.bin" }).click();
  await wrong.locator(".problem", { hasText: "cancelled" }).waitFor();
  assert.equal(await wrong.locator("progress").count(), 0);
  rmSync(gone);
  await online(claire.page);
  await online(theirs);

  // ---- stopped on its way here ----
  const coming = row(theirs, "large.bin");
  const held = async () => {
    writeFileSync(slow, "");
    await button(theirs, "large.bin", /^Save/).click();
    await moves(coming);
    await button(theirs, "large.bin", /^Pause/).click();
    await button(theirs, "large.bin", /^Go on/).waitFor();
    rmSync(slow);
  };
  await held();
  const part = coming.locator("progress");
  const before = await part.evaluate((bar) => bar.value / bar.max);
  assert.ok(before > 0 && before < 1, `stopped at ${before}`);
  await theirs.reload();
  await button(theirs, "large.bin", /^Go on/).waitFor();
  assert.equal(await part.evaluate((bar) => bar.value / bar.max), before, "it moved, or was forgotten");
  await axeEverywhere(theirs, "a file that was stopped on its way");
  // Given up: nothing of it is left, and it can be had again.
  await button(theirs, "large.bin", /^Give up/).click();
  await button(theirs, "large.bin", /^Save/).waitFor();
  assert.ok(!existsSync(downloads) || readdirSync(downloads).length === 0, "something is left of it");
  await held();
  await button(theirs, "large.bin", /^Go on/).click();
  await coming.locator(".quiet", { hasText: "Saved to" }).waitFor();
  assert.deepEqual(readdirSync(downloads), ["large.bin"]);
  assert.equal(sum(readFileSync(`${downloads}/large.bin`)), sum(large));

  // ---- refused when it is chosen, and beside the field ----
  await claire.page.evaluate(() => {
    const chosen = new DataTransfer();
    const file = new File(["x"], "film.mkv");
    Object.defineProperty(file, "size", { value: 300_000_000 });
    chosen.items.add(file);
    const event = new Event("drop", { bubbles: true, cancelable: true });
    Object.defineProperty(event, "dataTransfer", { value: { files: [file], types: ["Files"] } });
    document.querySelector("form.composer").dispatchEvent(event);
  });
  await claire.page.locator(".composer .files .problem", { hasText: /film\.mkv.*268 MB/ }).waitFor();
  await claire.page.locator(".composer .files").getByRole("button", { name: /Remove .?film\.mkv/ }).click();
  const kept = await claire.page.evaluate(() => {
    const dropped = new DataTransfer();
    dropped.items.add(new File(["x"], "beside.txt"));
    return ["dragover", "drop"].map((sign) => {
      const event = new DragEvent(sign, { dataTransfer: dropped, bubbles: true, cancelable: true });
      document.querySelector("h1").dispatchEvent(event);
      return event.defaultPrevented;
    });
  });
  assert.deepEqual(kept, [true, true], "a file dropped beside the field leaves the page");

  assert.equal(await theirs.title(), "Valise");
  assert.deepEqual([...claire.strange, ...joyce.strange].filter((told) => !told.startsWith("blob:")), []);
  console.log("attachments: ok");
} finally {
  rmSync(gone, { force: true });
  rmSync(slow, { force: true });
  await browser.close();
}
