// Who governs the directory, with real programs: a record changed under review, a device shut out, a registrar's key lost, an
// officer on a fresh machine, an authority suspended and back, an authority's keys lost.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/world.hpp"

namespace valise::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// with gives some words and then those that make a command sign.
Arguments with(Arguments words, const Arguments& signing) {
  words.insert(words.end(), signing.begin(), signing.end());
  return words;
}
Arguments key(const World& world, const std::string& name) {
  return {"--passphrase-file", world / "passphrase", "--key-file", world / (name + ".key")};
}
// The French name, as a client shows it after a sync.
std::string name_of(Profile& profile, const std::string& authority) {
  static_cast<void>(profile.call({"sync"}));
  for (const auto& name : at(profile.one("authority", {"dir", "show", authority}), "names").as_array()) {
    if (text(name, "language") == "fr") return text(name, "text");
  }
  return {};
}

TEST(Administration, RecordChangeGoesFromProposalToAllClients) {
  World world;
  auto& agnes = world.enrol("agnes-desk", "ug-dpp/@aokello");
  auto& claire = world.enrol("claire-desk", "fr-bepi/@cmartin");
  write_file(
      world / "new.toml",
      record_of("ke-odpp") + "[[mandates]]\nconvention = \"uncac\"\narticle = \"46\"\nfunction = \"mutual-legal-assistance\"\n");
  auto record = read_file(world / "new.toml");
  record.insert(record.find("[[mandates]]"), "fr = \"Parquet\"\n");
  write_file(world / "new.toml", record);

  const auto first = world.office("ke-odpp", {"proposal", "create", world / "new.toml", "--hand-in"});
  const auto refused = text(first.back(), "proposal");
  static_cast<void>(world.try_registrar(
      "registrar", with({"proposal", "refuse", refused, "--reason", "Which office?"}, key(world, "registrar-3"))));
  const auto seen = world.office("ke-odpp", {"proposal", "list"});
  EXPECT_EQ(text(seen.back(), "state"), "refused");
  EXPECT_EQ(text(seen.back(), "reason"), "Which office?");
  world.office("ke-odpp", {"proposal", "withdraw", refused});

  const auto proposal = text(world.office("ke-odpp", {"proposal", "create", world / "new.toml", "--hand-in"}).back(), "proposal");
  const auto waits = world.try_registrar("registrar", with({"proposal", "accept", proposal}, key(world, "registrar-3")));
  EXPECT_EQ(waits.code, 0) << waits.summary();
  EXPECT_THAT(waits.out, HasSubstr("waits for more signatures"));
  EXPECT_THAT(waits.out, HasSubstr(R"("field":"names.fr","new":"Parquet","security_relevant")"));
  const auto done = world.try_registrar("registrar", with({"proposal", "accept", proposal}, key(world, "registrar-1")));
  EXPECT_EQ(done.code, 0) << done.summary();
  for (auto* profile : {&agnes, &claire}) EXPECT_EQ(name_of(*profile, "ke-odpp"), "Parquet");
}

// The authority is asleep; the registrar shuts a stolen laptop out, by a threshold of its keys.
TEST(Administration, RegistrarShutsADeviceOutWithinSeconds) {
  World world;
  world.enrol_all();
  const auto laptop = world.device_id("joyce-laptop");
  const auto sent = world.device("claire-desk").one("send", {"send", "ke-odpp/duty", "--subject", "Case", "--text", "before"});
  Process follower(world.device("joyce-laptop").command({"recv", "--follow"}), world / "follower");
  for (int i = 0; i < 100 && read_file(world / "follower.out").find("before") == std::string::npos; ++i) {
    static_cast<void>(follower.wait(std::chrono::milliseconds(100)));
  }
  world.registrar({"sync"});
  const auto alone = world.try_registrar("registrar", with({"device", "revoke", laptop, "--submit"}, key(world, "registrar-1")));
  EXPECT_EQ(alone.code, 4) << "one key of three: " << alone.summary();

  const auto begun = std::chrono::steady_clock::now();
  world.registrar({"device", "revoke", laptop, "--reason", "stolen", "--submit"});
  const auto end = follower.wait(std::chrono::seconds(30));
  ASSERT_TRUE(end) << "it still follows";
  EXPECT_EQ(end->code, 4) << read_file(world / "follower.err");
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(20));
  EXPECT_EQ(world.device("joyce-laptop").run({"recv"}).code, 4);

  static_cast<void>(world.device("claire-desk").one("send", {"send", "--room", text(sent, "room"), "--text", "after"}));
  for (const auto* name : {"peter-desk", "claire-desk"}) {
    static_cast<void>(world.device(name).call({"recv"}));
    const auto room = world.device(name).one("room", {"room", "show", text(sent, "room")});
    for (const auto& member : at(room, "members").as_array()) EXPECT_NE(text(member, "device"), laptop) << name;
  }
}

TEST(Administration, LostRegistrarKeyIsReplaced) {
  World world;
  const std::string secret = world / "passphrase";
  const auto made = world.try_registrar(
      "", {"keys", "create", "--out", world / "registrar-4.key", "--passphrase-file", secret, "--quick-key-derivation"});
  ASSERT_EQ(made.code, 0) << made.summary();
  std::filesystem::remove(world / "registrar-3.key");
  world.registrar({"registrar", "rotate-keys", "--new-public-key", world / "registrar-1.key.pub", "--new-public-key",
                   world / "registrar-2.key.pub", "--new-public-key", world / "registrar-4.key.pub", "--new-threshold", "2",
                   "--submit"});
  // The new key and an old one act; a client that was there before follows.
  const auto network = world.try_registrar(
      "registrar", with({"network", "define", "test", "--name", "en=Test", "--submit", "--key-file", world / "registrar-4.key"},
                        key(world, "registrar-2")));
  EXPECT_EQ(network.code, 0) << network.summary();
  auto& agnes = world.enrol("agnes-desk", "ug-dpp/@aokello");
  EXPECT_GT(number(agnes.one("sync", {"sync"}), "directory.size"), 0);
}

// Who has asked and was approved meanwhile goes on with whatever command comes next.
TEST(Administration, AnApprovedDeviceReceivesAtItsFirstVisit) {
  World world;
  const std::string invite = world / "invite";
  world.office("ug-dpp", {"device", "invite", "ug-dpp/@aokello", "--out", invite});
  auto& device = world.ask_to_enrol("agnes-desk", read_file(invite));
  const auto early = device.run({"recv"});
  EXPECT_NE(early.code, 0);
  EXPECT_NE((early.out + early.err).find("not approved yet"), std::string::npos) << early.summary();
  world.office("ug-dpp", {"device", "approve", invite, "--submit"});
  EXPECT_EQ(device.run({"recv"}).code, 0);
}

// Three commands: init, enrol --wait, send. What the security officer does runs beside them.
TEST(Administration, InvitedOfficerWritesWithinThreeCommands) {
  World world;
  auto& claire = world.enrol("claire-desk", "fr-bepi/@cmartin");
  const std::string invite = world / "invite";
  world.office("ug-dpp", {"device", "invite", "ug-dpp/@aokello", "--out", invite});
  const Profile fresh(world / "fresh", world / "passphrase");
  static_cast<void>(fresh.call({"init", "--quick-key-derivation"}));
  Process enrolling(fresh.command({"enrol", read_file(invite), "--wait", "--timeout", "60s"}), world / "enrolling");
  Output approved;
  for (int i = 0; i < 50 && approved.code != 0; ++i) {
    static_cast<void>(enrolling.wait(std::chrono::milliseconds(200)));
    approved = world.try_registrar("ug-dpp", with({"device", "approve", invite, "--submit"}, world.sign_with("ug-dpp")));
  }
  ASSERT_EQ(approved.code, 0) << approved.summary();
  const auto enrolled = enrolling.wait(std::chrono::seconds(60));
  ASSERT_TRUE(enrolled && enrolled->code == 0) << read_file(world / "enrolling.err");
  EXPECT_EQ(text(fresh.one("send", {"send", "fr-bepi/desk", "--subject", "Hello", "--text", "First words"}), "state"), "sent");
  static_cast<void>(claire.call({"recv"}));
  EXPECT_THAT(claire.texts("Hello"), ::testing::ElementsAre("First words"));
}

TEST(Administration, SuspendedAuthorityIsShutOutAndComesBack) {
  World world;
  auto& agnes = world.enrol("agnes-desk", "ug-dpp/@aokello");
  auto& claire = world.enrol("claire-desk", "fr-bepi/@cmartin");
  world.registrar({"authority", "suspend", "ug-dpp", "--reason", "under review", "--submit"});
  EXPECT_EQ(agnes.run({"recv"}).code, 4);
  const auto office = world.try_registrar(
      "ug-dpp", with({"officer", "enrol", "ug-dpp/@other", "--name", "Other", "--submit"}, world.sign_with("ug-dpp")));
  EXPECT_NE(office.code, 0) << "a suspended authority signs nothing";
  static_cast<void>(claire.call({"sync"}));
  EXPECT_NE(claire.run({"send", "ug-dpp/desk", "--subject", "x", "--text", "y"}).code, 0);

  world.registrar({"authority", "reinstate", "ug-dpp", "--submit"});
  EXPECT_EQ(agnes.run({"recv"}).code, 0);
  static_cast<void>(claire.call({"sync"}));
  static_cast<void>(claire.one("send", {"send", "ug-dpp/desk", "--subject", "Back", "--text", "Welcome"}));
  static_cast<void>(agnes.call({"recv"}));
  EXPECT_THAT(agnes.texts("Back"), ::testing::ElementsAre("Welcome"));

  world.registrar({"authority", "withdraw", "ug-dpp", "--submit"});
  EXPECT_EQ(agnes.run({"recv"}).code, 4);
  const auto again =
      world.try_registrar("registrar", with({"authority", "reinstate", "ug-dpp", "--submit"}, world.sign_with("registrar")));
  EXPECT_NE(again.code, 0) << "withdrawn is final";
}

TEST(Administration, PendingRecoveryIsSeenByAllAndContested) {
  World world;
  auto& agnes = world.enrol("agnes-desk", "ug-dpp/@aokello");
  const auto made = world.try_registrar(
      "", {"keys", "create", "--out", world / "new.key", "--passphrase-file", world / "passphrase", "--quick-key-derivation"});
  ASSERT_EQ(made.code, 0) << made.summary();
  world.registrar({"recovery", "announce", "ke-odpp", "--reason", "Fire", "--new-public-key", world / "new.key.pub", "--key-file",
                   world / "new.key", "--submit"});
  static_cast<void>(agnes.call({"sync"}));
  EXPECT_EQ(text(agnes.one("authority", {"dir", "show", "ke-odpp"}), "key_recovery.reason"), "Fire");
  EXPECT_EQ(text(at(agnes.one("status", {"status"}), "key_recoveries").as_array().at(0), "authority"), "ke-odpp");
  const auto early = world.try_registrar(
      "registrar",
      with({"recovery", "complete", "ke-odpp", "--key-file", world / "new.key", "--submit"}, world.sign_with("registrar")));
  EXPECT_NE(early.code, 0);
  EXPECT_THAT(early.err, HasSubstr("not before"));

  static_cast<void>(world.office("ke-odpp", {"sync"}));
  world.office("ke-odpp", {"recovery", "contest", "ke-odpp", "--submit"});
  static_cast<void>(agnes.call({"sync"}));
  EXPECT_THAT(at(agnes.one("status", {"status"}), "key_recoveries").as_array(), IsEmpty());
}

}  // namespace
}  // namespace valise::tests
