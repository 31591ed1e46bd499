// Row 3: a relay that shows an old head for ever is noticed after 24 hours, and no clock and no single witness can hide it.
#include <gtest/gtest.h>

#include "client-sdk/client/head_age.hpp"
#include "tests/unit/directory/world.hpp"

namespace valise::sdk::client {
namespace {

using namespace std::chrono_literals;
using directory::WitnessTime;

const base::UnixMillis kStart{std::chrono::seconds(1'800'000'000)};

struct Freeze : ::testing::Test {
  Freeze() {
    for (std::size_t i = 0; i < 3; ++i) set.witnesses.push_back({name(i), keys[i].verify_key()});
  }
  static std::string name(std::size_t i) { return "witness.example/w" + std::to_string(i); }
  // shown_at is the head as the relay shows it again and again: cosigned when the freeze began, fetched just now.
  [[nodiscard]] store::VerifiedHead shown_at(base::UnixMillis now, const std::vector<base::UnixMillis>& cosigned) const {
    auto note = directory::Checkpoint::make("valise.example/directory", {.size = 9, .root = directory::leaf_hash({})});
    note.sign(log);
    for (std::size_t i = 0; i < cosigned.size(); ++i) {
      note.attach(directory::cosign(note, name(i), keys[i], std::chrono::floor<std::chrono::seconds>(cosigned[i])));
    }
    return {.size = 9, .root = {}, .checkpoint = note.format(), .verified_at = now};
  }
  [[nodiscard]] HeadAge age(base::UnixMillis now, const std::vector<base::UnixMillis>& cosigned) const {
    return age_of(shown_at(now, cosigned), set, now).value();
  }

  directory::TestRandom random;
  directory::Keys keys = directory::make_keys(random, 3);
  crypto::SigningKey log = crypto::SigningKey::generate(random);
  directory::WitnessSet set{.revision = 1, .threshold = 2, .witnesses = {}};
};

TEST_F(Freeze, IsAnAlarmAfter24Hours) {
  for (int hour = 0; hour < 100; ++hour) {
    const auto now = kStart + std::chrono::hours(hour);
    const auto seen = age(now, {kStart, kStart, kStart});
    EXPECT_EQ(seen.alarming(), hour >= 24) << hour;
    EXPECT_EQ(seen.frozen(), hour >= 24) << hour;
    EXPECT_EQ(age_sentences(seen, 7).size(), hour < 24 ? 1U : 2U) << "how old it is, and what to do";
  }
  EXPECT_TRUE(age(kStart + 24h - 1s, {kStart, kStart}).alarming() == false);
}

// Witnesses that are asked again hourly keep the same head fresh.
TEST_F(Freeze, AQuietDirectoryIsNoAlarm) {
  for (int hour = 0; hour < 100; ++hour) {
    const auto now = kStart + std::chrono::hours(hour);
    EXPECT_FALSE(age(now, {now - 30min, now - 50min, now - 10min}).alarming());
  }
}

TEST_F(Freeze, OneBribedWitnessDoesNotHideIt) {
  const auto now = kStart + 48h;
  EXPECT_TRUE(age(now, {kStart, kStart, now}).frozen());
  EXPECT_TRUE(age(now, {kStart, kStart, now + 24h * 3650}).frozen());
}

// A clock that is ten years off tells nothing, and says so.
TEST_F(Freeze, AWrongClockIsAnAlarmBothWays) {
  for (const auto off : {-24h * 3650, 24h * 3650}) {
    const auto seen = age(kStart + off, {kStart, kStart, kStart});
    EXPECT_TRUE(seen.alarming());
    EXPECT_FALSE(age_sentences(seen, 7).empty());
  }
  const auto nearly = age(kStart - 30min, {kStart, kStart});
  EXPECT_FALSE(nearly.alarming()) << "clocks differ a little";
  EXPECT_EQ(age_sentences(nearly, 7).at(0).id, "doctor.directory.witnessed") << "and nobody is sent to look at one";
}

// Who was not online has an old directory, which is no accusation.
TEST_F(Freeze, AnAbsenceIsNotAFreeze) {
  const auto now = kStart + 72h;
  auto head = shown_at(kStart, {kStart, kStart});
  const auto seen = age_of(head, set, now).value();
  EXPECT_TRUE(seen.alarming());
  EXPECT_FALSE(seen.frozen());
}

TEST_F(Freeze, AnEarlierNoteOfTheSameHeadIsNotTakenForALaterOne) {
  const auto older = shown_at(kStart, {kStart, kStart}).checkpoint;
  const auto newer = shown_at(kStart, {kStart + 1h, kStart + 1h}).checkpoint;
  EXPECT_EQ(fresher(newer, older, set), newer);
  EXPECT_EQ(fresher(older, newer, set), newer);
}

TEST_F(Freeze, WithoutWitnessesTheRelayIsBelieved) {
  const auto now = kStart + 48h;
  EXPECT_FALSE(age_of(shown_at(now, {}), {}, now).value().alarming());
  EXPECT_TRUE(age_of(shown_at(kStart, {}), {}, now).value().alarming());
}

}  // namespace
}  // namespace valise::sdk::client
