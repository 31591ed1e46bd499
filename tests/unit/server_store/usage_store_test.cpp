// What is kept for whom (docs/design/0014-quotas.md): counted when it is accepted, and no longer when it is erased, in whatever
// way.
#include "store_fixture.hpp"

namespace valise::server::store {
namespace {

using core::Refusal;

class UsageStore : public StoreFixture {
 protected:
  // Room 1 has devices 1 (ke-odpp), 2 and 3; room 2 has 4 (ke-odpp, too), 2 and 5.
  void SetUp() override {
    limits_.stored_per_device = {.bytes = 100'000, .messages = 3};
    limits_.stored_per_authority = {.bytes = 200'000, .messages = 5};
    StoreFixture::SetUp();
    make_room(1, {device(2), device(3)});
    ASSERT_TRUE(commit({.room = room(2), .submitter = device(4), .key = key(1), .commit = {1}, .add = {device(2), device(5)}}));
  }
  base::Result<core::Submitted> say(std::uint32_t to, std::uint32_t from, std::size_t bytes = 10, std::string who = "ke-odpp") {
    return send({.room = room(to),
                 .submitter = device(from),
                 .key = key(next_key_++),
                 .message = base::Bytes(bytes, 7),
                 .authority = std::move(who)});
  }
  void expect_full(std::uint32_t to, std::uint32_t from, std::size_t bytes = 10) {
    const auto refused = say(to, from, bytes);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Refusal::stored_quota);
  }
};

TEST_F(UsageStore, AMessageCountsUntilTheLastRecipientHasFetchedIt) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(say(1, 1));
  expect_full(1, 1);
  ASSERT_TRUE(acknowledge(2, mailbox(2).last_seq.value()));
  expect_full(1, 1);  // device 3 has not
  ASSERT_TRUE(acknowledge(3, 1));
  EXPECT_TRUE(say(1, 1));
  expect_full(1, 1);
}

TEST_F(UsageStore, AnAuthoritysDevicesShareWhatItMayKeep) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(say(1, 1));
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(say(2, 4));
  expect_full(2, 4);
  EXPECT_TRUE(say(1, 2, 10, "fr-bepi")) << "others are not concerned";
}

// What one transaction has to count for many requests.
TEST_F(UsageStore, RequestsThatComeTogetherCountTogether) {
  std::atomic<int> accepted = 0;
  std::atomic<int> refused = 0;
  for (int i = 0; i < 40; ++i) {
    store_->submit_message(
        {.room = room(1), .submitter = device(1), .key = key(next_key_++), .message = {1}, .authority = "ke-odpp"},
        [&](const auto& done) { ++(done ? accepted : refused); });
  }
  expect_full(1, 1);
  EXPECT_EQ(accepted, 3);
  EXPECT_EQ(refused, 37);
  EXPECT_EQ(deliveries(2).size(), 3U);
  ASSERT_TRUE(acknowledge(2, 3));
  ASSERT_TRUE(acknowledge(3, 3));
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(say(1, 1));
  expect_full(1, 1);
  EXPECT_EQ(deliveries(2).back().seq, seq(6));
}

// A refused request leaves nothing behind: neither its message nor its answer.
TEST_F(UsageStore, TheSameRequestMayComeAgainWhenThereIsRoom) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(say(1, 1));
  const core::MessageSubmission fourth{
      .room = room(1), .submitter = device(1), .key = key(7), .message = {1}, .authority = "ke-odpp"};
  EXPECT_EQ(send(fourth).error().code, Refusal::stored_quota);
  EXPECT_EQ(deliveries(2).size(), 3U);
  ASSERT_TRUE(acknowledge(2, 3));
  ASSERT_TRUE(acknowledge(3, 3));
  const auto accepted = send(fourth);
  ASSERT_TRUE(accepted);
  EXPECT_EQ(send(fourth).value(), *accepted);
  EXPECT_EQ(deliveries(2).size(), 1U);
}

TEST_F(UsageStore, BytesCountWithTheirRecipientsAndCommitsCountToo) {
  // 128 of each answer (the room's, too), 64 for each of two recipients.
  constexpr std::size_t room_for = 100'000 - 2 * 128 - 2 * 64;
  expect_full(1, 1, room_for + 1);
  ASSERT_TRUE(say(1, 1, room_for));
  const auto refused = commit({.room = room(1),
                               .submitter = device(1),
                               .key = key(8),
                               .expected_position = base::RoomSeq(1),
                               .commit = {1},
                               .authority = "ke-odpp"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Refusal::stored_quota);
}

TEST_F(UsageStore, WhatExpiresOrIsErasedWithItsReaderCountsNoMore) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(say(1, 1));
  ASSERT_TRUE(wait_for([&](auto done) { store_->close_device(device(2), std::move(done)); }));
  expect_full(1, 1);
  ASSERT_TRUE(wait_for([&](auto done) { store_->close_device(device(3), std::move(done)); }));
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(say(2, 4));
  expect_full(2, 4);
  clock_.advance(limits_.retention + std::chrono::seconds(1));
  sweep_all();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(say(2, 4));
}

TEST_F(UsageStore, AnswersCountUntilTheyAreForgotten) {
  limits_.stored_per_device.bytes = 1000;
  open();
  const auto claim = [this](std::uint32_t n) {
    return wait_for<std::vector<core::ClaimedKeyPackage>>([&](auto done) {
      store_->claim_key_packages({.claimer = device(9), .key = key(n), .devices = {device(2)}, .authority = "at-bmj"},
                                 std::move(done));
    });
  };
  std::uint32_t accepted = 0;
  while (accepted < 100 && claim(accepted)) ++accepted;
  EXPECT_EQ(accepted, 7U);  // 128 and a few bytes each
  clock_.advance(limits_.retention + std::chrono::seconds(1));
  sweep_all();
  EXPECT_TRUE(claim(200));
}

}  // namespace
}  // namespace valise::server::store
