// What the browser tests share: Chromium, the desks that the environment names, and small checks.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
const require = createRequire(new URL("../../desk/web/package.json", import.meta.url));
export const { chromium } = require("playwright-core");
export const axeSource = require("axe-core").source;
export { assert };

export const passphrase = process.env.VALISE_PASSPHRASE ?? "correct horse battery";
// "http://127.0.0.1:PORT/#CODE" of each desk, one after the other.
export const addresses = (process.env.VALISE_DESKS ?? "").split(" ").filter(Boolean);

// A machine may have much to do besides: what takes a moment is waited for that long. Only a test that fails takes as long as this.
export const patience = 60_000;

// textsOf gives the texts of the page in a language, as the desk serves them; texts gives what the page says.
export const textsOf = (tag) => readFileSync(new URL(`../../desk/web/dist/texts-${tag}.json`, import.meta.url), "utf8");
export function texts(tag) {
  const all = JSON.parse(textsOf(tag));
  return (id) => {
    assert.equal(typeof all[id], "string", `${id} in ${tag}`);
    return all[id];
  };
}

// until waits for something outside the page.
export async function until(what, find) {
  for (let tries = 0; tries < 1200; ++tries, await new Promise((done) => setTimeout(done, 100))) {
    const found = await find();
    if (found) return found;
  }
  throw new Error(`waited in vain: ${what}`);
}

// watched: whether the page is in front of somebody is the test's to say (globalThis.inFront), and notifications are kept (globalThis.told).
export const watched = (page) =>
  page.addInitScript(() => {
    globalThis.inFront = true;
    document.hasFocus = () => globalThis.inFront;
    globalThis.told = [];
    globalThis.Notification = class {
      static permission = "granted";
      constructor(title, options) {
        globalThis.told.push({ title, ...options });
      }
    };
  });

// holder gives what can hold back what a desk says to a page: prepare goes to open; hold, step (one frame goes on) and letGo.
export function holder() {
  let held;
  return {
    prepare: (page) =>
      page.routeWebSocket("**/socket", (socket) => {
        const desk = socket.connectToServer();
        desk.onMessage((message) => (held ? held.push(() => socket.send(message)) : socket.send(message)));
      }),
    hold: () => void (held = []),
    step: async () => (await until("the desk has answered", () => held.length > 0), held.shift()()),
    letGo() {
      const messages = held;
      held = undefined;
      for (const pass of messages) pass();
    },
  };
}

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });

// open opens a desk in a browser of its own and unlocks it. Every request that leaves it and every violation of its policy is kept.
export async function open(browser, address, options) {
  const shown = await show(browser, address, options);
  await unlocked(shown.page);
  return shown;
}

// openAll opens desks, [address, options] each: all addresses at once, which are good for a minute, and then one lock after the other.
export async function openAll(browser, ...desks) {
  const all = await Promise.all(desks.map(([address, options]) => show(browser, address, options)));
  for (const { page } of all) await unlocked(page);
  for (const { page } of all) await online(page);
  return all;
}

async function unlocked(page) {
  const field = page.locator('input[type="password"]');
  await field.or(page.locator("nav")).first().waitFor();
  if (await field.isVisible()) {
    await field.fill(passphrase);
    await page.keyboard.press("Enter");
  }
  await page.locator("nav").waitFor();
}

async function show(browser, address, { prepare, ...options } = {}) {
  // Nothing moves by itself: a colour on its way to another has the contrast of neither.
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: "en-GB", timezoneId: "Europe/Paris", reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  await prepare?.(page);
  const requests = listen(page);
  const strange = [];
  const origin = new URL(address).origin;
  page.on("request", (request) => request.url().startsWith(`${origin}/`) || strange.push(request.url()));
  page.on("console", (message) => message.type() === "error" && strange.push(message.text()));
  page.on("pageerror", (error) => strange.push(String(error)));
  page.on("dialog", (dialog) => (strange.push(`dialog ${dialog.message()}`), void dialog.dismiss()));
  await page.goto(address);
  // Only now is the code exchanged for sure: the page has said hello, or says why not.
  await page.locator('input[type="password"], nav, .card h1').first().waitFor().catch(async (error) => {
    console.error(strange, await page.locator("body").innerHTML());
    throw error;
  });
  return { page, context, strange, origin, requests };
}

// listen keeps what the page asks of its desk, and whether the desk has answered.
function listen(page) {
  const requests = [];
  page.on("websocket", (socket) => {
    const open = new Map();
    socket.on("framesent", ({ payload }) => {
      const request = { bytes: Buffer.from(payload), answered: false };
      open.set(idOf(request.bytes), request);
      requests.push(request);
    });
    socket.on("framereceived", ({ payload }) => {
      const request = open.get(idOf(Buffer.from(payload)));
      if (request) request.answered = true;
    });
  });
  return requests;
}
// The number of a frame: its first field, a varint; 0 for an event.
function idOf(bytes) {
  let id = 0;
  if (bytes[0] === 8) for (let at = 1, shift = 0; at < bytes.length; ++at, shift += 7) {
    id += (bytes[at] & 0x7f) * 2 ** shift;
    if (bytes[at] < 0x80) break;
  }
  return id;
}

// kept waits until the desk has what was written.
export const kept = (desk, words) => until(`the desk keeps: ${words}`, () => desk.requests.some(({ bytes, answered }) => answered && bytes.includes(words)));

// answered waits until the desk has answered all that its page has asked, and the page has taken it.
export async function answered({ page, requests }) {
  await until("the desk has answered", () => requests.every((request) => request.answered));
  await page.evaluate(() => new Promise((done) => setTimeout(done, 0)));
}

// visit goes to a view by the menu, go by the address; both wait until it is that view.
export async function visit(page, view) {
  await page.locator(`nav a[href="${view}"]`).click();
  await page.locator(`nav a[href="${view}"][aria-current]`).waitFor();
}
export async function go(page, view) {
  await page.evaluate(
    (hash) =>
      new Promise((done) => {
        if (location.hash === hash) return done();
        addEventListener("hashchange", () => setTimeout(done, 0), { once: true }); // the page listens longer: it has drawn
        location.hash = hash;
      }),
    view,
  );
  await page.locator("main h1").first().waitFor();
  await page.waitForFunction(() => ![...document.querySelectorAll("main .quiet")].some((one) => /^(Loading|جارٍ|正在加载)/.test(one.textContent)));
}

// enter types into a field and confirms it when its form can be sent: while another thing is done, Enter does nothing.
export async function enter(page, label, text) {
  const field = page.getByLabel(label);
  await field.fill(text);
  await field.locator("xpath=ancestor::form[1]//button[@type='submit' and not(@disabled)]").waitFor();
  await field.press("Enter");
}

export async function online(page) {
  await page.locator(".connection.online").waitFor();
}

// write sends a message to a post that is found by typing, and gives when it was sent.
export async function write(page, { to, subject, text, urgent = false, emergency = false, handling = "", files = [] }) {
  await visit(page, "#/write");
  const field = page.locator('.recipients input[role="combobox"]');
  await field.fill(to);
  await page.locator('[role="option"]').first().waitFor();
  await page.keyboard.press("Enter");
  await page.locator("form.composer input[required]").fill(subject);
  await page.locator("#composer-text").fill(text);
  if (urgent) await page.locator("fieldset.urgency label.urgent input").check();
  if (emergency) await page.locator("fieldset.urgency label.emergency input").check();
  if (handling) await page.locator("form.composer .handling-field").fill(handling);
  if (files.length > 0) await page.locator('form.composer input[type="file"]').setInputFiles(files);
  await page.locator("form.composer button.main:not([disabled])").waitFor();
  const began = Date.now();
  await page.locator("form.composer button.main").click();
  await page.locator(".message.own").first().waitFor();
  return began;
}

// axeEverywhere looks at a view in light and dark, in English and Arabic, and leaves it light and in the language that it was in.
export async function axeEverywhere(page, where) {
  const before = await page.locator("html").getAttribute("lang");
  for (const language of before === "ar" ? ["en", "ar"] : ["ar", "en"]) {
    await speak(page, language);
    for (const colorScheme of ["dark", "light"]) {
      await page.emulateMedia({ colorScheme });
      await axe(page, `${where}, ${language}, ${colorScheme}`);
    }
  }
  if (before !== "ar" && before !== "en") await speak(page, before);
}

// speak chooses the language of the page.
export async function speak(page, language) {
  await page.locator(".tools select, .gate header select").selectOption(language, { force: true }); // a page without its desk takes no clicks
  await page.locator(`html[lang="${language}"]`).waitFor({ state: "attached" });
}

export async function axe(page, where) {
  await page.evaluate(() => scrollTo(0, 0)); // what lies beneath the bar at the top just now is not too small for that
  await page.evaluate(axeSource); // by the debugger: the page's own policy would refuse it
  const found = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  const told = found.violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => `${node.target} ${node.failureSummary}`).join(" | ")}`);
  assert.deepEqual(told, [], `axe in ${where}`);
}
