// The history of one own device for another, and that of a post for those who come to it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/world.hpp"

namespace valise::tests {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct LinkingTest : ::testing::Test {
  // entered gives what came of a code that was entered at a device.
  Output entered(Profile& device, const std::string& code) const {
    write_file(world / "code", code + "\n");
    Command command = device.command({"device", "link", "--enter"});
    const std::string words = "exec \"$@\" < '" + (world / "code").string() + "'";
    command.arguments.insert(command.arguments.begin(), {"/bin/sh", "-c", words, "sh"});
    return tests::run(command);
  }
  static std::vector<std::string> notices(Profile& device) {
    std::vector<std::string> out;
    for (const auto& notice : of_type(device.call({"recv"}), "notice")) out.push_back(text(notice, "text"));
    return out;
  }
  static std::string state(Profile& device) {
    return text(of_type(device.call({"device", "link", "--list"}), "link").at(0), "state");
  }
  // left_over gives the sealed files in a profile.
  static std::vector<std::string> left_over(const std::filesystem::path& profile) {
    std::vector<std::string> out;
    for (const auto& file : std::filesystem::directory_iterator(profile / "transfers")) out.push_back(file.path().filename());
    return out;
  }

  World world;
};

TEST_F(LinkingTest, ANewDeviceGetsTheHistoryOfTheOldOneWhoeverShowsTheCode) {
  auto& desk = world.enrol("joyce-desk", "ke-odpp/@jmwangi");
  auto& claire = world.enrol("claire-desk", "fr-bepi/@cmartin");
  const auto room = text(claire.one("send", {"send", "ke-odpp/duty", "--subject", "Case", "--text", "First"}), "room");
  static_cast<void>(desk.call({"recv"}));
  static_cast<void>(desk.call({"send", "--room", room, "--text", "Second"}));
  static_cast<void>(claire.call({"recv"}));

  // The old device shows the code.
  auto& laptop = world.enrol("joyce-laptop", "ke-odpp/@jmwangi");
  static_cast<void>(desk.call({"recv"}));  // lets it in
  EXPECT_THAT(notices(laptop), Contains(HasSubstr("was added to the room “Case”")));
  EXPECT_THAT(laptop.texts("Case"), IsEmpty());
  const auto offer = desk.one("link_offer", {"device", "link"});
  EXPECT_EQ(at(offer, "messages").as_int64(), 2);
  const auto code = text(offer, "code");
  const auto given = entered(laptop, code);
  ASSERT_EQ(given.code, 0) << given.summary();
  EXPECT_THAT(notices(desk), Contains(HasSubstr("has the linking code")));
  EXPECT_THAT(notices(laptop), Contains(HasSubstr("Messages taken in: 2.")));
  EXPECT_THAT(laptop.texts("Case"), ElementsAre("First", "Second"));
  EXPECT_EQ(state(laptop), "done");
  static_cast<void>(desk.call({"recv"}));
  EXPECT_EQ(state(desk), "done");

  // For one use.
  const auto again = entered(laptop, code);
  EXPECT_EQ(again.code, 0) << again.summary();
  static_cast<void>(desk.call({"recv"}));
  EXPECT_THAT(of_type(desk.call({"device", "link", "--list"}), "link"), SizeIs(1));
  EXPECT_THAT(notices(laptop), Contains(HasSubstr("counts no more")));
  EXPECT_EQ(state(laptop), "ended");

  // Messages reach both, and each can speak.
  static_cast<void>(claire.call({"send", "--room", room, "--text", "To both"}));
  static_cast<void>(desk.call({"recv"}));
  EXPECT_THAT(desk.texts("Case"), ElementsAre("First", "To both")) << "beside its own";
  static_cast<void>(laptop.call({"recv"}));
  EXPECT_THAT(laptop.texts("Case"), ElementsAre("First", "Second", "To both"));

  // The first is revoked and out; the third, by a code that the new device shows, gets the history of the second.
  const auto desk_id = world.device_id("joyce-desk");
  const Arguments words{"--key-passphrase-file", world / "passphrase", "--reason", "Stolen"};
  const auto revoke = [&](const char* device, const std::string& id, const char* key) {
    Arguments all{"device", "revoke", id, "--key-file", world / key};
    all.insert(all.end(), words.begin(), words.end());
    return world.device(device).run(all);
  };
  EXPECT_EQ(revoke("joyce-laptop", desk_id, "fr-bepi.key").code, 4) << "another authority's key";
  EXPECT_EQ(revoke("claire-desk", desk_id, "fr-bepi.key").code, 3) << "not one of hers";
  const auto revoked = revoke("joyce-laptop", desk_id.substr(0, 8), "ke-odpp.key");
  EXPECT_EQ(revoked.code, 0) << revoked.summary();
  EXPECT_THAT(revoked.out, HasSubstr(R"("active":false)"));
  EXPECT_THAT(revoked.out, HasSubstr(R"("still":0)"));
  static_cast<void>(laptop.call({"send", "--room", room, "--text", "Desk stolen"}));
  EXPECT_EQ(desk.run({"recv"}).code, 4);
  auto& tablet = world.enrol("joyce-tablet", "ke-odpp/@jmwangi");
  static_cast<void>(laptop.call({"recv"}));
  static_cast<void>(tablet.call({"recv"}));
  const auto shown = text(tablet.one("link_offer", {"device", "link", "--receive"}), "code");
  EXPECT_EQ(entered(claire, shown).code, 4) << "another officer's";
  EXPECT_EQ(entered(tablet, shown).code, 4) << "its own";
  EXPECT_EQ(entered(laptop, shown.substr(0, 40)).code, 2);
  const auto handed = entered(laptop, shown);
  ASSERT_EQ(handed.code, 0) << handed.summary();
  EXPECT_THAT(notices(tablet), Contains(HasSubstr("Messages taken in: 4.")));
  EXPECT_THAT(tablet.texts("Case"), ElementsAre("First", "Second", "To both", "Desk stolen"));
}

TEST_F(LinkingTest, AWrongCodeGetsNothing) {
  auto& desk = world.enrol("joyce-desk", "ke-odpp/@jmwangi");
  auto& claire = world.enrol("claire-desk", "fr-bepi/@cmartin");
  static_cast<void>(claire.call({"send", "ke-odpp/duty", "--subject", "Case", "--text", "Secret"}));
  static_cast<void>(desk.call({"recv"}));
  auto& rogue = world.enrol("rogue", "ke-odpp/@jmwangi");
  static_cast<void>(desk.call({"recv"}));
  const auto old = text(desk.one("link_offer", {"device", "link"}), "code");
  static_cast<void>(desk.call({"device", "link"}));  // another takes its place
  EXPECT_EQ(entered(rogue, old).code, 0) << "nothing tells it yet";
  EXPECT_EQ(state(rogue), "agreed");
  static_cast<void>(desk.call({"recv"}));
  EXPECT_THAT(notices(rogue), Contains(HasSubstr("counts no more")));
  EXPECT_THAT(rogue.texts("Case"), IsEmpty());
  EXPECT_EQ(state(rogue), "ended");
  EXPECT_EQ(state(desk), "shown") << "the present code goes on";
}

TEST_F(LinkingTest, WhoGivesUnderACodeThatWasReplacedIsTold) {
  auto& desk = world.enrol("joyce-desk", "ke-odpp/@jmwangi");
  auto& laptop = world.enrol("joyce-laptop", "ke-odpp/@jmwangi");
  static_cast<void>(desk.call({"recv"}));
  const auto old = text(laptop.one("link_offer", {"device", "link", "--receive"}), "code");
  const auto present = text(laptop.one("link_offer", {"device", "link", "--receive"}), "code");
  EXPECT_EQ(entered(desk, old).code, 0) << "nothing tells it yet";
  static_cast<void>(laptop.call({"recv"}));
  EXPECT_THAT(notices(desk), Contains(HasSubstr("counts no more")));
  EXPECT_EQ(state(desk), "ended");
  EXPECT_EQ(entered(desk, present).code, 0);
  static_cast<void>(laptop.call({"recv"}));
  EXPECT_EQ(state(laptop), "done");
}

// Both sides are killed again and again while a history travels.
TEST_F(LinkingTest, WhoIsKilledWhileAHistoryTravelsGoesOnWhereItStopped) {
  auto& desk = world.enrol("joyce-desk", "ke-odpp/@jmwangi");
  auto& claire = world.enrol("claire-desk", "fr-bepi/@cmartin");
  static_cast<void>(claire.call({"send", "ke-odpp/duty", "--subject", "Case", "--text", "First"}));
  static_cast<void>(desk.call({"recv"}));
  auto& laptop = world.enrol("joyce-laptop", "ke-odpp/@jmwangi");
  static_cast<void>(desk.call({"recv"}));
  static_cast<void>(laptop.call({"recv"}));
  const auto began = std::chrono::steady_clock::now();
  static_cast<void>(desk.call({"recv"}));
  const auto visit = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
  ASSERT_EQ(entered(laptop, text(desk.one("link_offer", {"device", "link"}), "code")).code, 0);
  int killed = 0;
  for (auto* device : {&desk, &laptop}) {
    for (auto time = visit / 5; time < 20 * visit && state(*device) != "done"; time = time * 5 / 4) {
      Process process(device->command({"recv"}), world / "killed");
      killed += process.wait(time) ? 0 : 1;
      process.kill();
    }
    static_cast<void>(device->call({"recv"}));
    static_cast<void>(device->call({"recv"}));
  }
  EXPECT_GE(killed, 2) << "else this showed nothing";
  static_cast<void>(desk.call({"recv"}));
  EXPECT_EQ(state(desk), "done");
  EXPECT_EQ(state(laptop), "done");
  EXPECT_THAT(laptop.texts("Case"), ElementsAre("First"));
  for (auto* device : {&desk, &laptop}) {
    static_cast<void>(device->call({"status"}));
    EXPECT_THAT(left_over(device->folder()), IsEmpty()) << "what was sealed on the way";
  }
}

struct SuccessorTest : LinkingTest, ::testing::WithParamInterface<std::pair<std::string, std::vector<std::string>>> {};

// An officer comes to the post: the colleague's program hands over what the post's policy says, by itself.
TEST_P(SuccessorTest, GetsWhatThePolicySays) {
  world.office("ke-odpp", {"post", "change", "ke-odpp/duty", "--kind", "desk", "--name", "en=Duty", "--history", GetParam().first,
                           "--submit"});
  auto& joyce = world.enrol("joyce-desk", "ke-odpp/@jmwangi");
  auto& peter = world.enrol("peter-desk", "ke-odpp/@potieno");
  auto& claire = world.enrol("claire-desk", "fr-bepi/@cmartin");
  for (const auto* subject : {"Open", "Closed"}) {
    static_cast<void>(claire.call({"send", "ke-odpp/duty", "--subject", subject, "--text", std::string("Said in ") + subject}));
  }
  static_cast<void>(joyce.call({"recv"}));
  static_cast<void>(peter.call({"recv"}));
  std::string closed;
  for (const auto& room : of_type(claire.call({"room", "list"}), "room")) {
    if (text(room, "subject") == "Closed") closed = text(room, "id");
  }
  static_cast<void>(claire.call({"case", "close", closed}));
  static_cast<void>(joyce.call({"recv"}));
  static_cast<void>(peter.call({"recv"}));

  world.office("ke-odpp", {"officer", "enrol", "ke-odpp/@successor", "--name", "Officer Successor", "--submit"});
  auto& successor = world.enrol("successor-desk", "ke-odpp/@successor");
  world.office("ke-odpp", {"post", "staff", "ke-odpp/duty", "--officer", "jmwangi", "--officer", "potieno", "--officer",
                           "successor", "--submit"});
  static_cast<void>(joyce.call({"recv"}));
  static_cast<void>(peter.call({"recv"}));
  static_cast<void>(successor.call({"recv"}));
  std::vector<std::string> texts;
  for (const auto* subject : {"Open", "Closed"}) {
    for (auto& one : successor.texts(subject)) texts.push_back(std::move(one));
  }
  EXPECT_EQ(texts, GetParam().second);
  EXPECT_THAT(of_type(successor.call({"inbox"}), "message"), IsEmpty()) << "history is not new";
  // Once: a later look owes nothing.
  static_cast<void>(joyce.call({"recv"}));
  static_cast<void>(peter.call({"recv"}));
  EXPECT_THAT(notices(successor), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Policies, SuccessorTest,
                         ::testing::Values(std::pair("none", std::vector<std::string>{}),
                                           std::pair("open-matters", std::vector<std::string>{"Said in Open"}),
                                           std::pair("all", std::vector<std::string>{"Said in Open", "Said in Closed"})));

}  // namespace
}  // namespace valise::tests
