// The recovery of an authority's lost keys from announcement to end. Each way to break its rules stands in rules_test.cpp.
#include "keys/directory/recovery.hpp"

#include <gtest/gtest.h>

#include "tests/unit/directory/world.hpp"

namespace valise::directory {
namespace {

struct RecoveryTest : testing::Test {
  const Authority& odpp() { return *w.log.state().authority(AuthorityId::parse("ke-odpp").value()); }
  void announce(std::uint64_t revision = 1) { w.append(w.recovery_announced(revision), w.registrar() + w.spare_key()).value(); }
  World w;
};

TEST_F(RecoveryTest, NewKeysCountWhenItIsCompleted) {
  announce();
  ASSERT_TRUE(odpp().recovery);
  EXPECT_EQ(odpp().recovery->reason, "fire");
  EXPECT_EQ(odpp().recovery->announced_in, base::LogIndex(w.entries.size() - 1));
  EXPECT_FALSE(w.log.state().administrator(w.spare[0].verify_key())) << "they do not count yet";
  EXPECT_TRUE(w.append(w.post("meanwhile"), w.odpp())) << "the present keys go on";
  ASSERT_TRUE(w.append(w.recovery_completed(1, 21), w.registrar() + w.spare_key()));
  EXPECT_FALSE(odpp().recovery);
  EXPECT_EQ(odpp().keys.keys, std::set{w.spare[0].verify_key()});
  EXPECT_EQ(odpp().keys_revision, 1u);
  EXPECT_FALSE(w.log.state().administrator(w.odpp_keys[0].verify_key()));
  EXPECT_TRUE(w.append(w.post("desk"), w.spare_key()));
}

TEST_F(RecoveryTest, WhoeverHasThePresentKeysEndsIt) {
  announce();
  ASSERT_TRUE(w.append(w.recovery_contested(1), w.odpp()));
  EXPECT_FALSE(odpp().recovery);
  announce(2);
  auto rotation = w.statement();
  rotation.mutable_authority_keys_rotated()->set_authority_id("ke-odpp");
  rotation.mutable_authority_keys_rotated()->set_revision(1);
  const auto other = make_keys(w.random, 1);
  fill(*rotation.mutable_authority_keys_rotated()->mutable_authority_keys(), other, 1);
  ASSERT_TRUE(w.append(rotation, w.odpp() + first(other, 1)));
  EXPECT_FALSE(odpp().recovery);
}

TEST_F(RecoveryTest, SuspensionSilencesNobody) {
  w.append(w.status(v1::AUTHORITY_STATUS_SUSPENDED, 1), w.registrar()).value();
  announce();
  EXPECT_TRUE(w.append(w.recovery_contested(1), w.odpp()));
}

TEST_F(RecoveryTest, RegistrarTakesItBackOrWithdrawsTheAuthority) {
  announce();
  ASSERT_TRUE(w.append(w.recovery_contested(1), w.registrar()));
  announce(2);
  w.append(w.status(v1::AUTHORITY_STATUS_WITHDRAWN, 1), w.registrar()).value();
  EXPECT_FALSE(odpp().recovery);
}

TEST_F(RecoveryTest, RelayHoldsTheDatesAgainstItsClock) {
  const auto made = base::from_wire(w.statement().made_at_ms());
  const auto announced = w.recovery_announced(1), completed = w.recovery_completed(1, 0);
  EXPECT_TRUE(check_recovery_dates(announced, made));
  EXPECT_TRUE(check_recovery_dates(announced, made - clock_tolerance));
  EXPECT_FALSE(check_recovery_dates(announced, made - clock_tolerance - std::chrono::milliseconds(1)));
  EXPECT_TRUE(check_recovery_dates(announced, made + recovery_gathering));
  EXPECT_FALSE(check_recovery_dates(announced, made + recovery_gathering + std::chrono::milliseconds(1)));
  EXPECT_TRUE(check_recovery_dates(completed, made + std::chrono::days(365)));
  EXPECT_FALSE(check_recovery_dates(completed, made - std::chrono::days(1)));
  EXPECT_TRUE(check_recovery_dates(w.recovery_contested(1), made - std::chrono::days(365))) << "never too early for the alarm";
  EXPECT_TRUE(check_recovery_dates(w.post("desk"), made - std::chrono::days(365)));
}

TEST_F(RecoveryTest, DateBeyondTheEndOfTimeNeverComes) {
  EXPECT_EQ(not_before({.announced_at = base::UnixMillis::max()}), base::UnixMillis::max());
}

}  // namespace
}  // namespace valise::directory
