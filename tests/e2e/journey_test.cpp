// The main journey: an urgent message with a file to a post where nobody is online, a crash of the relay, and the replies.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "tests/support/world.hpp"

namespace valise::tests {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::IsEmpty;

std::string noise(std::size_t size) {
  std::mt19937_64 generator(20);
  std::string bytes(size, '\0');
  for (auto& byte : bytes) byte = static_cast<char>(generator());
  return bytes;
}

std::vector<std::string> texts_of(const std::vector<boost::json::value>& objects) {
  std::vector<std::string> texts;
  for (const auto& message : of_type(objects, "message")) texts.push_back(text(message, "text"));
  return texts;
}

// Sent and received through a relay that is killed between the two.
TEST(Journey, UrgentMessageWithAFileReachesEveryDeviceOfThePost) {
  World world;
  world.enrol_all();
  auto& claire = world.device("claire-desk");
  const auto content = noise(3'000'000);
  write_file(world / "image.bin", content);

  const auto sent = claire.one("send", {"send", "ke-odpp/duty", "--urgent", "--subject", "Preservation", "--text",
                                        "Please keep it.", "--file", world / "image.bin"});
  EXPECT_EQ(text(sent, "state"), "sent");
  world.relay().kill();
  world.relay().start();

  std::string message;
  for (const auto* name : {"joyce-desk", "joyce-laptop", "peter-desk"}) {
    auto& device = world.device(name);
    const auto folder = world / (std::string("files-") + name);
    const auto objects = device.call({"recv", "--save", folder});
    EXPECT_THAT(texts_of(objects), ElementsAre("Please keep it.")) << name;
    EXPECT_EQ(text(of_type(objects, "message").at(0), "urgency"), "urgent");
    EXPECT_EQ(text(of_type(objects, "message").at(0), "from"), "fr-bepi/desk");
    EXPECT_EQ(text(of_type(objects, "message").at(0), "officer"), "fr-bepi/@cmartin");
    EXPECT_EQ(read_file(folder / "image.bin"), content) << name;
    EXPECT_THAT(texts_of(device.call({"recv"})), IsEmpty()) << "delivered twice to " << name;
    message = text(of_type(objects, "message").at(0), "id");
  }

  static_cast<void>(world.device("peter-desk").call({"send", "--reply-to", message, "--text", "Done."}));
  EXPECT_THAT(texts_of(claire.call({"recv"})), ElementsAre("Done."));
  EXPECT_THAT(texts_of(world.device("joyce-desk").call({"recv"})), ElementsAre("Done."));
  EXPECT_THAT(texts_of(world.device("agnes-desk").call({"recv"})), IsEmpty()) << "an authority that takes no part";
  EXPECT_EQ(world.relay().stop(), 0);
}

TEST(Journey, MembersOfARoomAgreeOnItsState) {
  World world;
  world.enrol_all();
  const auto sent =
      world.device("claire-desk").one("send", {"send", "ke-odpp/duty", "ug-dpp/desk", "--subject", "Case", "--text", "Hello"});
  const auto id = text(sent, "room");
  std::vector<std::string> states;
  for (const auto* name : {"joyce-desk", "peter-desk", "agnes-desk", "claire-desk"}) {
    auto& device = world.device(name);
    static_cast<void>(device.call({"recv"}));
    const auto room = device.one("room", {"room", "show", id});
    EXPECT_EQ(at(room, "members").as_array().size(), 5u);
    states.push_back(text(room, "epoch_authenticator"));
  }
  EXPECT_THAT(states, ::testing::Each(Eq(states.front())));
}

TEST(Journey, WithoutRelayAMessageIsQueuedAndSaidToBe) {
  World world;
  world.enrol_all();
  auto& claire = world.device("claire-desk");
  static_cast<void>(claire.call({"sync"}));
  world.relay().kill();
  const auto output = claire.run({"send", "ke-odpp/duty", "--subject", "Later", "--text", "Waits", "--timeout", "5s"});
  EXPECT_EQ(output.code, 5) << output.summary();
  EXPECT_EQ(text(of_type(parse_json_lines(output.out), "send").at(0), "state"), "queued") << output.summary();
  world.relay().start();
  static_cast<void>(claire.call({"recv"}));
  EXPECT_THAT(texts_of(world.device("peter-desk").call({"recv"})), ElementsAre("Waits"));
}

TEST(Journey, EnrolmentByFilesNeedsNoNetwork) {
  World world;
  const std::string invite = world / "invite", request = world / "request";
  world.office("ug-dpp", {"device", "invite", "ug-dpp/@aokello", "--out", invite, "--offline"});
  const Profile agnes(world / "agnes", world / "passphrase");
  static_cast<void>(agnes.call({"init", "--quick-key-derivation"}));
  world.relay().kill();
  static_cast<void>(agnes.call({"enrol", read_file(invite), "--label", "desk", "--request-file", request}));
  world.relay().start();
  world.office("ug-dpp", {"device", "approve", invite, "--request", request, "--submit"});
  EXPECT_EQ(text(agnes.one("enrolment", {"enrol", "--wait", "--timeout", "60s"}), "state"), "enrolled");
}

TEST(Journey, OneProcessAtATimeHoldsAProfile) {
  World world;
  auto& agnes = world.enrol("agnes-desk", "ug-dpp/@aokello");
  Process follower(agnes.command({"recv", "--follow"}), world / "follower");
  ASSERT_FALSE(follower.wait(std::chrono::seconds(2))) << read_file(world / "follower.err");
  const auto output = agnes.run({"status"});
  EXPECT_EQ(output.code, 8) << output.summary();
  EXPECT_THAT(output.err, ::testing::HasSubstr("valise recv")) << "it does not say who holds it";
  follower.kill();
  EXPECT_EQ(agnes.run({"status"}).code, 0) << "a killed process still holds the profile";
}

}  // namespace
}  // namespace valise::tests
