// A revoked device cannot connect, and nothing is encrypted to it any more.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/world.hpp"

namespace valise::tests {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

std::vector<std::string> devices_of(const boost::json::value& holder, std::string_view list) {
  std::vector<std::string> ids;
  for (const auto& member : at(holder, list).as_array()) ids.push_back(text(member, "device"));
  return ids;
}

struct RevocationTest : ::testing::Test {
  RevocationTest() {
    world.enrol_all();
    laptop = world.device_id("joyce-laptop");
    const auto sent = claire().one("send", {"send", "ke-odpp/duty", "--subject", "Case", "--text", "before"});
    EXPECT_THAT(devices_of(sent, "recipients"), Contains(laptop));
    room = text(sent, "room");
  }
  [[nodiscard]] Profile& claire() { return world.device("claire-desk"); }
  World world;
  std::string laptop, room;
};

TEST_F(RevocationTest, RevokedDeviceCannotConnect) {
  world.revoke("joyce-laptop");
  auto& joyce = world.device("joyce-laptop");
  const auto output = joyce.run({"recv"});
  EXPECT_EQ(output.code, 4) << output.summary();
  EXPECT_THAT(joyce.texts("Case"), ::testing::IsEmpty()) << "it got what was waiting, after its revocation";
  EXPECT_EQ(joyce.run({"send", "fr-bepi/desk", "--subject", "x", "--text", "y"}).code, 4);
}

// A session that is open is cut off.
TEST_F(RevocationTest, RevokedDeviceIsCutOff) {
  Process follower(world.device("joyce-laptop").command({"recv", "--follow"}), world / "follower");
  for (int i = 0; i < 100 && read_file(world / "follower.out").find("before") == std::string::npos; ++i) {
    static_cast<void>(follower.wait(std::chrono::milliseconds(100)));
  }
  ASSERT_NE(read_file(world / "follower.out").find("before"), std::string::npos) << read_file(world / "follower.err");
  world.office("ke-odpp", {"device", "revoke", laptop, "--submit"});
  const auto end = follower.wait(std::chrono::seconds(30));
  ASSERT_TRUE(end) << "it still follows";
  EXPECT_EQ(end->code, 4) << read_file(world / "follower.err");
}

TEST_F(RevocationTest, NothingIsEncryptedToARevokedDevice) {
  world.revoke("joyce-laptop");
  const auto sent = claire().one("send", {"send", "--room", room, "--text", "after"});
  EXPECT_THAT(devices_of(sent, "recipients"), Not(Contains(laptop)));
  EXPECT_THAT(devices_of(claire().one("room", {"room", "show", room}), "members"), Not(Contains(laptop)));
  auto& peter = world.device("peter-desk");
  static_cast<void>(peter.call({"recv"}));
  EXPECT_THAT(peter.texts("Case"), ElementsAre("before", "after"));
  EXPECT_THAT(devices_of(peter.one("room", {"room", "show", room}), "members"), Not(Contains(laptop)));
}

}  // namespace
}  // namespace valise::tests
