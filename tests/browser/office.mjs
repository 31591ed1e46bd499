// The office of a security officer: an officer and an invite, an approval without the right passphrase, a plan with a gap, and the
// revocation of a device that everybody's directory shows.
import { addresses, assert, axeEverywhere, launch, online, open, visit } from "./desks.mjs";

const browser = await launch();
const key = process.env.VALISE_OFFICE_PASSPHRASE ?? "correct horse battery";
try {
  const { page, strange } = await open(browser, addresses[1], { timezoneId: "Africa/Nairobi" });
  await online(page);
  const sign = async (within, words = key) => {
    await within.locator('input[type="password"]').fill(words);
    await within.locator("form.report button.main").click();
  };
  await visit(page, "#/office");
  const section = (title) => page.locator("section", { hasText: title });
  await section("Officers and their devices").locator(".row", { hasText: "ke-odpp/@jmwangi" }).waitFor();
  await axeEverywhere(page, "office");

  await page.getByRole("button", { name: "Add an officer" }).click();
  await page.getByLabel("Address").fill("ke-odpp/@awanjiru");
  await page.getByLabel("Name, as colleagues know it").fill("Aisha Wanjiru");
  // What is typed for what will be signed outlives the lock, without the passphrase.
  await page.locator('form.report input[type="password"]').fill(key);
  await page.locator(".tools button").click();
  await page.locator("form.report").waitFor({ state: "detached" }); // until then it is another passphrase that is asked for
  await page.getByLabel("Passphrase").fill(key);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => [...document.querySelectorAll("form.report input")].map((input) => input.value).join() === "ke-odpp/@awanjiru,Aisha Wanjiru,");
  await sign(section("Officers"), "not the passphrase");
  await section("Officers").locator(".problem").waitFor();
  assert.equal(await page.locator('form.report input[type="password"]').inputValue(), "", "the passphrase stays in the field");
  await sign(section("Officers"));
  const officer = section("Officers").locator(".row", { hasText: "Aisha Wanjiru" });
  await officer.waitFor();
  await officer.getByRole("button", { name: "Invite a device" }).click();
  await sign(officer);
  const invite = page.getByLabel("Invite a device", { exact: true });
  await invite.waitFor();
  assert.match(await invite.inputValue(), /^valise-invite1:/);
  await page.getByRole("button", { name: "Ask the relay for answers" }).click();
  await sign(section("Invites"));
  await section("Invites").locator("p.quiet", { hasText: "has not answered" }).first().waitFor();
  await axeEverywhere(page, "an invite");
  await page.getByRole("button", { name: "Withdraw" }).click();
  await section("Invites").locator(".empty").waitFor();

  // A plan is tried, found to have gaps, and published all the same.
  const post = section("Posts").locator(".row", { hasText: "ke-odpp/duty" });
  await post.getByRole("button", { name: "Who staffs it" }).click();
  await post.locator("textarea").waitFor();
  await post.locator("textarea").fill('officers = ["jmwangi", "potieno"]\n[[shifts]]\nofficer = "jmwangi"\ndays = ["mon", "tue"]\nfrom = "08:00"\nto = "20:00"\n');
  await post.getByRole("button", { name: "Look for gaps" }).click();
  await post.locator(".shut", { hasText: "gaps" }).first().waitFor();
  await axeEverywhere(page, "a plan with gaps");
  await post.getByRole("button", { name: "Publish the plan" }).click();
  await sign(post);
  await post.locator("textarea").waitFor({ state: "detached" });

  // A post of one's own.
  await page.getByRole("button", { name: "Add a post" }).click();
  await page.getByLabel("Address").fill("ke-odpp/registry");
  await page.getByLabel("Name, as colleagues know it").fill("Registry");
  await page.getByLabel("Kind").selectOption("desk");
  await axeEverywhere(page, "adding a post");
  await sign(section("Posts"));
  await section("Posts").locator(".row", { hasText: "ke-odpp/registry" }).waitFor();

  await officer.getByRole("button", { name: "Retire" }).click();
  await sign(officer);
  await section("Officers").locator(".row.over", { hasText: "Aisha Wanjiru" }).waitFor();
  assert.deepEqual(strange, []);
  console.log("office: ok");
} finally {
  await browser.close();
}
