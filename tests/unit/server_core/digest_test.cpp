#include "server/core/digest.hpp"

#include <gtest/gtest.h>

#include <set>

namespace valise::server::core {
namespace {

TEST(Digest, EveryPartOfARequestCounts) {
  const base::DeviceId device(base::ByteArray<16>{9});
  const CommitSubmission commit{.commit = {1, 2}, .welcome = {3}};
  std::set<RequestDigest> seen{digest_of(commit)};
  const auto differs = [&](auto&& change) {
    CommitSubmission other = commit;
    change(other);
    return seen.insert(digest_of(other)).second;
  };
  EXPECT_TRUE(differs([](auto& c) { c.room = base::RoomId(base::ByteArray<32>{1}); }));
  EXPECT_TRUE(differs([](auto& c) { c.expected_position = base::RoomSeq(1); }));
  EXPECT_TRUE(differs([](auto& c) { c.commit = {1, 3}; }));
  EXPECT_TRUE(differs([](auto& c) { c.commit = {1}, c.welcome = {2, 3}; }));  // the same bytes, divided elsewhere
  EXPECT_TRUE(differs([&](auto& c) { c.add = {device}; }));
  EXPECT_TRUE(differs([&](auto& c) { c.remove = {device}; }));
  EXPECT_FALSE(differs([](auto& c) { c.key = base::IdempotencyKey(base::ByteArray<16>{1}); }));

  const MessageSubmission message{.message = {1}};
  seen.insert(digest_of(message));
  MessageSubmission urgent = message;
  urgent.urgency = Urgency::urgent;
  EXPECT_TRUE(seen.insert(digest_of(urgent)).second);
  EXPECT_TRUE(seen.insert(digest_of_claim({})).second);
  EXPECT_TRUE(seen.insert(digest_of_claim(std::span(&device, 1))).second);
  EXPECT_TRUE(seen.insert(digest_of_attachment({}, 1)).second);
  EXPECT_TRUE(seen.insert(digest_of_attachment({}, 2)).second);
}

}  // namespace
}  // namespace valise::server::core
