#include "server/store/task_queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace valise::server::store {
namespace {

using ::testing::ElementsAre;

class Named final : public Task {
 public:
  explicit Named(std::string its_name) : name(std::move(its_name)) {}
  base::Result<> run(sql::Database&) override { return {}; }
  void complete(base::Result<>) override {}
  const std::string name;
};

Lane lane(base::Byte number) {
  base::ByteArray<16> out{};
  out[0] = number;
  return Lane(out);
}

class TaskQueueTest : public ::testing::Test {
 protected:
  void push(TaskQueue& queue, base::Byte of, const std::string& name) { queue.push(std::make_unique<Named>(name), lane(of)); }
  // all takes what is there, each at `cost` of its lane; refused ones are written with an exclamation mark.
  static std::vector<std::string> all(TaskQueue& queue, std::map<base::Byte, std::uint64_t> costs = {}) {
    std::vector<std::string> out;
    while (auto next = queue.try_pop()) {
      out.push_back((next->overload ? "!" : "") + static_cast<Named&>(*next->task).name);
      queue.charge(next->lane, costs[next->lane.view()[0]]);
    }
    return out;
  }
};

TEST_F(TaskQueueTest, LanesTakeTurnsAndKeepTheirOrder) {
  TaskQueue queue(100);
  for (const auto* name : {"a1", "a2", "a3", "a4"}) push(queue, 1, name);
  for (const auto* name : {"b1", "b2"}) push(queue, 2, name);
  EXPECT_THAT(all(queue), ElementsAre("a1", "b1", "a2", "b2", "a3", "a4"));
  EXPECT_TRUE(queue.empty());
}

TEST_F(TaskQueueTest, WhatIsExpensiveDelaysItsOwnLane) {
  TaskQueue queue(100);
  for (const auto* name : {"a1", "a2", "a3"}) push(queue, 1, name);
  for (const auto* name : {"b1", "b2", "b3"}) push(queue, 2, name);
  EXPECT_THAT(all(queue, {{1, 1000}, {2, 1}}), ElementsAre("a1", "b1", "b2", "b3", "a2", "a3"));
}

// A newcomer comes next however long others have been waiting; it has no more than that for having been away.
TEST_F(TaskQueueTest, ANewcomerComesNextButHasSavedNothingUp) {
  TaskQueue queue(100);
  for (int i = 1; i <= 6; ++i) push(queue, 1, "a" + std::to_string(i));
  for (int i = 0; i < 3; ++i) queue.charge(queue.try_pop()->lane, 10);
  for (const auto* name : {"b1", "b2", "b3"}) push(queue, 2, name);
  EXPECT_THAT(all(queue, {{1, 10}, {2, 10}}), ElementsAre("b1", "a4", "b2", "a5", "b3", "a6"));
}

// The relay's memory is bounded, and who fills it is the one that is turned away.
TEST_F(TaskQueueTest, WhenItIsFullTheLongestLaneGivesWay) {
  TaskQueue queue(4);
  for (const auto* name : {"a1", "a2", "a3", "a4", "a5"}) push(queue, 1, name);
  push(queue, 2, "b1");
  push(queue, 3, "c1");
  EXPECT_THAT(all(queue), ElementsAre("!a5", "!a4", "!a3", "a1", "b1", "c1", "a2"));
}

TEST_F(TaskQueueTest, WhenAllHaveOneTheNewestGivesWay) {
  TaskQueue queue(2);
  for (base::Byte n = 1; n <= 3; ++n) push(queue, n, std::to_string(n));
  EXPECT_THAT(all(queue), ElementsAre("!3", "1", "2"));
  push(queue, 3, "again");
  EXPECT_THAT(all(queue), ElementsAre("again"));
}

TEST_F(TaskQueueTest, StoppedGivesWhatIsThereAndThenNothing) {
  TaskQueue queue(2);
  push(queue, 1, "a");
  queue.stop();
  EXPECT_TRUE(queue.pop());
  EXPECT_FALSE(queue.pop());
}

}  // namespace
}  // namespace valise::server::store
