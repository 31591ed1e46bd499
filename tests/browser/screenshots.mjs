// Screenshots of every view, in English, Arabic and Chinese, light, dark and narrow, to the folder that VALISE_SCREENSHOTS names; and
// sheets that show all of one language and mode side by side.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { addresses, launch, online, openAll, speak as speaking, texts, textsOf, visit, write } from "./desks.mjs";
import { png } from "./png.mjs";

const folder = process.env.VALISE_SCREENSHOTS;
mkdirSync(folder, { recursive: true });
const browser = await launch();
const [claire, joyce] = await openAll(browser, [addresses[0]], [addresses[1], { timezoneId: "Africa/Nairobi" }]);

const go = async (page, to) => {
  await page.evaluate((hash) => void (location.hash = hash), to);
  await page.locator("main h1").waitFor();
  await page.waitForTimeout(350);
};

const shoot = async (page, name) => (await page.evaluate(() => scrollTo(0, 0)), page.screenshot({ path: join(folder, `${name}.png`), fullPage: true }));
const speak = async (page, language, colorScheme) => {
  await speaking(page, language);
  await page.emulateMedia({ colorScheme });
};

// A used address, and a desk that has not answered yet.
for (const [language, colorScheme] of [["en", "light"], ["ar", "dark"], ["zh", "light"]]) {
  const page = await (await browser.newContext({ locale: language, colorScheme, viewport: { width: 1280, height: 860 } })).newPage();
  await page.goto(addresses[0]);
  await page.locator(".card h1").waitFor();
  await shoot(page, `${language}-${colorScheme}-refused`);
  await page.addInitScript(() => sessionStorage.setItem("valise.bearer", "x"));
  await page.routeWebSocket("**/socket", () => undefined);
  await page.goto(claire.origin);
  await page.locator("main .quiet").waitFor();
  await shoot(page, `${language}-${colorScheme}-loading`);
  await page.context().close();
}

// Nothing to see yet.
for (const [language, colorScheme] of [["en", "light"], ["ar", "dark"]]) {
  await speak(claire.page, language, colorScheme);
  for (const view of ["inbox", "rooms", "forms", "search", "room/ffffffff"]) {
    await go(claire.page, `#/${view}`);
    await shoot(claire.page, `empty-${language}-${colorScheme}-${view.replace("/ffffffff", "-unknown")}`);
  }
}
await speak(claire.page, "en", "light");

// Something to see: urgent and routine, long and short, in several scripts.
const file = (name, size) => ({ name, mimeType: "text/plain", buffer: Buffer.alloc(size, "x") });
await write(claire.page, { to: "ke-odpp", subject: "Preservation of server logs before they are overwritten tonight", text: "Please have the provider keep the access logs of 21 November, 00:00 to 06:00 UTC.\nThe formal request follows this week.", urgent: true, handling: "Informal: not a request, UNTOC 18(5)", files: [file("order-of-the-court.pdf", 48_000), file("طلب حفظ البيانات.txt", 900)] });
const urgent = new URL(claire.page.url()).hash;
await write(claire.page, { to: "ke-odpp", subject: "حالة الطلب رقم 114/2026 بشأن حسابات مصرفية", text: "السلام عليكم، نرجو إفادتنا بحالة الطلب المشار إليه أعلاه (ref. 114/2026). شكرًا." });
await write(joyce.page, { to: "fr-bepi", subject: "关于引渡请求草案的意见", text: "Draft attached: 请在星期五之前答复。", files: [file("draft-2.docx", 120_000)] });
await write(joyce.page, { to: "fr-bepi", subject: "Kidnapping: the suspect boards a flight to Paris at 18:40", text: "Can the border police hold him? Danger to life.", emergency: true });
await write(claire.page, { to: "ke-odpp", subject: "Request for mutual legal assistance in the matter of Example Trading & Shipping (Holdings) Ltd، طلب المساعدة القانونية المتبادلة 关于司法协助的请求 — second reminder, with all annexes in full", text: "https://long.example/" + "a-word-without-any-end-".repeat(12) });
await visit(joyce.page, "#/inbox");
await joyce.page.locator(".row.urgent").first().waitFor();
await go(claire.page, urgent);
await claire.page.locator("#composer-text").fill("We also need the name of the");
await claire.page.waitForTimeout(600);

// A form that is sent, and another that is being written.
const begin = async (kind) => {
  await go(claire.page, "#/form-new");
  await claire.page.getByLabel(kind).check();
  await claire.page.locator('.recipients input[role="combobox"]').fill("ke-odpp");
  await claire.page.locator('[role="option"]').first().waitFor();
  await claire.page.keyboard.press("Enter");
  await claire.page.getByRole("button", { name: "Fill in" }).click();
  await claire.page.locator("#field-reference").waitFor();
};
await begin("Draft for review");
for (const [name, text] of Object.entries({ reference: "FR-2026-114", title: "Request for bank records", draft: "The Tribunal judiciaire de Paris requests the records of account 4471 at the Example Bank, Nairobi, from 1 January 2026.\nالحساب المصرفي رقم 4471.\nThe offence is fraud.", questions: "Is the description of the offence enough for your courts?" })) await claire.page.locator(`#field-${name}`).fill(text);
await claire.page.waitForTimeout(1500); // until the desk has said that nothing is wrong
await claire.page.getByRole("button", { name: "Send the form" }).click();
await claire.page.locator(".message .form").waitFor();
await claire.page.locator(".message .form a").first().click();
await claire.page.locator("dl.fields").waitFor();
const form = new URL(claire.page.url()).hash;
await joyce.page.locator(".row", { hasText: "FR-2026-114" }).first().waitFor();
await go(joyce.page, form);
await joyce.page.getByRole("button", { name: "Comment on the form" }).click();
await joyce.page.locator(".remark input").fill("The offence is fraud.");
await joyce.page.locator(".remark textarea").first().fill("Our courts need the facts, and when they happened.");
await joyce.page.locator(".remark textarea").nth(1).fill("The offence is fraud, committed between 3 and 9 January 2026.");
await joyce.page.getByRole("button", { name: "Send the comment" }).click();
await joyce.page.locator("mark").waitFor();
await begin("Preservation request");
await claire.page.locator("#field-period_days").fill("30");
await claire.page.waitForTimeout(1000); // until what is wrong is said, which moves the button
await claire.page.getByRole("button", { name: "Send the form" }).click();
await claire.page.locator("#form-problems .problem").waitFor();
const written = new URL(claire.page.url()).hash;

// Files: a picture and a text to look at, one that is held back on its way to the relay, and one on its way here.
const [wide, high] = [480, 270];
const rows = Buffer.from(Array.from({ length: high }, (_, y) => [0, ...Array.from({ length: wide }, (_, x) => [40 + (x * 160) / wide, 90 + (y * 120) / high, 160]).flat()]).flat().map(Math.floor));
const note = "Log of 198.51.100.7, 21 November\n00:12 GET /invoice.pdf\nسجل الدخول من نيروبي 00:14\n00:15 登录成功";
await write(claire.page, { to: "ke-odpp", subject: "Photographs of the premises", text: "As agreed by telephone.", files: [{ name: "entrance-from-the-street.png", mimeType: "image/png", buffer: png(wide, high, deflateSync(rows)) }, { name: "سجل-الدخول-access-log.txt", mimeType: "text/plain", buffer: Buffer.from(note) }, file("statement.pdf", 210_000)] });
const pictures = new URL(claire.page.url()).hash;
await claire.page.locator(".message.own .state.sent").waitFor();
const [slow, lone] = ["relay-slow", "large.bin"].map((name) => `${process.env.VALISE_STRINGS}/${name}`);
writeFileSync(lone, Buffer.alloc(60_000_000, 7));
const attach = async (text) => {
  await claire.page.locator("#composer-text").fill(text);
  await claire.page.locator('form.composer input[type="file"]').setInputFiles([lone]);
  await claire.page.locator("form.composer button.main:not([disabled])").waitFor();
};
const moving = (where) => where.locator("progress").evaluate((bar) => new Promise((done) => {
  const look = () => (bar.value > 0.1 * bar.max ? done() : setTimeout(look, 20));
  look();
}));
await attach("The recording of the camera.");
await claire.page.locator("form.composer button.main").click();
const recording = joyce.page.locator(".message", { hasText: "recording of the camera" });
await go(joyce.page, pictures);
await recording.waitFor();
writeFileSync(slow, "");
await recording.getByRole("button", { name: /^Save/ }).click();
await moving(recording);
await recording.getByRole("button", { name: /^Pause/ }).click();
await attach("And of the second one.");
await claire.page.locator("form.composer button.main").click();
const second = claire.page.locator(".message", { hasText: "the second one" });
await moving(second);
await second.getByRole("button", { name: /^Pause/ }).click();
await second.locator(".note").waitFor();
rmSync(slow);
await online(claire.page);
// looked: what can be shown is shown; and a file is on its way from the page to the desk.
const looked = async (page, language, who) => {
  await go(page, pictures);
  const buttons = (id) => page.getByRole("button", { name: new RegExp(`^${texts(language)(id)}`) });
  for (let number = 0; who === "joyce" && number < 2; ++number) {
    await buttons("desk.file.show").first().click(); // the first that is not yet shown
    await buttons("desk.file.hide").nth(number).waitFor();
  }
  if (who === "joyce") await page.locator("img.preview").waitFor();
  if (who === "joyce") await page.locator("p.preview").waitFor();
  if (who === "claire") await page.locator('form.composer input[type="file"]').setInputFiles([lone]);
};
await claire.page.route("**/files?*", () => undefined); // what is added from here on comes nowhere

// What the office proposes, for the registrar to read. The passphrase is typed for each act, so that a view is filled anew each time.
const sign = async (page) => {
  await page.locator('form.report input[type="password"]').fill("correct horse battery");
  await page.locator("form.report button.main").click();
  await page.locator('form.report input[type="password"]').waitFor({ state: "detached" });
};
const record = joyce.page.locator("section", { has: joyce.page.locator("textarea.code") });
const compare = async () => {
  await joyce.page.locator("section").nth(2).locator("button").first().click();
  const text = await record.locator("textarea").inputValue();
  await record.locator("textarea").fill(text.replace(/^(country = .*)$/m, '$1\ntelephone_24h = "+254 20 5551111"\ncomments = {en = "Closed on 12 December.", ar = "مغلق في 12 ديسمبر."}'));
  await record.locator(".report > p button").first().click();
  await record.locator("table.changes td").first().waitFor();
};
const officeIsThere = (page) => page.locator("section .row").first().waitFor();
await go(joyce.page, "#/office");
await officeIsThere(joyce.page);
await compare();
await record.locator(".report > p button.main").click();
await sign(joyce.page);

await record.locator(".report > p button").last().click().catch(() => undefined); // a record that is being changed stays
for (const [language, colorScheme] of ["en", "ar", "zh"].flatMap((one) => [[one, "light"], [one, "dark"]])) {
  for (const [who, desk] of [["claire", claire], ["joyce", joyce]]) {
    await desk.page.locator(".tools select").selectOption(language);
    await desk.page.emulateMedia({ colorScheme });
    for (const view of ["inbox", "rooms", "room", "files", "write", "duty", "search", "directory", "record", "device", "device-link", "office", "registrar", "forms", "form", "written", "form-new"]) {
      if (who === "joyce" && !["inbox", "room", "files", "duty", "form", "forms", "office"].includes(view)) continue;
      if (who === "claire" && view === "office") continue;
      if (view === "files") await looked(desk.page, language, who);
      else await go(desk.page, { room: urgent, record: "#/directory/ke-odpp", form, written }[view] ?? `#/${view}`);
      if (view === "room") await desk.page.locator("details.case summary").click().catch(() => undefined);
      if (view === "room" && who === "joyce" && !(await desk.page.locator("form.forward").count())) await desk.page.locator(".message .acts button").first().click();
      if (view === "written") await desk.page.locator("form.form-draft button.main").click();
      if (view === "device-link") await desk.page.locator("form.report button.main").first().click();
      if (view === "device-link") await desk.page.locator("svg.qr").waitFor();
      if (view === "office") await officeIsThere(desk.page).then(compare);
      if (view === "registrar") {
        await desk.page.locator("main button.main").first().click();
        await sign(desk.page);
        await desk.page.locator(".proposal").first().waitFor();
      }
      if (view === "search") await desk.page.locator('input[type="search"]').fill("logs");
      if (view === "write") {
        await desk.page.locator('.recipients input[role="combobox"]').fill("ke-odpp");
        await desk.page.locator('[role="option"]').first().waitFor();
        await shoot(desk.page, `${language}-${colorScheme}-choose-${who}`);
        await desk.page.keyboard.press("Enter");
        await desk.page.locator("fieldset.urgency label.urgent input").check();
        await desk.page.waitForTimeout(500);
      }
      await shoot(desk.page, `${language}-${colorScheme}-${view}-${who}`);
      if (view === "office") await record.locator(".report > p button").last().click();
      if (view === "write") for (const button of await desk.page.locator(".chip button").all()) await button.click();
    }
  }
}
for (const [language, colorScheme] of [["en", "dark"], ["ar", "light"], ["zh", "light"]]) {
  await claire.page.setViewportSize({ width: 390, height: 800 });
  await claire.page.locator(".tools select").selectOption(language);
  await claire.page.emulateMedia({ colorScheme });
  for (const view of ["inbox", "room", "files", "write", "duty", "directory", "forms", "form", "written", "device-link", "registrar"]) {
    if (view === "files") await looked(claire.page, language, "claire");
    else await go(claire.page, { room: urgent, form, written }[view] ?? `#/${view}`);
    if (view === "device-link") await claire.page.locator("form.report button.main").first().click();
    if (view === "registrar") {
      await claire.page.locator("main button.main").first().click();
      await sign(claire.page);
    }
    await shoot(claire.page, `narrow-${language}-${colorScheme}-${view}`);
  }
}
await claire.page.setViewportSize({ width: 1280, height: 860 });
await claire.page.locator(".tools select").selectOption("en");
await claire.page.emulateMedia({ colorScheme: "light", media: "print" });
await go(claire.page, urgent);
await shoot(claire.page, "en-print-room");
await claire.page.emulateMedia({ media: "screen" });
writeFileSync(`${process.env.VALISE_STRINGS}/relay-gone`, "");
await claire.page.locator(".connection.offline").waitFor();
for (const [language, colorScheme] of [["ar", "light"], ["en", "dark"]]) {
  await speak(claire.page, language, colorScheme);
  for (const view of ["inbox", "duty", "device"]) {
    await go(claire.page, `#/${view}`);
    await shoot(claire.page, `offline-${language}-${colorScheme}-${view}`);
  }
}
rmSync(`${process.env.VALISE_STRINGS}/relay-gone`);
await speak(claire.page, "en", "light");
await claire.page.locator(".tools button").click();
await claire.page.getByLabel("Passphrase").waitFor();
await shoot(claire.page, "en-light-locked");
await speak(claire.page, "ar", "dark");
await claire.page.locator('input[type="password"]').fill("wrong");
await claire.page.keyboard.press("Enter");
await claire.page.locator(".problem").waitFor();
await shoot(claire.page, "ar-dark-locked-wrong");

// The desk has ended.
await claire.page.locator('input[type="password"]').fill("correct horse battery");
await claire.page.keyboard.press("Enter");
await claire.page.locator("nav").waitFor();
await go(claire.page, urgent);
for (const tag of ["en", "ar", "zh"]) await claire.page.route(`**/texts-${tag}.json`, (route) => route.fulfill({ body: textsOf(tag), contentType: "application/json" }));
writeFileSync(`${process.env.VALISE_STRINGS}/desk-gone`, "");
await claire.page.locator(".gone").waitFor();
for (const [language, colorScheme] of [["en", "light"], ["ar", "dark"], ["zh", "light"]]) {
  await speak(claire.page, language, colorScheme);
  await shoot(claire.page, `${language}-${colorScheme}-gone`);
}

// Sheets: all of one language and mode side by side.
const sheets = new Map();
for (const name of readdirSync(folder).filter((file) => file.endsWith(".png") && !file.startsWith("sheet-"))) {
  const sheet = /^(narrow|empty|offline)/.exec(name)?.[1] ?? /^[a-z]+-[a-z]+/.exec(name)[0];
  sheets.set(sheet, [...(sheets.get(sheet) ?? []), name]);
}
const board = await (await browser.newContext({ viewport: { width: 1840, height: 900 } })).newPage();
for (const [sheet, names] of sheets) {
  const pictures = names.map((name) => `<figure><figcaption>${name}</figcaption><img src="data:image/png;base64,${readFileSync(join(folder, name)).toString("base64")}"></figure>`);
  await board.setContent(`<style>body{display:grid;grid-template-columns:repeat(4,1fr);gap:12px;margin:12px;font:12px sans-serif;background:#888;align-items:start}figure{margin:0}img{width:100%}</style>${pictures.join("")}`);
  await board.screenshot({ path: join(folder, `sheet-${sheet}.png`), fullPage: true });
}
await browser.close();
console.log(`screenshots: in ${folder}`);
