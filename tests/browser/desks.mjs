// What the browser tests share: Chromium, the desks that the environment names, and small checks.
import { createRequire } from "node:module";
import assert from "node:assert/strict";
const require = createRequire(new URL("../../desk/web/package.json", import.meta.url));
export const { chromium } = require("playwright-core");
export const axeSource = require("axe-core").source;
export { assert };

export const passphrase = process.env.VALISE_PASSPHRASE ?? "correct horse battery";
// "http://127.0.0.1:PORT/#CODE" of each desk, one after the other.
export const addresses = (process.env.VALISE_DESKS ?? "").split(" ").filter(Boolean);

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
  await field.or(page.locator("nav")).first().waitFor({ timeout: 60_000 });
  if (await field.isVisible()) {
    await field.fill(passphrase);
    await page.keyboard.press("Enter");
  }
  await page.locator("nav").waitFor({ timeout: 60_000 });
}

async function show(browser, address, { prepare, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: "en-GB", timezoneId: "Europe/Paris", ...options });
  const page = await context.newPage();
  await prepare?.(page);
  const strange = [];
  const origin = new URL(address).origin;
  page.on("request", (request) => request.url().startsWith(`${origin}/`) || strange.push(request.url()));
  page.on("console", (message) => message.type() === "error" && strange.push(message.text()));
  page.on("pageerror", (error) => strange.push(String(error)));
  page.on("dialog", (dialog) => (strange.push(`dialog ${dialog.message()}`), void dialog.dismiss()));
  await page.goto(address, { timeout: 60_000 });
  // Only now is the code exchanged for sure: the page has said hello, or says why not.
  await page.locator('input[type="password"], nav, .card h1').first().waitFor({ timeout: 60_000 }).catch(async (error) => {
    console.error(strange, await page.locator("body").innerHTML());
    throw error;
  });
  return { page, context, strange, origin };
}

export async function online(page) {
  await page.locator(".connection.online").waitFor({ timeout: 60_000 });
}

// write sends a message to a post that is found by typing, and gives when it was sent.
export async function write(page, { to, subject, text, urgent = false, emergency = false, handling = "", files = [] }) {
  await page.locator('nav a[href="#/write"]').click();
  await page.getByRole("combobox").first().waitFor();
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

// axeEverywhere looks at a view in light and dark, in English and Arabic, and leaves it in English and light.
export async function axeEverywhere(page, where) {
  const choice = page.locator(".tools select, .gate header select");
  for (const language of ["ar", "en"]) {
    await choice.selectOption(language);
    await page.locator(`html[lang="${language}"]`).waitFor({ state: "attached" });
    for (const colorScheme of ["dark", "light"]) {
      await page.emulateMedia({ colorScheme });
      await axe(page, `${where}, ${language}, ${colorScheme}`);
    }
  }
}

export async function axe(page, where) {
  await page.evaluate(() => scrollTo(0, 0)); // what lies beneath the bar at the top just now is not too small for that
  await page.evaluate(axeSource); // by the debugger: the page's own policy would refuse it
  const found = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  const told = found.violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => `${node.target} ${node.failureSummary}`).join(" | ")}`);
  assert.deepEqual(told, [], `axe in ${where}`);
}
