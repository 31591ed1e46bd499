#include "keys/records/presence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/directory/world.hpp"

namespace valise::records {
namespace {

using directory::operator+;
using directory::World;
using testing::ElementsAre;
using testing::IsEmpty;

const directory::PostAddress kDuty = directory::PostAddress::parse("ke-odpp/duty").value();
constexpr UnixMillis kMonday{std::chrono::milliseconds(1'795'420'800'000)};  // 2026-11-23 08:00 UTC, 11:00 in Nairobi

struct Staffed : World {
  Staffed() {
    append(officer("akimani", "A. Kimani"), odpp()).value();
    auto shifts = roster(2, {"jmwangi", "akimani"});
    fill(*shifts.mutable_roster_published()->add_shifts(), "jmwangi", 1, 480, 1200);
    fill(*shifts.mutable_roster_published()->add_shifts(), "akimani", 1, 1200, 1920);
    append(shifts, odpp()).value();
  }
  const directory::Post& duty() { return *log.state().post(kDuty); }
  const directory::Authority& authority() { return *log.state().authority(kDuty.authority); }
};

TEST(Presence, DutyIsByTheClockOfTheAuthority) {
  Staffed w;
  EXPECT_THAT(duty_at(w.log.state(), w.duty(), kMonday).officers, ElementsAre("jmwangi"));
  EXPECT_THAT(duty_at(w.log.state(), w.duty(), kMonday + std::chrono::hours(9)).officers, ElementsAre("akimani"));
  EXPECT_THAT(duty_at(w.log.state(), w.duty(), kMonday + std::chrono::hours(72)).officers, IsEmpty());
}

TEST(Presence, APostIsStaffedOnlyByADeviceThatAnswers) {
  Staffed w;
  calendar::Zones zones;
  EXPECT_TRUE(staffed_at(w.log.state(), w.authority(), w.duty(), kMonday, zones));
  EXPECT_FALSE(staffed_at(w.log.state(), w.authority(), w.duty(), kMonday + std::chrono::hours(9), zones))
      << "A. Kimani has no device";
  w.append(w.device_revoked(w.pc.id), w.odpp()).value();
  EXPECT_FALSE(staffed_at(w.log.state(), w.authority(), w.duty(), kMonday, zones));
}

TEST(Presence, RetiredOfficersDoNotCount) {
  Staffed w;
  w.append(w.officer_retired("jmwangi"), w.odpp()).value();
  EXPECT_THAT(duty_at(w.log.state(), w.duty(), kMonday).officers, IsEmpty());
}

TEST(Presence, WithoutAKnownZoneTheWholeStaffCounts) {
  Staffed w;
  auto record = World::record("ke-odpp", "KE", "ODPP");
  record.set_time_zone("Mars/Olympus");
  auto change = w.statement();
  *change.mutable_authority_record_changed()->mutable_record() = record;
  change.mutable_authority_record_changed()->set_revision(1);
  w.append(change, w.registrar() + w.odpp()).value();
  const auto duty = duty_at(w.log.state(), w.duty(), kMonday);
  EXPECT_FALSE(duty.planned);
  EXPECT_THAT(duty.officers, ElementsAre("jmwangi", "akimani"));
  EXPECT_FALSE(office_at(w.log.state(), w.authority(), kMonday));
}

TEST(Presence, OfficeKnowsTheHolidaysOfTheNamedCalendar) {
  World w;
  auto record = World::record("ke-odpp", "KE", "ODPP");
  record.set_holiday_calendar("ke");
  auto& day = *record.add_office_hours();
  day.set_iso_weekday(6);
  day.add_open()->set_closes(1440);
  auto change = w.statement();
  *change.mutable_authority_record_changed()->mutable_record() = record;
  change.mutable_authority_record_changed()->set_revision(1);
  w.append(change, w.registrar() + w.odpp()).value();
  const auto jamhuri = kMonday + std::chrono::days(19);  // Saturday 2026-12-12
  const auto& authority = *w.log.state().authority(kDuty.authority);
  EXPECT_TRUE(office_at(w.log.state(), authority, jamhuri)->open);
  w.append(w.calendar("ke", 1), w.odpp()).value();
  EXPECT_FALSE(office_at(w.log.state(), authority, jamhuri)->open);
  EXPECT_EQ(office_at(w.log.state(), authority, jamhuri)->holiday->names(0).text(), "Jamhuri Day");
  EXPECT_TRUE(overdue(authority, kMonday)) << "never confirmed";
}

}  // namespace
}  // namespace valise::records
