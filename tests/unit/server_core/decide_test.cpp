#include "server/core/decide.hpp"

#include <gtest/gtest.h>

namespace valise::server::core {
namespace {

base::DeviceId device(std::uint8_t n) {
  base::ByteArray<16> bytes{};
  bytes[0] = n;
  return base::DeviceId(bytes);
}
const base::DeviceId kAda = device(1), kBob = device(2), kEve = device(3), kDan = device(4);

class DecideCommit : public testing::Test {
 protected:
  RoomView room_{base::RoomSeq(5), base::RoomSeq(9), {kAda, kBob}};
  RoomView none_;
  CommitSubmission submission_{.submitter = kAda, .expected_position = base::RoomSeq(5), .commit = {1}};
  Limits limits_;

  CommitAccepted accepted(const RoomView& room) {
    return std::get<CommitAccepted>(decide_commit(room, submission_, limits_).value());
  }
  std::error_code refused(const RoomView& room) { return decide_commit(room, submission_, limits_).error().code; }
};

TEST_F(DecideCommit, CreatesARoomWithTheSubmitterAndTheAdded) {
  submission_.expected_position = base::RoomSeq(0);
  submission_.add = {kEve, kBob};
  submission_.welcome = {2};
  EXPECT_EQ(accepted(none_), (CommitAccepted{base::RoomSeq(1), {}, {kBob, kEve}, {kAda, kBob, kEve}}));
}

TEST_F(DecideCommit, GoesToTheListAsItWasExceptTheSubmitter) {
  submission_.add = {kEve};
  submission_.remove = {kBob};
  submission_.welcome = {2};
  EXPECT_EQ(accepted(room_), (CommitAccepted{base::RoomSeq(10), {kBob}, {kEve}, {kAda, kEve}}));
}

TEST_F(DecideCommit, WhoIsRemovedAndAddedStaysAndGetsBoth) {
  submission_.add = {kBob};
  submission_.remove = {kBob};
  submission_.welcome = {2};
  EXPECT_EQ(accepted(room_), (CommitAccepted{base::RoomSeq(10), {kBob}, {kBob}, {kAda, kBob}}));
}

TEST_F(DecideCommit, AListThatDiffersFromTheGroupCanBeMended) {
  submission_.add = {kBob};     // already on the list
  submission_.remove = {kDan};  // not on it
  EXPECT_EQ(accepted(room_), (CommitAccepted{base::RoomSeq(10), {kBob}, {}, {kAda, kBob}}));
}

TEST_F(DecideCommit, AnotherPositionIsToldOnlyToTheListed) {
  submission_.expected_position = base::RoomSeq(4);
  EXPECT_EQ(std::get<PositionMoved>(decide_commit(room_, submission_, limits_).value()), PositionMoved{base::RoomSeq(5)});
  EXPECT_EQ(std::get<PositionMoved>(decide_commit(none_, submission_, limits_).value()), PositionMoved{base::RoomSeq(0)});
  submission_.submitter = kEve;
  EXPECT_EQ(refused(room_), Refusal::not_authorised);
  submission_.expected_position = base::RoomSeq(0);
  EXPECT_EQ(refused(room_), Refusal::not_authorised);
}

TEST_F(DecideCommit, RefusesWhatMakesNoSense) {
  const CommitSubmission good = submission_;
  EXPECT_TRUE(decide_commit(room_, good, limits_));
  submission_.commit.clear();
  EXPECT_EQ(refused(room_), Refusal::malformed);
  submission_ = good;
  submission_.add = {kEve, kEve};
  EXPECT_EQ(refused(room_), Refusal::malformed);
  submission_ = good;
  submission_.remove = {kBob, kBob};
  EXPECT_EQ(refused(room_), Refusal::malformed);
  submission_ = good;
  submission_.remove = {kAda};
  EXPECT_EQ(refused(room_), Refusal::malformed);
  submission_ = good;
  submission_.add = {kAda};
  EXPECT_EQ(refused(room_), Refusal::malformed);
  submission_ = good;
  submission_.welcome = {1};
  EXPECT_EQ(refused(room_), Refusal::malformed);
  submission_ = good;
  submission_.expected_position = base::RoomSeq(0);
  submission_.remove = {kBob};
  EXPECT_EQ(refused(none_), Refusal::malformed);
}

TEST_F(DecideCommit, KeepsTheLimits) {
  limits_.devices_per_room = 3;
  submission_.add = {kEve};
  EXPECT_EQ(accepted(room_).devices.size(), 3U);
  submission_.add = {kEve, kDan};
  EXPECT_EQ(refused(room_), Refusal::quota);
  submission_.remove = {kBob};
  EXPECT_EQ(accepted(room_).devices.size(), 3U);
  limits_.commit_bytes = 2;
  submission_.welcome = {1};
  EXPECT_TRUE(decide_commit(room_, submission_, limits_));
  submission_.welcome = {1, 2};
  EXPECT_EQ(refused(room_), Refusal::too_large);
}

TEST(DecideMessage, TakesTheNextPositionForMembersOnly) {
  Limits limits;
  limits.message_bytes = 2;
  MessageSubmission submission{.message = {1, 2}};
  const MessageRoomView room{.exists = true, .submitter_on_list = true, .last_seq = base::RoomSeq(7)};
  EXPECT_EQ(decide_message(room, submission, limits).value(), base::RoomSeq(8));
  EXPECT_EQ(decide_message({.exists = true}, submission, limits).error().code, Refusal::not_authorised);
  EXPECT_EQ(decide_message({}, submission, limits).error().code, Refusal::not_found);
  submission.message.push_back(3);
  EXPECT_EQ(decide_message(room, submission, limits).error().code, Refusal::too_large);
  submission.message.clear();
  EXPECT_EQ(decide_message(room, submission, limits).error().code, Refusal::malformed);
}

}  // namespace
}  // namespace valise::server::core
