// A change of an authority's record: its security officer proposes it, one registrar reads the difference and signs, the second
// countersigns, and it stands in the directory; another is refused with a reason that the authority reads.
import { existsSync, writeFileSync } from "node:fs";
import { addresses, answered, assert, axe, axeEverywhere, holder, launch, openAll, visit } from "./desks.mjs";

const browser = await launch();
const { prepare, hold, letGo } = holder();
const key = "correct horse battery";
try {
  const [first, second] = await openAll(browser, [addresses[0]], [addresses[1], { timezoneId: "Africa/Nairobi", prepare }]);
  const sign = async (page, words = key) => {
    await page.locator('form.report input[type="password"]').fill(words);
    await page.locator("form.report button.main").click();
    await page.locator('form.report input[type="password"]').waitFor({ state: "detached" });
  };
  const look = async (page) => {
    await page.getByRole("button", { name: "Ask the relay for proposals" }).click();
    await sign(page);
  };

  // The authority changes its telephone: it sees what changes before it signs.
  const handIn = async (record) => {
    await record.getByRole("button", { name: "Hand in the proposal" }).click();
    await sign(second.page);
  };
  const propose = async (telephone, handIn) => {
    await visit(second.page, "#/office");
    const record = second.page.locator("section", { hasText: "Our record in the directory" });
    await record.getByRole("button", { name: "Change it" }).click();
    const field = record.locator("textarea");
    await field.waitFor();
    const text = await field.inputValue();
    await field.fill(/^telephone = /m.test(text) ? text.replace(/^telephone = .*$/m, `telephone = "${telephone}"`) : text.replace(/^(country = .*)$/m, `$1\ntelephone = "${telephone}"`));
    // What is compared is shown only with the words that it is about.
    const written = await field.inputValue();
    hold();
    await record.getByRole("button", { name: "Show what changes" }).click();
    await field.fill(`${written}\n`);
    letGo();
    await answered(second);
    assert.equal(await record.locator("table.changes").count(), 0, "the change of other words is shown");
    await record.getByRole("button", { name: "Show what changes" }).click();
    await record.locator("table.changes td", { hasText: telephone }).waitFor();
    assert.equal(await record.locator("table.changes tbody tr").count(), 1, "only what was changed");
    await handIn(record);
    await record.locator(".proposal", { hasText: telephone }).waitFor();
  };
  await propose("+254 20 5551111", async (record) => {
    await axeEverywhere(second.page, "a proposal");
    await handIn(record);
  });

  // The first registrar: what is read is what is signed.
  await visit(first.page, "#/registrar");
  await look(first.page);
  const proposal = first.page.locator(".proposal", { hasText: "+254 20 5551111" });
  await proposal.waitFor();
  await proposal.getByText("Others reach the authority by it").waitFor();
  await proposal.getByText("0 of 2 signatures").waitFor();
  await axeEverywhere(first.page, "review");
  await proposal.getByRole("button", { name: "Accept and sign" }).click();
  await first.page.locator('form.report input[type="password"]').fill("not the passphrase");
  await first.page.locator("form.report button.main").click();
  await first.page.locator("form.report .problem", { hasText: "The passphrase is wrong" }).or(first.page.locator("form.report .problem", { hasText: "the passphrase is wrong" })).waitFor();
  await axeEverywhere(first.page, "a review with the wrong passphrase");
  await sign(first.page);
  await proposal.getByText("1 of 2 signatures").waitFor();

  // The second one countersigns, in Arabic.
  await visit(second.page, "#/registrar");
  await look(second.page);
  const there = second.page.locator(".proposal", { hasText: "+254 20 5551111" });
  await there.getByText("1 of 2 signatures").waitFor();
  await second.page.locator(".tools select").selectOption("ar");
  await second.page.getByText("بانتظار أمين السجل").waitFor();
  await axe(second.page, "review in Arabic");
  await second.page.locator(".tools select").selectOption("en");
  await there.getByRole("button", { name: "Accept and sign" }).click();
  await sign(second.page);
  await second.page.locator(".proposal", { hasText: "in the directory" }).waitFor();

  // Another one is refused, and the authority reads why.
  // The office's folder is as it was before the first one: what it showed of the change is not so any more, and is not signed.
  const behind = `${process.env.VALISE_STRINGS}/workspace-behind`;
  writeFileSync(behind, "");
  while (existsSync(behind)) await new Promise((done) => setTimeout(done, 50));
  await visit(second.page, "#/inbox");
  await propose("+254 20 5552222", async (record) => {
    await record.getByRole("button", { name: "Hand in the proposal" }).click();
    await second.page.locator('form.report input[type="password"]').fill(key);
    await second.page.locator("form.report button.main").click();
    await record.locator("form.report .problem", { hasText: "The directory has changed meanwhile" }).waitFor();
    await axeEverywhere(second.page, "a proposal on what is not so any more");
    await record.getByRole("button", { name: "Show what changes" }).click();
    await record.locator("table.changes td", { hasText: "+254 20 5551111" }).waitFor();
    await record.locator("form.report").getByRole("button", { name: "Cancel" }).click();
    await handIn(record);
  });
  await look(first.page);
  const wrong = first.page.locator(".proposal", { hasText: "+254 20 5552222" });
  await wrong.getByText("+254 20 5551111").waitFor(); // the first one counts by now
  await wrong.getByRole("button", { name: "Refuse" }).click();
  await first.page.getByLabel("Reason, for the authority to read").fill("Nobody answers at this number.");
  await sign(first.page);
  await first.page.locator(".proposal", { hasText: "Nobody answers" }).waitFor();
  await visit(second.page, "#/inbox");
  await visit(second.page, "#/office");
  await second.page.locator("section", { hasText: "Our record in the directory" }).getByRole("button", { name: "Ask the relay for proposals" }).click();
  await sign(second.page);
  await second.page.locator(".proposal", { hasText: "Nobody answers at this number." }).waitFor();
  assert.deepEqual([...first.strange, ...second.strange], []);
  console.log("registrars: ok");
} finally {
  await browser.close();
}
