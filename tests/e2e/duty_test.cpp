// The duty of a post changes hands between its officers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "tests/support/world.hpp"

namespace valise::tests {
namespace {

struct DutyTest : ::testing::Test {
  DutyTest() {
    world.enrol("joyce-desk", "ke-odpp/@jmwangi");
    world.enrol("peter-desk", "ke-odpp/@potieno");
    world.enrol("claire-desk", "fr-bepi/@cmartin");
  }
  boost::json::value status(const std::string& device) {
    return world.device(device).one("duty", {"duty", "status", "ke-odpp/duty"});
  }
  void receive(const std::string& device) { static_cast<void>(world.device(device).call({"recv"})); }
  World world;
};

// The shift changes in the middle of a case: what is open, what was promised and who has it, is known to the next officer by
// name.
TEST_F(DutyTest, AShiftIsHandedOverWithASheet) {
  auto& joyce = world.device("joyce-desk");
  auto& peter = world.device("peter-desk");
  static_cast<void>(
      world.device("claire-desk")
          .call({"send", "ke-odpp/duty", "--urgent", "--acknowledge-by", "2h", "--subject", "Log", "--text", "Keep it"}));
  receive("joyce-desk");
  static_cast<void>(joyce.call({"duty", "take", "ke-odpp/duty"}));
  static_cast<void>(
      joyce.call({"duty", "handover", "--to", "@potieno", "--promise", "3h Call Paris", "--remarks", "Quiet night"}));
  receive("peter-desk");
  const auto waiting = status("peter-desk");
  EXPECT_EQ(text(waiting.at("holder"), "address"), "ke-odpp/@jmwangi");
  EXPECT_EQ(text(waiting.at("waiting").at("to"), "address"), "ke-odpp/@potieno");
  EXPECT_THAT(boost::json::serialize(waiting.at("waiting").at("open")), ::testing::HasSubstr("fr-bepi/desk: Log"));
  EXPECT_THAT(boost::json::serialize(waiting.at("waiting").at("promises")), ::testing::HasSubstr("Call Paris"));
  EXPECT_EQ(joyce.run({"duty", "accept"}).code, 3) << "it is not for whom it came from";

  static_cast<void>(peter.call({"duty", "accept"}));
  receive("joyce-desk");
  for (const auto* device : {"joyce-desk", "peter-desk"}) {
    const auto board = status(device);
    EXPECT_EQ(text(board.at("holder"), "address"), "ke-odpp/@potieno") << device;
    EXPECT_TRUE(board.at("by_sheet").as_bool());
    EXPECT_TRUE(board.at("waiting").is_null());
  }
  EXPECT_EQ(of_type(world.device("claire-desk").call({"room", "list"}), "room").size(), 1U) << "it is the post's own affair";
  EXPECT_TRUE(world.device("claire-desk").one("duty", {"duty", "status", "ke-odpp/duty"}).at("holder").is_null());
}

// Whoever is about to telephone sees what time it is there, and that it is another time than one's own.
TEST_F(DutyTest, TheTimesOfBothSidesAreShown) {
  const auto board = world.device("claire-desk").one("duty", {"duty", "status", "ke-odpp/duty"});
  EXPECT_THAT(text(board, "local_time"), ::testing::EndsWith("(UTC+03:00)"));
  EXPECT_THAT(text(board, "own_local_time"),
              ::testing::AnyOf(::testing::EndsWith("(UTC+01:00)"), ::testing::EndsWith("(UTC+02:00)")))
      << "Paris, in winter or in summer";
}

// An office of one: there is nobody to tell yet, and the board shows it all the same.
TEST_F(DutyTest, WhoIsAloneCanTakeTheDuty) {
  auto& claire = world.device("claire-desk");
  const auto taken = claire.run({"duty", "take"});
  EXPECT_EQ(taken.code, 0) << taken.summary();
  EXPECT_EQ(text(claire.one("duty", {"duty", "status"}).at("holder"), "address"), "fr-bepi/@cmartin");
}

}  // namespace
}  // namespace valise::tests
