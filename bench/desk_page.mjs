// desk_page.mjs ADDRESS ROOMS: looks at one unlocked desk with so many rooms of grown_profile.cpp (0: none) in Chromium and prints
// what it took, as one JSON object. Times are medians, and end with the frame in which the page has what is looked for: Playwright's
// own waiting looks ever more rarely, up to half a second apart.
import { createRequire } from "node:module";
const require = createRequire(new URL("../desk/web/package.json", import.meta.url));
const { chromium } = require("playwright-core");

const looks = 5;
const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const shown = "main li.row, main .list li, main .empty, main .message";

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await (await browser.newContext({ viewport: { width: 1280, height: 860 } })).newPage();

async function took(act, until, text = "") {
  const began = performance.now();
  await act();
  const there = ([selector, words]) => [...document.querySelectorAll(selector)].some((found) => found.textContent.includes(words));
  await page.waitForFunction(there, [until, text], { polling: "raf", timeout: 120_000 });
  return performance.now() - began;
}

// Every frame's length, from the outside of what is done meanwhile.
async function frames(act) {
  await page.evaluate(() => {
    globalThis.lengths = [];
    let last = performance.now();
    const tick = (now) => (globalThis.lengths.push(now - last), (last = now), globalThis.lengths && requestAnimationFrame(tick));
    requestAnimationFrame(tick);
  });
  await act();
  const lengths = await page.evaluate(() => {
    const all = globalThis.lengths.slice(1);
    globalThis.lengths = undefined;
    return all;
  });
  return { longest: Math.max(...lengths), long: (100 * lengths.filter((length) => length > 50).length) / lengths.length };
}

const first = [await took(() => page.goto(process.argv[2]), shown)];
while (first.length < looks) first.push(await took(() => page.reload(), shown));

const rooms = [];
for (let n = 0; n < looks; ++n) {
  await page.goto(new URL("#/inbox", page.url()).href);
  await page.locator(shown).first().waitFor();
  rooms.push(await took(() => page.locator('nav a[href="#/rooms"]').click(), 'main li a[href^="#/room/"], main .empty'));
}
const scrolling = await frames(async () => {
  await page.mouse.move(640, 430);
  for (let n = 0; n < 60; ++n) {
    await page.mouse.wheel(0, 400);
    await page.waitForTimeout(16);
  }
});
const room = [];
for (let n = 0; n < looks; ++n) {
  await page.goto(new URL("#/rooms", page.url()).href);
  const link = page.locator('main li a[href^="#/room/"]').first();
  await link.waitFor();
  room.push(await took(() => link.click(), "main .message"));
}
// A room by a part of its subject, of all; the large one is "Case 0".
async function found(subject) {
  await page.goto(new URL("#/rooms", page.url()).href);
  const field = page.locator('main input[type="search"]');
  await field.fill("");
  await page.locator("main li .subject").first().waitFor();
  return took(() => field.fill(subject), "main li .subject", subject);
}
const last = Number(process.argv[3]) - 1;
const finding = last > 0 ? [] : [0];
while (last > 0 && finding.length < looks) finding.push(await found(`Case ${last - finding.length}:`));
if (last > 0) await found("Case 0:");
else await page.goto(new URL("#/rooms", page.url()).href);
const largest = await took(() => page.locator('main li a[href^="#/room/"]').first().click(), "main .message");
await page.locator("#composer-text").click();
const typing = await frames(() => page.keyboard.type("The log is overwritten after seven days. ".repeat(4), { delay: 15 }));
const reading = await frames(async () => {
  await page.mouse.move(640, 430);
  for (let n = 0; n < 60; ++n) {
    await page.mouse.wheel(0, -400);
    await page.waitForTimeout(16);
  }
});

const debugged = await page.context().newCDPSession(page);
await debugged.send("Performance.enable");
await debugged.send("HeapProfiler.collectGarbage");
const { metrics } = await debugged.send("Performance.getMetrics");
const heap = metrics.find((metric) => metric.name === "JSHeapUsedSize").value / 1024 / 1024;
console.log(
  JSON.stringify({ first: median(first), rooms: median(rooms), room: median(room), finding: median(finding), largest, heap, typing_longest: typing.longest, typing_long: typing.long, scrolling_longest: scrolling.longest, scrolling_long: scrolling.long, reading_longest: reading.longest, reading_long: reading.long }),
);
await browser.close();
