// A relay that lies: the client notices, says so, stops where it must (exit code 6), and loses nothing: once the relay tells the
// truth again, everything arrives.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/world.hpp"

namespace valise::tests {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int kTrustFailure = 6;

struct HostileTest : ::testing::Test {
  HostileTest() : world(program("hostile_relay"), {{"VALISE_TEST_LIE", control}}) {
    world.enrol("peter-desk", "ke-odpp/@potieno");
    world.enrol("joyce-desk", "ke-odpp/@jmwangi");
    world.enrol("claire-desk", "fr-bepi/@cmartin");
  }
  void lie(const std::string& word) { write_file(control, word); }
  void be_honest() { lie("none"); }
  [[nodiscard]] Profile& claire() { return world.device("claire-desk"); }
  [[nodiscard]] Profile& peter() { return world.device("peter-desk"); }

  // begin opens a room and lets Peter into it, so that what follows are messages only.
  void begin() {
    const auto sent = claire().one("send", {"send", "ke-odpp/duty", "--subject", "Case", "--text", "0"});
    room = text(sent, "room");
    static_cast<void>(peter().call({"recv"}));
  }
  void send(const std::string& words) { static_cast<void>(claire().call({"send", "--room", room, "--text", words})); }
  [[nodiscard]] std::vector<boost::json::value> alarms(Profile& device) {
    const auto status = device.one("status", {"status"});
    const auto& list = at(status, "alarms").as_array();
    return {list.begin(), list.end()};
  }

  TempFolder folder{"valise-hostile"};
  fs::path control = folder / "lie";
  World world;
  std::string room;
};

void expect_trust_failure(const Output& output) {
  EXPECT_EQ(output.code, kTrustFailure) << output.summary();
  EXPECT_THAT(output.err, HasSubstr("\"kind\":\"trust\"")) << output.summary();
}

// ---- the directory ----

TEST_F(HostileTest, ForgedEntryIsRefused) {
  world.enrol("agnes-desk", "ug-dpp/@aokello");  // the newest entry is an enrolled device: news for Claire
  lie("forged-entry");
  expect_trust_failure(claire().run({"sync"}));
  // Nothing is sent on the ground of a directory that does not verify.
  EXPECT_EQ(claire().run({"send", "ug-dpp/desk", "--subject", "x", "--text", "y"}).code, kTrustFailure);
  be_honest();
  EXPECT_EQ(claire().run({"sync"}).code, 0);
  EXPECT_EQ(claire().run({"send", "ug-dpp/desk", "--subject", "x", "--text", "y"}).code, 0);
}

TEST_F(HostileTest, WithheldEntryIsNoticed) {
  world.enrol("agnes-desk", "ug-dpp/@aokello");
  lie("dropped-entry");
  const auto output = claire().run({"sync"});
  EXPECT_NE(output.code, 0) << output.summary();
  be_honest();
  EXPECT_EQ(claire().run({"sync"}).code, 0);
}

// A shorter log than the client has seen: the relay's data as it was before, signed with the real log key.
TEST_F(HostileTest, ShorterLogIsRefused) {
  world.relay().stop();
  fs::copy(world.relay().data(), world / "before", fs::copy_options::recursive);
  world.relay().start();
  world.revoke("joyce-desk");
  static_cast<void>(claire().call({"sync"}));

  world.relay().stop();
  fs::rename(world.relay().data(), world / "after");
  fs::copy(world / "before", world.relay().data(), fs::copy_options::recursive);
  world.relay().start();
  expect_trust_failure(claire().run({"sync"}));

  world.relay().stop();
  fs::remove_all(world.relay().data());
  fs::rename(world / "after", world.relay().data());
  world.relay().start();
  EXPECT_EQ(claire().run({"sync"}).code, 0);
}

// Two histories, both with valid signatures of relay and authority: a client that has seen one refuses the other, and two clients
// that were shown different ones find out when they write to each other.
TEST_F(HostileTest, ForkedLogIsRefused) {
  begin();
  world.relay().stop();
  fs::copy(world.relay().data(), world / "fork", fs::copy_options::recursive);
  fs::copy(world / "registrar-of-ke-odpp", world / "office-of-the-fork", fs::copy_options::recursive);
  world.relay().start();
  world.office("ke-odpp", {"officer", "enrol", "ke-odpp/@seen", "--name", "Seen by Claire", "--submit"});
  static_cast<void>(claire().call({"sync"}));

  world.relay().stop();
  fs::rename(world.relay().data(), world / "original");
  fs::rename(world / "fork", world.relay().data());
  fs::remove_all(world / "registrar-of-ke-odpp");
  fs::rename(world / "office-of-the-fork", world / "registrar-of-ke-odpp");
  world.relay().start();
  world.office("ke-odpp", {"officer", "enrol", "ke-odpp/@other", "--name", "Seen by Peter", "--submit"});
  expect_trust_failure(claire().run({"sync"}));
  static_cast<void>(peter().call({"sync"}));  // who knows neither yet cannot tell
  static_cast<void>(peter().call({"send", "--room", room, "--text", "from the fork"}));

  // Back in the original history, Claire's message to Peter carries her head, which his does not fit.
  world.relay().stop();
  fs::remove_all(world.relay().data());
  fs::rename(world / "original", world.relay().data());
  world.relay().start();
  expect_trust_failure(peter().run({"sync"}));
  EXPECT_EQ(claire().run({"sync"}).code, 0);
}

// ---- keys ----

struct HostileKeysTest : HostileTest, ::testing::WithParamInterface<const char*> {};

TEST_P(HostileKeysTest, IsRefused) {
  lie(GetParam());
  expect_trust_failure(claire().run({"send", "ke-odpp/duty", "--subject", "Case", "--text", "secret"}));
  EXPECT_THAT(peter().texts("Case"), IsEmpty());
  be_honest();
  static_cast<void>(claire().run({"recv"}));
  static_cast<void>(claire().call({"send", "ke-odpp/duty", "--subject", "Case", "--text", "again"}));
  static_cast<void>(peter().call({"recv"}));
  EXPECT_THAT(peter().texts("Case"), ::testing::Contains("again"));
}

INSTANTIATE_TEST_SUITE_P(Lies, HostileKeysTest, ::testing::Values("swapped-package", "invented-package"),
                         [](const auto& lie) { return std::string(lie.param).starts_with("swapped") ? "Swapped" : "Invented"; });

// ---- messages ----

TEST_F(HostileTest, AlteredMessageIsRefusedAndComesUnaltered) {
  begin();
  send("1");
  send("2");
  lie("altered-message");
  expect_trust_failure(peter().run({"recv"}));
  EXPECT_THAT(alarms(peter()), ::testing::Not(IsEmpty()));
  be_honest();
  static_cast<void>(peter().call({"recv"}));
  EXPECT_THAT(peter().texts("Case"), ElementsAre("0", "1", "2"));
}

struct HostileOrderTest : HostileTest, ::testing::WithParamInterface<const char*> {};

TEST_P(HostileOrderTest, IsNoticedAndNothingIsLost) {
  begin();
  send("1");
  send("2");
  lie(GetParam());
  expect_trust_failure(peter().run({"recv"}));
  EXPECT_THAT(alarms(peter()), ::testing::Not(IsEmpty()));
  be_honest();
  static_cast<void>(peter().call({"recv"}));
  EXPECT_THAT(peter().texts("Case"), ElementsAre("0", "1", "2"));
}

INSTANTIATE_TEST_SUITE_P(Lies, HostileOrderTest, ::testing::Values("reordered", "renumbered"),
                         [](const auto& lie) { return std::string(lie.param); });

// A relay that goes on lying gets no device stuck: what is genuine is taken in the end, with an alarm.
TEST_F(HostileTest, EndlessReorderingLosesNothing) {
  begin();
  send("1");
  send("2");
  lie("renumbered");
  for (int visit = 0; visit < 3; ++visit) static_cast<void>(peter().run({"recv"}));
  EXPECT_THAT(peter().texts("Case"), ::testing::UnorderedElementsAre("0", "1", "2"));
  EXPECT_THAT(alarms(peter()), ::testing::Not(IsEmpty()));
}

// Messages of different senders have no order but the relay's. Turned round, they arrive, and the room goes on working.
TEST_F(HostileTest, SendersTurnedRoundAreNoticedAndKept) {
  begin();
  static_cast<void>(world.device("joyce-desk").call({"recv"}));
  send("1");
  static_cast<void>(world.device("joyce-desk").call({"send", "--room", room, "--text", "2"}));
  lie("renumbered");
  static_cast<void>(peter().run({"recv"}));
  EXPECT_THAT(alarms(peter()), ::testing::Not(IsEmpty()));
  be_honest();
  static_cast<void>(peter().call({"recv"}));
  EXPECT_THAT(peter().texts("Case"), ::testing::UnorderedElementsAre("0", "1", "2"));
  static_cast<void>(peter().call({"send", "--room", room, "--text", "3"}));
  send("4");
  static_cast<void>(peter().call({"recv"}));
  EXPECT_THAT(peter().texts("Case"), ::testing::UnorderedElementsAre("0", "1", "2", "4"));
  static_cast<void>(claire().call({"recv"}));
  EXPECT_THAT(claire().texts("Case"), ::testing::UnorderedElementsAre("2", "3"));
}

TEST_F(HostileTest, ReplayedMessageIsNotShownAgain) {
  begin();
  send("1");
  send("2");
  lie("replayed");
  const auto output = peter().run({"recv"});
  EXPECT_TRUE(output.code == kTrustFailure || !alarms(peter()).empty()) << output.summary();
  be_honest();
  for (int visit = 0; visit < 3; ++visit) static_cast<void>(peter().run({"recv"}));
  EXPECT_THAT(peter().texts("Case"), ElementsAre("0", "1", "2"));
}

// ---- files ----

struct HostileFileTest : HostileTest, ::testing::WithParamInterface<const char*> {};

TEST_P(HostileFileTest, AlteredFileIsRefusedAndComesUnaltered) {
  std::string content;
  for (int line = 0; content.size() < 400'000; ++line) content += "line " + std::to_string(line) + "\n";
  write_file(world / "draft.txt", content);
  const auto sent =
      claire().one("send", {"send", "ke-odpp/duty", "--subject", "Case", "--text", "see file", "--file", world / "draft.txt"});
  static_cast<void>(peter().call({"recv"}));

  lie(GetParam());
  expect_trust_failure(peter().run({"read", text(sent, "message"), "--save", world / "files"}));
  EXPECT_FALSE(fs::exists(world / "files/draft.txt")) << "an altered file got its name";
  be_honest();
  static_cast<void>(peter().call({"read", text(sent, "message"), "--save", world / "files"}));
  EXPECT_EQ(read_file(world / "files/draft.txt"), content);
}

INSTANTIATE_TEST_SUITE_P(Lies, HostileFileTest, ::testing::Values("altered-chunk", "reordered-chunks"),
                         [](const auto& lie) { return std::string(lie.param).starts_with("altered") ? "Altered" : "Reordered"; });

}  // namespace
}  // namespace valise::tests
