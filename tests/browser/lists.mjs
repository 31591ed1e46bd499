// Lists of a profile of years: each in parts, by keyboard, with the focus where one reads on; a room is found by its subject, and a
// message far back opens in its surroundings.
import { addresses, assert, axe, go, launch, open, visit } from "./desks.mjs";

const browser = await launch();
try {
  const { page, strange } = await open(browser, addresses[1]);
  const drawn = (selector) => page.locator(selector).count();

  // The inbox: what waits, what is new, and the newest of what was read, of thousands.
  await page.locator("section h2").first().waitFor();
  assert.ok((await drawn("main li.row")) < 200, "the inbox draws a part");
  await axe(page, "inbox");
  const read = page.locator("section", { hasText: "Read" }).last();
  const before = await read.locator("li a").first().getAttribute("href");
  await read.getByRole("button", { name: "Next" }).press("Enter");
  await page.waitForFunction((href) => ![...document.querySelectorAll("main li a")].some((link) => link.getAttribute("href") === href), before);
  await page.waitForFunction(() => document.activeElement?.matches("ul.list"));  // who goes on reads from the list's beginning
  assert.match(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), /Read: 51–100 of [\d,]+/);

  // Rooms: a hundred at a time; one by its subject.
  await visit(page, "#/rooms");
  await page.locator("main li.row").first().waitFor();
  assert.equal(await drawn("main li.row"), 100);
  await axe(page, "rooms");
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByText("101–200 of 252").waitFor();
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByText("201–252 of 252").waitFor();
  assert.equal(await drawn("main li.row"), 52);
  assert.equal(await drawn("main .pager button"), 1, "there is nothing after the last part");
  await page.locator('main input[type="search"]').fill("case 17: PRESERV ke-odpp");
  await page.locator("main li.row").first().waitFor();
  await page.waitForFunction(() => document.querySelectorAll("main li.row").length === 1);
  assert.match(await page.locator("main li .subject").innerText(), /^Case 17: /);
  await page.locator('main input[type="search"]').fill("nowhere");
  await page.getByText("No room matches.").waitFor();
  await page.locator('main input[type="search"]').fill("Case 0:");
  await page.waitForFunction(() => document.querySelectorAll("main li.row").length === 1);

  // A room of hundreds of messages: the newest, then back half a part at a time, where one has read.
  await page.locator("main li.row a").click();
  await page.locator(".message").first().waitFor();
  assert.equal(await drawn(".message"), 100);
  const room = await page.evaluate(() => location.hash);
  const top = await page.locator(".message").first().getAttribute("id");
  await page.getByRole("button", { name: "Earlier messages" }).press("Enter");
  await page.getByRole("button", { name: "Later messages" }).waitFor();
  await page.waitForFunction((id) => document.activeElement?.id === id, top);
  assert.equal(await drawn(".message"), 100);
  const far = await page.locator(".message").first().getAttribute("data-message");
  await axe(page, "a room, earlier");
  await page.getByRole("button", { name: "Newest messages" }).click();
  await page.getByRole("button", { name: "Later messages" }).waitFor({ state: "detached" });

  // Typing draws none of the messages again.
  await page.locator("#composer-text").waitFor();
  const changes = await page.evaluate(() => {
    globalThis.changes = 0;
    new MutationObserver((all) => (globalThis.changes += all.length)).observe(document.querySelector("ol.messages"), { subtree: true, childList: true, characterData: true, attributes: true });
  });
  assert.equal(changes, undefined);
  await page.locator("#composer-text").pressSequentially("One two three", { delay: 5 });
  assert.equal(await page.evaluate(() => globalThis.changes), 0);
  await page.locator("#composer-text").fill("");

  await go(page, "#/inbox");
  await go(page, `${room}/${far}`);
  await page.locator(`#message-${far}`).waitFor();
  await page.waitForFunction((id) => {
    const { top, bottom } = document.getElementById(`message-${id}`).getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  }, far);

  // The checks, which read the whole store, come when one looks at them.
  await visit(page, "#/device");
  await page.locator(".check").first().waitFor();
  assert.deepEqual(strange, []);
  console.log("lists: inbox, rooms and a room in parts, by keyboard; a room found; a message far back opened");
} finally {
  await browser.close();
}
