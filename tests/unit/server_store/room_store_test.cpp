// Rooms in the store: R3 (one sequence), R4 (one commit per position), R6 (same key, same answer).
#include <thread>

#include "store_fixture.hpp"

namespace valise::server::store {
namespace {

using core::DeliveryKind;
using core::Refusal;

class RoomStore : public StoreFixture {};

TEST_F(RoomStore, ACommitCreatesARoomAndItsWelcomeGoesToTheAdded) {
  const auto made = commit(
      {.room = room(1), .submitter = device(1), .key = key(1), .commit = {1}, .welcome = {2}, .add = {device(3), device(2)}});
  EXPECT_EQ(made.value(), core::CommitOutcome(core::Submitted{base::RoomSeq(1), clock_.now()}));
  EXPECT_TRUE(deliveries(1).empty());
  for (const std::uint32_t added : {2, 3}) {
    const auto got = deliveries(added);
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0].kind, DeliveryKind::welcome);
    EXPECT_EQ(got[0].body, base::Bytes{2});
    EXPECT_EQ(got[0].room, room(1));
    EXPECT_EQ(got[0].seq, seq(1));
  }
  const auto info = wait_for<core::RoomInfo>([&](auto done) { store_->room_info(room(1), device(2), std::move(done)); });
  EXPECT_EQ(info->position, base::RoomSeq(1));
  EXPECT_EQ(info->devices, (std::vector{device(1), device(2), device(3)}));
}

TEST_F(RoomStore, ACommitGoesToTheListAsItWasAndChangesIt) {
  make_room(1, {device(2), device(3)});
  const auto outcome = commit({.room = room(1),
                               .submitter = device(2),
                               .key = key(1),
                               .expected_position = base::RoomSeq(1),
                               .commit = {7},
                               .welcome = {8},
                               .add = {device(4)},
                               .remove = {device(3)}});
  EXPECT_EQ(outcome.value(), core::CommitOutcome(core::Submitted{base::RoomSeq(2), clock_.now()}));
  const auto removed = deliveries(3);
  ASSERT_EQ(removed.size(), 1U);  // its last one
  EXPECT_EQ(removed[0].kind, DeliveryKind::commit);
  EXPECT_EQ(removed[0].added, std::vector{device(4)});
  EXPECT_EQ(removed[0].removed, std::vector{device(3)});
  EXPECT_TRUE(deliveries(2).empty());
  ASSERT_EQ(deliveries(4).size(), 1U);
  EXPECT_EQ(deliveries(4)[0].kind, DeliveryKind::welcome);

  ASSERT_TRUE(send_text(1, 4, "hello"));
  EXPECT_EQ(deliveries(1).size(), 2U);
  EXPECT_EQ(deliveries(2).size(), 1U);
  EXPECT_EQ(deliveries(3).size(), 1U);
  EXPECT_EQ(send_text(1, 3, "still here").error().code, Refusal::not_authorised);
}

TEST_F(RoomStore, SomebodyRemovedAndAddedAtOnceGetsTheCommitThenTheWelcome) {
  make_room(1, {device(2)});
  ASSERT_TRUE(commit({.room = room(1),
                      .submitter = device(1),
                      .key = key(1),
                      .expected_position = base::RoomSeq(1),
                      .commit = {7},
                      .welcome = {8},
                      .add = {device(2)},
                      .remove = {device(2)}}));
  const auto got = deliveries(2);
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(got[0].kind, DeliveryKind::commit);
  EXPECT_EQ(got[1].kind, DeliveryKind::welcome);
  EXPECT_TRUE(send_text(1, 2, "back again"));
}

TEST_F(RoomStore, EachMemberIsToldTheNumberOfItsOwnLastMessage) {
  make_room(1, {device(2), device(3)});
  make_room(2, {device(2)});
  const auto own = [&](std::uint32_t in, std::uint32_t asking) {
    const auto info = wait_for<core::RoomInfo>([&](auto done) { store_->room_info(room(in), device(asking), std::move(done)); });
    return info->own_seq;
  };
  EXPECT_FALSE(own(1, 1)) << "a commit is no message";
  ASSERT_TRUE(send_text(1, 2, "a"));
  ASSERT_TRUE(send_text(1, 1, "b"));
  ASSERT_TRUE(send_text(1, 2, "c"));
  ASSERT_TRUE(send_text(1, 1, "d"));
  ASSERT_TRUE(send_text(2, 2, "elsewhere"));
  EXPECT_EQ(own(1, 2), base::RoomSeq(4));
  EXPECT_EQ(own(1, 1), base::RoomSeq(5));
  EXPECT_EQ(own(2, 2), base::RoomSeq(2));
  EXPECT_FALSE(own(1, 3));
  open();
  EXPECT_EQ(own(1, 2), base::RoomSeq(4)) << "also after a restart";
}

TEST_F(RoomStore, AMessageGoesToAllOthersInOneSequence) {
  make_room(1, {device(2), device(3)});
  EXPECT_EQ(send_text(1, 1, "a")->room_seq, base::RoomSeq(2));
  EXPECT_EQ(send_text(1, 2, "b")->room_seq, base::RoomSeq(3));
  const auto got = deliveries(3);
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(base::to_string(got[0].body), "a");
  EXPECT_EQ(base::to_string(got[1].body), "b");
  EXPECT_EQ(got[1].room_seq, base::RoomSeq(3));
  EXPECT_EQ(got[1].seq, seq(2));
  EXPECT_EQ(deliveries(1).size(), 1U);
}

TEST_F(RoomStore, R6TheSameKeyGetsTheSameAnswerAndNothingTwice) {
  make_room(1, {device(2)});
  const core::MessageSubmission message{.room = room(1), .submitter = device(1), .key = key(5), .message = {1}};
  const auto first = send(message);
  ASSERT_TRUE(send_text(1, 1, "between"));
  clock_.advance(std::chrono::minutes(1));
  EXPECT_EQ(send(message).value(), first.value());
  open();
  EXPECT_EQ(send(message).value(), first.value());
  EXPECT_EQ(deliveries(2).size(), 2U);

  auto other = message;
  other.message = {2};
  EXPECT_EQ(send(other).error().code, Refusal::key_reused);
  other.submitter = device(2);  // another device's key is another key
  EXPECT_TRUE(send(other));
}

TEST_F(RoomStore, R6ARepeatedCommitIsAnsweredNotAppliedAgain) {
  const core::CommitSubmission creation{
      .room = room(1), .submitter = device(1), .key = key(1), .commit = {1}, .add = {device(2)}};
  const auto first = commit(creation);
  EXPECT_EQ(commit(creation).value(), first.value());
  auto other = creation;
  other.commit = {2};
  EXPECT_EQ(commit(other).error().code, Refusal::key_reused);
  other.key = key(2);
  EXPECT_EQ(commit(other).value(), core::CommitOutcome(core::PositionMoved{base::RoomSeq(1)}));
}

TEST_F(RoomStore, R4OfManyCommitsForOnePositionOneIsAccepted) {
  constexpr std::uint32_t kDevices = 8;
  constexpr std::uint64_t kRounds = 25;
  std::vector<base::DeviceId> others;
  for (std::uint32_t n = 2; n <= kDevices; ++n) others.push_back(device(n));
  make_room(1, others);
  std::atomic<int> accepted = 0;
  std::vector<std::thread> threads;
  for (std::uint32_t n = 1; n <= kDevices; ++n) {
    threads.emplace_back([&, n] {
      std::uint64_t position = 1;
      while (position <= kRounds) {
        static std::atomic<std::uint32_t> keys = 1;
        const auto outcome = commit({.room = room(1),
                                     .submitter = device(n),
                                     .key = key(keys++),
                                     .expected_position = base::RoomSeq(position),
                                     .commit = {static_cast<base::Byte>(n)}});
        if (const auto* done = std::get_if<core::Submitted>(&outcome.value())) {
          ++accepted;
          position = done->room_seq.value();
        } else {
          position = std::get<core::PositionMoved>(*outcome).position.value();
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  const auto info = wait_for<core::RoomInfo>([&](auto done) { store_->room_info(room(1), device(1), std::move(done)); });
  EXPECT_EQ(info->position.value(), 1 + static_cast<std::uint64_t>(accepted));
  EXPECT_EQ(info->last_seq, info->position);
  // Everybody saw every commit but its own, once, in the order of the positions.
  std::uint64_t seen = 0;
  for (std::uint32_t n = 1; n <= kDevices; ++n) {
    base::RoomSeq last;
    for (const auto& delivery : read({.device = device(n), .max_count = 1000})) {
      EXPECT_LT(last, delivery.room_seq);
      last = delivery.room_seq;
      ++seen;
    }
  }
  EXPECT_EQ(seen, static_cast<std::uint64_t>(accepted) * (kDevices - 1));
}

TEST_F(RoomStore, ARefusedRequestInAGroupLeavesTheOthersAlone) {
  make_room(1, {device(2)});
  std::vector<std::future<bool>> results;
  for (std::uint32_t n = 0; n < 100; ++n) {
    auto promise = std::make_shared<std::promise<bool>>();
    results.push_back(promise->get_future());
    // Every third comes from a stranger.
    store_->submit_message({.room = room(1), .submitter = device(n % 3 == 0 ? 99 : 1), .key = key(n), .message = {1}},
                           [promise](base::Result<core::Submitted> done) { promise->set_value(done.has_value()); });
  }
  for (std::uint32_t n = 0; n < 100; ++n) EXPECT_EQ(results[n].get(), n % 3 != 0);
  const auto got = read({.device = device(2), .max_count = 1000});
  ASSERT_EQ(got.size(), 66U);
  for (std::size_t i = 0; i < got.size(); ++i) {
    EXPECT_EQ(got[i].seq, seq(i + 1));
    EXPECT_EQ(got[i].room_seq.value(), i + 2);
  }
}

TEST_F(RoomStore, OnlyTheListedLearnOfARoom) {
  make_room(1, {device(2)});
  const auto info_for = [&](std::uint32_t of, std::uint32_t asking) {
    return wait_for<core::RoomInfo>([&](auto done) { store_->room_info(room(of), device(asking), std::move(done)); });
  };
  EXPECT_TRUE(info_for(1, 2));
  EXPECT_EQ(info_for(1, 3).error().code, Refusal::not_authorised);
  EXPECT_EQ(info_for(9, 1).error().code, Refusal::not_found);
  const auto listed = [&](std::uint32_t n) {
    return wait_for<bool>([&](auto done) { store_->is_member(room(1), device(n), std::move(done)); }).value();
  };
  EXPECT_TRUE(listed(2));
  EXPECT_FALSE(listed(3));
}

// R7: above that number the restored relay does not have what it accepted before.
TEST_F(RoomStore, RemembersHowFarRoomsWereInAnEarlierIncarnation) {
  const auto enter = [&](std::uint32_t n) {
    return wait_for([&](auto done) { store_->enter_incarnation(numbered<core::Incarnation>(n), std::move(done)); });
  };
  const auto kept = [&](std::uint32_t n) {
    return wait_for<core::RoomInfo>([&](auto done) { store_->room_info(room(n), device(1), std::move(done)); })->kept_seq;
  };
  ASSERT_TRUE(enter(1));
  make_room(1, {device(2)});
  ASSERT_TRUE(enter(1));
  EXPECT_EQ(kept(1), std::nullopt) << "it is the same one";
  ASSERT_TRUE(enter(2));
  EXPECT_EQ(kept(1), base::RoomSeq(1));
  make_room(2, {device(2)});
  EXPECT_EQ(kept(2), std::nullopt);
  ASSERT_TRUE(send_text(1, 1, "more"));
  ASSERT_TRUE(enter(3));
  EXPECT_EQ(kept(1), base::RoomSeq(1)) << "the least counts";
}

}  // namespace
}  // namespace valise::server::store
