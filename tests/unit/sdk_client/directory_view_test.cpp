#include "client-sdk/client/directory_view.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/directory/world.hpp"

namespace valise::sdk::client {
namespace {

using directory::operator+;
using directory::World;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr base::UnixMillis kMonday{std::chrono::milliseconds(1'795'420'800'000)};  // 2026-11-23 11:00 in Nairobi

struct ViewFixture : testing::Test {
  World world;

  ViewFixture() {
    auto record = World::record("ke-odpp", "KE", "ODPP");
    record.set_last_confirmed("2025-11-01");
    record.set_encryption_required(true);
    record.set_holiday_calendar("ke");
    auto& day = *record.add_office_hours();
    day.set_iso_weekday(1);
    auto& open = *day.add_open();
    open.set_opens(480);
    open.set_closes(1020);
    auto change = world.statement();
    *change.mutable_authority_record_changed()->mutable_record() = record;
    change.mutable_authority_record_changed()->set_revision(1);
    world.append(change, world.registrar() + world.odpp()).value();
    world.append(world.calendar("ke", 1), world.odpp()).value();
    world.append(world.officer("akimani", "A. Kimani"), world.odpp()).value();
    auto plan = world.roster(2, {"jmwangi", "akimani"});
    World::fill(*plan.mutable_roster_published()->add_shifts(), "jmwangi", 1, 480, 1200);
    World::fill(*plan.mutable_roster_published()->add_shifts(), "akimani", 1, 1200, 1920);
    World::fill(*plan.mutable_roster_published()->add_exceptions(), "2026-12-24", "2026-12-26", "jmwangi");
    world.append(plan, world.odpp()).value();
  }
  [[nodiscard]] DirectoryView view(base::UnixMillis now = kMonday) const { return {world.log.state(), now}; }
  [[nodiscard]] valise::AuthorityView odpp(base::UnixMillis now = kMonday) const {
    return view(now).of(*world.log.state().authority(directory::AuthorityId::parse("ke-odpp").value()));
  }
  [[nodiscard]] std::vector<std::string> found(const valise::DirectoryQuery& query, base::UnixMillis now = kMonday) const {
    records::SearchIndex names;
    names.update(world.log.state());
    std::vector<std::string> out;
    const auto matches = matching(view(now), names, query).value();
    for (const auto& authority : matches) out.push_back(authority.id);
    return out;
  }
};

TEST_F(ViewFixture, ShowsTheClockTheOfficeAndTheRecordsAge) {
  const auto authority = odpp();
  EXPECT_EQ(authority.country_name, "Kenya");
  ASSERT_TRUE(authority.local);
  EXPECT_EQ(authority.local->date, "2026-11-23");
  EXPECT_EQ(authority.local->minute, 11 * 60);
  EXPECT_EQ(authority.local->utc_offset_minutes, 180);
  ASSERT_TRUE(authority.office);
  EXPECT_TRUE(authority.office->open);
  EXPECT_EQ(authority.office->until->at, kMonday + std::chrono::hours(6));
  EXPECT_EQ(authority.office->until->local.minute, 1020);
  EXPECT_TRUE(authority.office->holidays_known);
  EXPECT_TRUE(authority.overdue);
  EXPECT_FALSE(odpp(kMonday - std::chrono::days(30)).overdue);
  EXPECT_EQ(authority.mandates.front().convention_name, "UN Convention against Transnational Organized Crime (2000)");
}

TEST_F(ViewFixture, ShowsWhoIsOnDutyAndThePlan) {
  const auto posts = odpp().posts;
  ASSERT_EQ(posts.size(), 1U);
  const auto& duty = posts.front().duty;
  EXPECT_TRUE(duty.planned);
  ASSERT_EQ(duty.officers.size(), 1U);
  EXPECT_EQ(duty.officers.front().address, "ke-odpp/@jmwangi");
  EXPECT_EQ(duty.officers.front().name, "J. Mwangi");
  EXPECT_EQ(duty.until->local.minute, 1200);
  EXPECT_EQ(duty.next.front().name, "A. Kimani");
  EXPECT_EQ(posts.front().shifts.size(), 2U);
  EXPECT_EQ(posts.front().exceptions.front().replaces->name, "J. Mwangi");
  EXPECT_FALSE(posts.front().exceptions.front().officer) << "nobody";
}

TEST_F(ViewFixture, AllConditionsOfAQueryHold) {
  const valise::DirectoryQuery all{
      .text = "odp", .country = "KE", .mandate = "untoc-18", .network = "wacap", .language = "fr", .on_duty = true};
  EXPECT_THAT(found(all), ElementsAre("ke-odpp"));
  EXPECT_THAT(found(all, kMonday + std::chrono::hours(9)), IsEmpty()) << "A. Kimani has no device";
  EXPECT_THAT(found({.text = "nothing"}), IsEmpty());
  EXPECT_THAT(found({}), ElementsAre("ke-odpp"));
}

TEST_F(ViewFixture, NetworksNameMembersAndTheirFocalPoints) {
  auto focal = world.post("wacap");
  focal.mutable_post_defined()->mutable_post()->set_kind(v1::POST_KIND_FOCAL_POINT);
  focal.mutable_post_defined()->mutable_post()->add_networks("wacap");
  world.append(focal, world.odpp()).value();
  const auto list = networks(view());
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list.front().secretariat, "ke-odpp");
  EXPECT_THAT(list.front().members, ElementsAre("ke-odpp"));
  EXPECT_THAT(list.front().focal_points, ElementsAre("ke-odpp/wacap"));
  world.append(world.membership("ke-odpp", false, 2), world.odpp()).value();
  EXPECT_THAT(networks(view()).front().focal_points, IsEmpty()) << "no longer a member";
}

TEST_F(ViewFixture, RecipientsAreWhomAMessageWouldReach) {
  const auto to = recipient_views(view(), {"country=KE,on-duty", "ke-odpp/@akimani"}).value();
  ASSERT_EQ(to.size(), 2U);
  EXPECT_EQ(to[0].address, "ke-odpp/duty");
  EXPECT_EQ(to[0].post->duty.officers.front().name, "J. Mwangi");
  EXPECT_TRUE(to[0].authority.posts.empty());
  EXPECT_FALSE(to[1].post);
  EXPECT_FALSE(recipient_views(view(), {"country=FR"}));
}

}  // namespace
}  // namespace valise::sdk::client
