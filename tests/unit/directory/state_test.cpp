// What replay makes of statements that keep the rules, and the questions that can be asked afterwards.
#include "keys/directory/state.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/directory/world.hpp"

namespace valise::directory {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const AuthorityId kOdpp = AuthorityId::parse("ke-odpp").value();
const OfficerAddress kMwangi = OfficerAddress::parse("ke-odpp/@jmwangi").value();
const PostAddress kDuty = PostAddress::parse("ke-odpp/duty").value();

TEST(State, ShowsWhatWasDefined) {
  World w;
  const auto& state = w.log.state();
  EXPECT_EQ(state.size(), 9U);
  EXPECT_EQ(state.tables().name, "Test network");
  EXPECT_EQ(state.authority(kOdpp)->record.country(), "KE");
  EXPECT_EQ(state.officer(kMwangi)->details.name(), "J. Mwangi");
  EXPECT_EQ(state.device(w.pc.id)->label, "desk PC");
  EXPECT_EQ(state.device(w.pc.id)->enrolled_at, base::LogIndex(4));
  EXPECT_EQ(state.relay("vienna-1"), state.relay(w.relay_id));
  EXPECT_EQ(state.relay("vienna-1")->log_origin, "valise.example/directory");
  EXPECT_THAT(state.network(NetworkId::parse("wacap").value())->members, ElementsAre(kOdpp));
  EXPECT_EQ(state.device_by_signature_key(w.pc.signature_key.verify_key())->id, w.pc.id);
  EXPECT_EQ(state.device_by_transport_key(w.pc.transport_key.verify_key())->id, w.pc.id);
  EXPECT_EQ(state.device_by_transport_key(w.pc.signature_key.verify_key()), nullptr);
  EXPECT_EQ(state.device_by_signature_key(w.pc.transport_key.verify_key()), nullptr);
  EXPECT_THAT(state.posts_of(kMwangi), ElementsAre(kDuty));
}

TEST(State, DevicesOfAPostFollowItsRoster) {
  World w;
  const auto& state = w.log.state();
  const auto laptop = w.new_device();
  w.append(w.officer("akimani", "A. Kimani"), w.odpp()).value();
  w.append(w.device(laptop, World::describe(laptop, "ke-odpp/@akimani")), w.odpp()).value();
  EXPECT_THAT(state.devices_of(kDuty), ElementsAre(w.pc.id));
  w.append(w.roster(2, {"akimani", "jmwangi"}), w.odpp()).value();
  EXPECT_THAT(state.devices_of(kDuty), ElementsAre(laptop.id, w.pc.id));
  w.append(w.roster(3, {}), w.odpp()).value();
  EXPECT_THAT(state.devices_of(kDuty), IsEmpty());
  EXPECT_THAT(state.posts_of(kMwangi), IsEmpty());
  EXPECT_THAT(state.devices_of(kMwangi), ElementsAre(w.pc.id));
}

TEST(State, KeepsTheRostersPlanUntilTheNextRoster) {
  World w;
  const auto before = w.log.state().digest();
  auto roster = w.roster(2, {"jmwangi"});
  World::fill(*roster.mutable_roster_published()->add_shifts(), "jmwangi", 7, 1200, 1200 + 7 * 1440);
  World::fill(*roster.mutable_roster_published()->add_exceptions(), "2026-12-24", "2026-12-24", "");
  w.append(roster, w.odpp()).value();
  EXPECT_EQ(w.log.state().post(kDuty)->plan.shifts(0).ends(), 1200U + 7 * 1440);
  EXPECT_EQ(w.log.state().post(kDuty)->plan.exceptions_size(), 1);
  EXPECT_NE(w.log.state().digest(), before);
  w.append(w.roster(3, {"jmwangi"}), w.odpp()).value();
  EXPECT_EQ(w.log.state().post(kDuty)->plan.shifts_size(), 0);
}

TEST(State, ACalendarIsItsCountrysOrTheRegistrars) {
  World w;
  EXPECT_EQ(w.log.state().calendar("ke"), nullptr);
  w.append(w.calendar("ke", 1), w.odpp()).value();
  w.append(w.calendar("ke", 2), w.registrar()).value();
  w.append(w.calendar("ke-nairobi", 1), w.odpp()).value();
  w.append(w.calendar("un-vienna", 1), w.registrar()).value();
  EXPECT_EQ(w.log.state().calendar("ke")->revision(), 2U);
  EXPECT_EQ(w.log.state().calendar("ke")->holidays(0).date(), "2026-12-12");
  const auto before = w.log.state().digest();
  auto emptied = w.calendar("ke", 3);
  emptied.mutable_holiday_calendar_published()->clear_holidays();
  w.append(emptied, w.odpp()).value();
  EXPECT_NE(w.log.state().digest(), before);
  EXPECT_EQ(calendar_country("de-by"), "DE");
  EXPECT_EQ(calendar_country("kenya"), "");
}

TEST(State, RetiredOfficerLosesDevicesAndPlaceOnTheRoster) {
  World w;
  const auto applied = w.append(w.officer_retired("jmwangi"), w.odpp()).value();
  EXPECT_EQ(applied.kind, StatementKind::kOfficerRetired);
  EXPECT_THAT(applied.deactivated, ElementsAre(w.pc.id));
  EXPECT_FALSE(w.log.state().active(w.pc.id));
  EXPECT_FALSE(w.log.state().active(kMwangi));
  EXPECT_THAT(w.log.state().devices_of(kDuty), IsEmpty());
  EXPECT_NE(w.log.state().officer(kMwangi), nullptr);
}

TEST(State, RevokedDeviceIsCutOff) {
  World w;
  const auto applied = w.append(w.device_revoked(w.pc.id), w.registrar()).value();
  EXPECT_THAT(applied.deactivated, ElementsAre(w.pc.id));
  EXPECT_EQ(applied.authority, kOdpp);
  EXPECT_FALSE(w.log.state().active(w.pc.id));
  EXPECT_EQ(w.log.state().device(w.pc.id)->revocation_reason, "lost");
}

TEST(State, SuspensionAndReinstatement) {
  World w;
  const auto& state = w.log.state();
  auto applied = w.append(w.status(v1::AUTHORITY_STATUS_SUSPENDED, 1), w.registrar()).value();
  EXPECT_THAT(applied.deactivated, ElementsAre(w.pc.id));
  EXPECT_FALSE(state.active(kOdpp));
  EXPECT_FALSE(state.active(w.pc.id));
  EXPECT_FALSE(state.active(kDuty));
  EXPECT_FALSE(state.administrator(w.odpp_keys[0].verify_key()));
  applied = w.append(w.status(v1::AUTHORITY_STATUS_ACTIVE, 2), w.registrar()).value();
  EXPECT_THAT(applied.activated, ElementsAre(w.pc.id));
  EXPECT_TRUE(state.active(w.pc.id));
  w.append(w.status(v1::AUTHORITY_STATUS_SUSPENDED, 3), w.registrar()).value();
  EXPECT_TRUE(w.append(w.device_revoked(w.pc.id), w.registrar())) << "the registrar can clean up before a reinstatement";
  applied = w.append(w.status(v1::AUTHORITY_STATUS_WITHDRAWN, 4), w.registrar()).value();
  EXPECT_THAT(applied.deactivated, IsEmpty()) << "they were cut off before";
}

TEST(State, KeysRotate) {
  World w;
  const auto new_keys = make_keys(w.random, 2);
  auto rotation = w.statement();
  rotation.mutable_authority_keys_rotated()->set_authority_id("ke-odpp");
  rotation.mutable_authority_keys_rotated()->set_revision(1);
  fill(*rotation.mutable_authority_keys_rotated()->mutable_authority_keys(), new_keys, 1);
  w.append(rotation, w.odpp() + first(new_keys, 1)).value();
  EXPECT_FALSE(w.append(w.post("desk"), w.odpp()));
  EXPECT_TRUE(w.append(w.post("desk"), first(new_keys, 1)));
  EXPECT_FALSE(w.log.state().administrator(w.odpp_keys[0].verify_key()));

  auto registrar = w.statement();
  registrar.mutable_registrar_keys_rotated()->set_revision(1);
  const auto others = make_keys(w.random, 1);
  fill(*registrar.mutable_registrar_keys_rotated()->mutable_registrar_keys(), others, 1);
  w.append(registrar, w.registrar() + first(others, 1)).value();
  EXPECT_FALSE(w.append(w.network("casc", 0, ""), w.registrar()));
  EXPECT_TRUE(w.append(w.network("casc", 0, ""), first(others, 1)));
}

TEST(State, ChangesTakeEffect) {
  World w;
  const auto& state = w.log.state();
  auto record = w.statement();
  *record.mutable_authority_record_changed()->mutable_record() = World::record("ke-odpp", "KE", "New name");
  record.mutable_authority_record_changed()->set_revision(1);
  w.append(record, w.registrar() + w.odpp()).value();
  EXPECT_EQ(state.authority(kOdpp)->record.names(0).text(), "New name");

  auto officer = w.statement();
  World::fill(*officer.mutable_officer_changed()->mutable_officer(), "jmwangi", "Jane Mwangi");
  officer.mutable_officer_changed()->set_revision(1);
  w.append(officer, w.odpp()).value();
  EXPECT_EQ(state.officer(kMwangi)->details.name(), "Jane Mwangi");

  auto post = w.statement();
  World::fill(*post.mutable_post_changed()->mutable_post(), "duty");
  post.mutable_post_changed()->mutable_post()->set_kind(v1::POST_KIND_DESK);
  post.mutable_post_changed()->set_revision(1);
  w.append(post, w.odpp()).value();
  EXPECT_EQ(state.post(kDuty)->details.kind(), v1::POST_KIND_DESK);
  EXPECT_THAT(state.devices_of(kDuty), ElementsAre(w.pc.id)) << "the roster stays";

  w.append(w.network("wacap", 1, ""), w.registrar()).value();
  EXPECT_FALSE(w.append(w.membership("ke-odpp", false, 2), w.odpp())) << "the secretariat has changed";
  EXPECT_TRUE(w.append(w.membership("ke-odpp", false, 2), w.registrar()));
  EXPECT_THAT(state.network(NetworkId::parse("wacap").value())->members, IsEmpty());

  auto floor = w.statement();
  floor.mutable_protocol_floor_raised()->set_revision(1);
  floor.mutable_protocol_floor_raised()->set_protocol_version(1);
  floor.mutable_protocol_floor_raised()->add_cipher_suites(3);
  w.append(floor, w.registrar()).value();
  EXPECT_THAT(state.tables().floor.cipher_suites, ElementsAre(3U));

  auto relay = w.relay(2);
  relay.mutable_relay_announced()->set_address("[2001:db8::1]:443");
  w.append(relay, w.registrar()).value();
  EXPECT_EQ(state.relay("vienna-1")->address, "[2001:db8::1]:443");
}

TEST(State, AdministratorsAreNamedWithTheirRoles) {
  World w;
  const auto& state = w.log.state();
  const auto registrar = state.administrator(w.registrar_keys[2].verify_key());
  ASSERT_TRUE(registrar);
  EXPECT_TRUE(registrar->registrar);
  EXPECT_THAT(registrar->authorities, IsEmpty());
  const auto officer = state.administrator(w.odpp_keys[2].verify_key());
  ASSERT_TRUE(officer);
  EXPECT_FALSE(officer->registrar);
  EXPECT_THAT(officer->authorities, ElementsAre(kOdpp));
  EXPECT_FALSE(state.administrator(w.pc.transport_key.verify_key()));
  EXPECT_FALSE(state.administrator(w.log_key.verify_key()));
}

TEST(State, TellsWhoseSignaturesAreMissing) {
  World w;
  auto statement = SignedStatement::make(w.authority(World::record("fr-bej", "FR", "Bureau"), w.odpp_keys, 2)).value();
  auto required = w.log.state().required_signatures(statement).value();
  ASSERT_EQ(required.alternatives.size(), 1U);
  ASSERT_EQ(required.alternatives[0].size(), 2U);
  EXPECT_EQ(required.alternatives[0][0].who, "registrar");
  EXPECT_EQ(required.alternatives[0][1].who, "fr-bej");
  EXPECT_FALSE(required.complete());
  for (const auto* key : w.registrar() + first(w.odpp_keys, 1)) statement.sign(*key).value();
  required = w.log.state().required_signatures(statement).value();
  EXPECT_TRUE(required.alternatives[0][0].complete());
  EXPECT_EQ(required.alternatives[0][1].missing.size(), 2U);
  EXPECT_FALSE(required.complete());
  statement.sign(w.odpp_keys[1]).value();
  EXPECT_TRUE(w.log.state().required_signatures(statement)->complete());
  statement.sign(w.log_key).value();
  EXPECT_EQ(w.log.state().required_signatures(statement).error().code, RuleError::signature_by_other_key);
}

TEST(State, DigestSeesEveryKindOfChange) {
  World w;
  std::set<crypto::Digest> digests{w.log.state().digest()};
  const auto see = [&](base::Result<Applied> applied) {
    ASSERT_TRUE(applied) << applied.error().message();
    EXPECT_TRUE(digests.insert(w.log.state().digest()).second);
  };
  see(w.append(w.relay(2), w.registrar()));
  see(w.append(w.officer("akimani", "A. Kimani"), w.odpp()));
  see(w.append(w.roster(2, {"akimani"}), w.odpp()));
  see(w.append(w.device_revoked(w.pc.id), w.odpp()));
  see(w.append(w.post_retired("duty"), w.odpp()));
  see(w.append(w.membership("ke-odpp", false, 2), w.odpp()));
  see(w.append(w.status(v1::AUTHORITY_STATUS_SUSPENDED, 1), w.registrar()));
  World same;
  EXPECT_TRUE(digests.contains(same.log.state().digest())) << "replay is deterministic";
}

}  // namespace
}  // namespace valise::directory
