#include "client-sdk/client/recipients.hpp"

#include <gtest/gtest.h>

#include "client-sdk/client/error.hpp"
#include "tests/unit/directory/world.hpp"

namespace valise::sdk::client {
namespace {

constexpr base::UnixMillis kMonday{std::chrono::milliseconds(1'795'420'800'000)};  // 2026-11-23 11:00 in Nairobi

struct RecipientsFixture : testing::Test {
  directory::World world;
  const directory::DirectoryState& state() { return world.log.state(); }
};

TEST_F(RecipientsFixture, ResolvesPostsOfficersAndSelectorsEachOnce) {
  const auto resolved = resolve(state(), {"ke-odpp/duty", "country=KE", "ke-odpp/@jmwangi", "ke-odpp/duty"}, kMonday);
  ASSERT_TRUE(resolved) << resolved.error().message();
  EXPECT_EQ(*resolved, (std::vector<std::string>{"ke-odpp/duty", "ke-odpp/@jmwangi"}));
}

TEST_F(RecipientsFixture, SaysWhatIsWrongWithAnAddress) {
  EXPECT_EQ(resolve(state(), {"ke-odpp/nobody"}, kMonday).error().code, ClientError::address_unknown);
  EXPECT_EQ(resolve(state(), {"Kenya, please"}, kMonday).error().code, ClientError::address_invalid);
  EXPECT_EQ(resolve(state(), {"country=FR"}, kMonday).error().code, ClientError::nobody_selected);
}

TEST_F(RecipientsFixture, OnDutyMeansAPostWithSomebodyOnDutyNow) {
  EXPECT_EQ(*resolve(state(), {"on-duty"}, kMonday), (std::vector<std::string>{"ke-odpp/duty"}))
      << "without a plan, the whole staff";
  auto plan = world.roster(2, {"jmwangi"});
  directory::World::fill(*plan.mutable_roster_published()->add_shifts(), "jmwangi", 1, 480, 1020);
  ASSERT_TRUE(world.append(plan, world.odpp()));
  EXPECT_EQ(*resolve(state(), {"country=KE,on-duty"}, kMonday), (std::vector<std::string>{"ke-odpp/duty"}));
  const auto evening = kMonday + std::chrono::hours(6);  // 17:00 there: the shift is over
  EXPECT_EQ(resolve(state(), {"country=KE,on-duty"}, evening).error().code, ClientError::nobody_selected);
  EXPECT_TRUE(resolve(state(), {"country=KE"}, evening)) << "the post is there, whoever is on duty";
}

TEST_F(RecipientsFixture, FindsTheActiveDevicesBehindParticipants) {
  EXPECT_EQ(devices_of(state(), {"ke-odpp/duty"}), std::set<base::DeviceId>{world.pc.id});
  EXPECT_EQ(devices_of(state(), {"ke-odpp/@jmwangi"}), std::set<base::DeviceId>{world.pc.id});
  EXPECT_TRUE(devices_of(state(), {"ke-odpp/nobody", "garbage"}).empty());
  ASSERT_TRUE(world.append(world.device_revoked(world.pc.id), world.odpp()));
  EXPECT_TRUE(devices_of(state(), {"ke-odpp/duty"}).empty());
}

TEST_F(RecipientsFixture, FollowsTheRosterButRemembersWhoWasOnIt) {
  ASSERT_TRUE(world.append(world.roster(2, {}), world.odpp()));
  EXPECT_TRUE(devices_of(state(), {"ke-odpp/duty"}).empty());
  const auto officer = directory::OfficerAddress::parse("ke-odpp/@jmwangi").value();
  EXPECT_TRUE(represents(state(), officer, "ke-odpp/duty"));
  EXPECT_FALSE(represents(state(), officer, "ke-odpp/nobody"));
}

}  // namespace
}  // namespace valise::sdk::client
