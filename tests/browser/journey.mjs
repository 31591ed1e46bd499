// Journey 1 of the product: two desks, English and Arabic, and a colleague's. An urgent message with a file is written in one, waits
// in the other, is taken in charge by a named officer, answered, and done; the duty is handed over to the colleague. In passing, every
// view is examined by axe in light and dark, and the language changes without a reload.
import { addresses, assert, axe, axeEverywhere, enter, go, kept, launch, online, openAll, passphrase, texts, visit, watched, write } from "./desks.mjs";

const browser = await launch();
try {
  const nairobi = { timezoneId: "Africa/Nairobi" };
  const [claire, joyce, peter] = await openAll(browser, [addresses[0]], [addresses[1], { ...nairobi, locale: "ar", prepare: watched }], [addresses[2], nairobi]);
  const ar = texts("ar");
  assert.equal(await joyce.page.locator("html").getAttribute("dir"), "rtl", "the browser's language was not taken");
  await axeEverywhere(claire.page, "an empty inbox");

  // The directory: by what an authority has that others have not, alone and together. The field for recipients takes the same in words.
  await visit(claire.page, "#/directory");
  const found = async (authorities) => {
    if (authorities.length === 0) return claire.page.locator("main .empty").waitFor();
    await claire.page.waitForFunction((wanted) => [...document.querySelectorAll("main li .subject")].map((one) => one.textContent).sort().join() === wanted, authorities.map((id) => `Authority ${id}`).sort().join()).catch(async (error) => {
      console.error(await claire.page.locator("main").innerText());
      throw error;
    });
  };
  const kenya = ["ke-odpp"], everybody = [...kenya, "fr-bepi", "ug-dpp"];
  await found(everybody);
  const countries = await claire.page.locator("main select").first().locator("option").allInnerTexts();
  assert.equal(new Set(countries).size, countries.length, "a country stands twice in the list");
  await claire.page.locator("main select").first().selectOption("KE");
  await found(kenya);
  await claire.page.locator("main select").first().selectOption("");
  await found(everybody);
  await claire.page.getByLabel("Language spoken").selectOption("sw");
  await found(kenya);
  assert.ok((await claire.page.locator("#conventions option").count()) > 15, "the conventions are not offered by name");
  await claire.page.getByLabel("Mandate").fill("untoc-18");
  await found([]);
  await claire.page.getByLabel("Mandate").fill("uncac-46");
  await found(kenya);
  await claire.page.getByLabel("Network").fill("wacap");
  await found(kenya);
  await claire.page.getByLabel("Mandate").fill("untoc");
  await found([]);
  for (const label of ["Mandate", "Network"]) await claire.page.getByLabel(label).fill("");
  await claire.page.getByLabel("Language spoken").selectOption("");
  await claire.page.getByLabel("Somebody on duty now").check();
  await found(["ke-odpp", "fr-bepi"]); // nobody reaches Uganda, which has no device
  await visit(claire.page, "#/write");
  const to = claire.page.locator('.recipients input[role="combobox"]');
  for (const [words, posts] of [["swahili", ["ke-odpp/duty"]], ["uncac-46", ["ke-odpp/duty"]], ["uncac", ["ke-odpp/duty"]], ["wacap", ["ke-odpp/duty"]], ["on duty", ["fr-bepi/desk", "ke-odpp/duty"]], ["kenya swahili wacap On Duty", ["ke-odpp/duty"]], ["english uganda", ["ug-dpp/desk"]], ["uganda swahili", []], ["uganda on duty", []]]) {
    await to.fill("");
    await to.fill(words);
    await claire.page.locator('[role="option"]:visible, .recipients .nothing').first().waitFor();
    assert.deepEqual(await claire.page.locator('[role="option"]:visible .address').allInnerTexts(), posts, words);
  }
  await to.fill("authority");
  await claire.page.locator('[role="option"]').nth(2).waitFor();
  await axeEverywhere(claire.page, "choosing a recipient");
  await to.fill("");

  const subject = `Preservation of log ${process.pid}`; // the desks may have seen other days
  const file = { name: "order.txt", mimeType: "text/plain", buffer: Buffer.from("what has to be kept") };
  const began = await write(claire.page, { to: "ke-odpp", subject, text: "Please keep it until Friday.", urgent: true, handling: "Informal: not a request", files: [file] });
  const row = joyce.page.locator(".row.urgent.unread", { hasText: subject });
  await row.waitFor();
  console.log(`journey: seen in the other desk after ${Date.now() - began} ms`);
  await joyce.page.waitForFunction(() => document.title === "(1) Valise"); // the badge
  await joyce.page.locator("nav .count.pressing", { hasText: /^1/ }).waitFor();
  assert.match(await row.locator(".countdown").innerText(), /\d/, "no countdown");
  assert.equal(await row.locator(".condition").innerText(), "Informal: not a request", "the handling condition is not in sight");
  await claire.page.locator(".message.own .state.sent").waitFor();
  await claire.page.locator(".matter .standing.s0").waitFor();
  // Times and deadlines: here, there and in UTC.
  for (const time of [".message.own header time", ".matter time"]) await claire.page.locator(time, { hasText: /\d\d:\d\d here · \d\d:\d\d there · \d\d:\d\d UTC$/ }).first().waitFor();

  // Taken in charge in the inbox, in Arabic; the sender sees by whom.
  await row.locator(".answers button.main").click();
  await claire.page.locator(".matter .standing.s1", { hasText: "Officer jmwangi" }).waitFor();
  console.log(`journey: acknowledged by name ${Date.now() - began} ms after it was sent`);
  await visit(claire.page, "#/inbox");
  await claire.page.locator("section", { hasText: "You wait for" }).locator(".row", { hasText: subject }).locator(".standing.s1").waitFor();
  assert.equal(await claire.page.locator(".row", { hasText: subject }).locator(".countdown").count(), 0, "it counts although there is an answer");

  // The other side reads, saves the file and answers, by keyboard alone.
  await joyce.page.locator(".row.urgent .standing.s1").waitFor(); // it stands where it will stay
  await joyce.page.locator(".row.urgent a", { hasText: subject }).press("Enter");
  await joyce.page.locator(".message .text", { hasText: "until Friday" }).waitFor();
  await joyce.page.locator(".files button").first().press("Enter");
  await joyce.page.locator(".files li", { hasText: "order.txt" }).locator(".quiet", { hasText: "order.txt" }).waitFor(); // where it was saved
  await joyce.page.locator(".message footer button").first().press("Enter");
  await joyce.page.locator(".composer blockquote").waitFor();
  await joyce.page.keyboard.type("It is preserved as of today.");
  await joyce.page.keyboard.press("Control+Enter");
  await claire.page.locator(".row", { hasText: "preserved as of today" }).locator("a").click();
  await claire.page.locator(".message blockquote", { hasText: "until Friday" }).first().waitFor();
  // A Latin name in an Arabic sentence stands in an isolate of its own.
  assert.equal(await joyce.page.locator(".matter .standing").first().textContent(), ar("matter.in_charge").replace("{name}", "\u2068Officer jmwangi\u2069"));

  // What comes while nobody looks stays unread, and is told of without a word of it; the second time as well as the first.
  await joyce.page.waitForFunction(() => document.title === "Valise");
  await joyce.page.evaluate(() => void ((globalThis.inFront = false), (globalThis.told.length = 0)));
  const announced = joyce.page.locator(".unseen[aria-live]");
  const spoken = [await announced.textContent()];
  for (const [number, words] of ["While nobody looks", "And once more"].entries()) {
    await claire.page.locator("#composer-text").fill(words);
    await claire.page.keyboard.press("Control+Enter");
    const arrived = joyce.page.locator(".message .text", { hasText: words });
    await arrived.waitFor();
    await arrived.evaluate((element) => new Promise((seen) => new IntersectionObserver(seen).observe(element))); // the page's own observer has had its turn
    await joyce.page.waitForFunction((count) => document.title === `(${count}) Valise`, number + 1);
    await joyce.page.waitForFunction((count) => globalThis.told.length === count, number + 1);
    spoken.push(await announced.textContent());
  }
  assert.deepEqual(await joyce.page.evaluate(() => globalThis.told), Array(2).fill({ title: "Valise", body: ar("desk.notify.message"), tag: "message" }));
  assert.notEqual(spoken[2], spoken[1], "who hears the page hears of the first one only");
  assert.equal(spoken[2].replace("\u200b", ""), spoken[1].replace("\u200b", ""));
  await joyce.page.evaluate(() => void ((globalThis.inFront = true), dispatchEvent(new Event("focus"))));
  await joyce.page.waitForFunction(() => document.title === "Valise");
  await joyce.page.locator(".matter .answers button.main").click(); // nothing is left to do
  await claire.page.locator(".matter.settled .standing.s4").waitFor();

  // A second one is declined, with a reason; without one nothing is sent.
  await write(claire.page, { to: "ke-odpp", subject: `${subject} b`, text: "And this one.", emergency: true });
  const room = new URL(claire.page.url()).hash;
  await visit(joyce.page, "#/inbox");
  const second = joyce.page.locator(".row.emergency", { hasText: `${subject} b` });
  await second.locator(".answers button.plain").first().click();
  await joyce.page.keyboard.press("Enter");
  await joyce.page.waitForFunction(() => document.activeElement?.matches(":invalid")); // the browser says what is missing
  assert.equal(await claire.page.locator(".matter .standing.s0").count(), 1, "declined without a reason");
  await joyce.page.keyboard.type("ليس من اختصاصنا");
  await joyce.page.keyboard.press("Enter");
  await claire.page.locator(".matter .reason", { hasText: "ليس من اختصاصنا" }).waitFor();
  await claire.page.locator(".matter .standing.s2").waitFor();

  // The case: a reference, whose turn it is, a condition, closed; the record of exchange.
  await claire.page.locator("details.case summary").click();
  await enter(claire.page, "Our reference", "114/2026");
  await claire.page.locator(".references .number", { hasText: "114/2026" }).waitFor();
  await claire.page.getByLabel("Whose turn it is").selectOption("ke-odpp/duty");
  await claire.page.locator(".tag.waiting").waitFor();
  await enter(claire.page, "Condition for everything here", "UNTOC 18(5)");
  await claire.page.locator(".composer .condition", { hasText: "UNTOC 18(5)" }).waitFor();
  await axe(claire.page, "an open case");
  await claire.page.getByRole("button", { name: "Export the record" }).click();
  await claire.page.locator(".export li", { hasText: "Record made" }).waitFor();
  await claire.page.getByRole("button", { name: "Close the case" }).click();
  await claire.page.locator(".tag.closed-case").waitFor();
  await visit(joyce.page, "#/search");
  await joyce.page.locator('input[type="search"]').fill("and this ONE");
  await joyce.page.locator(".row", { hasText: `${subject} b` }).first().waitFor();

  // The duty: taken, handed over with what is open and promised.
  await visit(joyce.page, "#/duty");
  // The board says who is on by the plan and who comes next: the one or the other, in turns.
  const next = joyce.page.locator(".board .next");
  await next.waitFor();
  const turns = [await joyce.page.locator(".board dd").first().locator("span").first().innerText(), await next.innerText()].map((text) => /jmwangi|potieno/.exec(text)?.[0]);
  assert.deepEqual([...turns].sort(), ["jmwangi", "potieno"], "who is next is not said");
  assert.ok((await next.textContent()).includes(`\u2068Officer ${turns[1]}\u2069`), "a Latin name in an Arabic sentence without an isolate");
  await joyce.page.locator(".board button.main").click();
  await joyce.page.locator(".board dd .open").waitFor();
  await joyce.page.locator(".board > p button").last().click();
  await joyce.page.locator(".board form textarea").first().fill("An answer to BEPI by noon");
  await joyce.page.locator(".board form select").selectOption("ke-odpp/@potieno");
  await axe(joyce.page, "handing over");
  await joyce.page.locator(".board form button.main").click();
  await joyce.page.locator(".sheet", { hasText: "An answer to BEPI by noon" }).waitFor();

  // The colleague reads the sheet and accepts it; from then on both boards say who has the duty.
  await visit(peter.page, "#/duty");
  await peter.page.locator(".sheet", { hasText: "An answer to BEPI by noon" }).waitFor();
  await axeEverywhere(peter.page, "a sheet to accept");
  await peter.page.locator(".sheet button.main").click();
  await peter.page.locator(".board dd .open").waitFor();
  await peter.page.locator(".sheet").waitFor({ state: "detached" });
  await joyce.page.locator(".board dd").nth(1).filter({ hasText: "Officer potieno" }).waitFor(); // who has it, beneath who is planned
  assert.equal(await joyce.page.locator(".board dd .open").count(), 0, "both have the duty");

  // The room that the program opened for it has its title in the reader's language.
  await visit(joyce.page, "#/rooms");
  await joyce.page.locator("main li .subject", { hasText: "المناوبة في" }).waitFor();
  await visit(joyce.page, "#/duty");

  // Channels ask the relay over the connection that follows; one of no use is refused there.
  await joyce.page.locator("form.add input").fill("duty@odpp.example");
  await joyce.page.locator("form.add button").click();
  await joyce.page.locator("form.add .problem").waitFor();
  await online(joyce.page);

  // The record of an authority says what the log has of it, and so who added which device.
  await go(joyce.page, "#/directory/ke-odpp");
  for (const word of ["mandate.convention.uncac", "mandate.function.mutual-legal-assistance", "words.post.contact-point-24-7"]) await joyce.page.locator("main").getByText(ar(word)).first().waitFor();
  await joyce.page.locator("details.case summary").click();
  await joyce.page.locator(".log .row", { hasText: "ke-odpp/@jmwangi" }).first().waitFor();
  assert.ok((await joyce.page.locator(".log .row").count()) >= 5, "the log has less than was made");
  await axe(joyce.page, "Arabic record with its log");
  await visit(joyce.page, "#/duty");

  // A draft outlives a reload and is not in the tab; so does the session; the code does not come back into the address.
  await visit(claire.page, "#/write");
  await claire.page.locator("#composer-text").fill("Half a sentence");
  await kept(claire, "Half a sentence");
  await claire.page.reload();
  await claire.page.locator("nav").waitFor();
  await claire.page.waitForFunction(() => document.getElementById("composer-text")?.value === "Half a sentence");
  assert.deepEqual(await claire.page.evaluate(() => [Object.keys(sessionStorage), Object.keys(localStorage)]), [["valise.bearer"], ["valise.language"]]);
  assert.doesNotMatch(claire.page.url(), /#[0-9a-f]{64}/);

  // What is not there says so; the last three are that.
  for (const view of ["#/inbox", "#/rooms", room, "#/write", "#/duty", "#/search", "#/directory", "#/directory/ke-odpp", "#/device", "#/room/ffffffff", "#/form/ffffffff", "#/form-draft/ffffffff"]) {
    await go(claire.page, view);
    if (view === "#/search") {
      await claire.page.locator('input[type="search"]').fill("until Friday");
      await claire.page.locator("main li.row").first().waitFor();
    }
    await axeEverywhere(claire.page, view);
  }
  await go(claire.page, "#/write");
  await axe(joyce.page, "Arabic duty board");

  await claire.page.evaluate(() => (window.stays = true));
  for (const [language, direction, inbox] of [["ar", "rtl", "الوارد"], ["zh", "ltr", "收件箱"], ["ru", "ltr", "Входящие"], ["fr", "ltr", "Réception"], ["es", "ltr", "Recibidos"], ["en", "ltr", "Inbox"]]) {
    await claire.page.locator(".tools select").selectOption(language);
    await claire.page.locator("nav", { hasText: inbox }).waitFor();
    assert.equal(await claire.page.locator("html").getAttribute("dir"), direction);
    assert.equal(await claire.page.locator("html").getAttribute("lang"), language);
    if (language === "ar") await axe(claire.page, "Arabic");
  }
  assert.ok(await claire.page.evaluate(() => window.stays), "it reloaded");

  await claire.page.locator(".tools button").click();
  await claire.page.getByLabel("Passphrase").waitFor();
  await axeEverywhere(claire.page, "locked");
  await claire.page.getByLabel("Passphrase").fill("wrong");
  await claire.page.keyboard.press("Enter");
  await claire.page.locator(".problem").waitFor();
  await axeEverywhere(claire.page, "a wrong passphrase");
  await claire.page.getByLabel("Passphrase").fill(passphrase);
  await claire.page.keyboard.press("Enter");
  await claire.page.locator("nav").waitFor();
  await online(claire.page);

  assert.deepEqual(claire.strange, [], "claire's page did something strange");
  assert.deepEqual(joyce.strange, [], "joyce's page did something strange");
  assert.deepEqual(peter.strange, [], "peter's page did something strange");
  console.log("journey: ok");
} finally {
  await browser.close();
}
