// The disk fills up and has space again: nothing false is acknowledged, reading and acknowledging go on, and the relay recovers
// by itself (R5).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fault/store_driver.hpp"

namespace valise::tests {
namespace {

using server::store::StoreError;
using ::testing::IsEmpty;

// Pair is a room in which device 1 writes to device 2.
class Pair {
 public:
  Pair() : driver_(disk_, clock_, history_) {
    EXPECT_TRUE(driver_.open());
    driver_.fetch(device(2));
    driver_.ask(core::CommitSubmission{.room = room(1),
                                       .submitter = device(1),
                                       .key = key(1),
                                       .commit = body_of(0, 100),
                                       .welcome = body_of(0, 100),
                                       .add = {device(2)}});
    driver_.run();
  }
  SimDisk& disk() { return disk_; }
  StoreDriver& driver() { return driver_; }
  RelayHistory& history() { return history_; }

  // send sends the message that has no answer yet, or a new one, and tells whether it is accepted.
  bool send(std::size_t size = 5000) {
    if (history_.requests()[message_].answered()) {
      message_ = history_.requests().size();
      history_.asked(core::MessageSubmission{.room = room(1),
                                             .submitter = device(1),
                                             .key = key(static_cast<std::uint32_t>(100 + message_)),
                                             .message = body_of(message_, size)});
    }
    return answered(message_);
  }
  void fill() {
    for (int i = 0; i < 1000 && send(); ++i) {
    }
    EXPECT_FALSE(history_.requests()[message_].answered()) << "the disk is not full";
    EXPECT_EQ(driver_.last_error()->code, StoreError::full);
  }
  // acknowledge: device 2 reads what there is and acknowledges it.
  bool acknowledge() {
    driver_.fetch(device(2));
    return answered(history_.asked(Acknowledge{device(2), history_.mailbox(device(2)).mark}));
  }
  // problems judges after everything was sent again, and once more after a power cut.
  std::vector<std::string> problems() {
    driver_.settle();
    std::vector<std::string> found = history_.problems();
    const auto disk = disk_.copy(1);
    disk->power_cycle(Loss::all, 1);
    RelayHistory history = history_;
    StoreDriver again(*disk, clock_, history);
    EXPECT_TRUE(again.open());
    again.settle();
    for (auto& problem : history.problems()) found.push_back("after a power cut: " + problem);
    return found;
  }

 private:
  bool answered(std::size_t request) {
    driver_.send(request);
    driver_.run();
    return history_.requests()[request].answered();
  }

  SimDisk disk_;
  StoppedClock clock_;
  RelayHistory history_;
  StoreDriver driver_;
  std::size_t message_ = 0;
};

// The space ends at each of many places: before, in and after a frame of the log, and while the log is moved into the file.
TEST(FullDisk, AcknowledgementsGoOnAndMakeSpace) {
  for (std::uint64_t more = 0; more < 240'000; more += 9'001) {
    SCOPED_TRACE("space " + std::to_string(more));
    Pair pair;
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(pair.send());
    pair.disk().set_capacity(pair.disk().used() + more);
    pair.fill();
    pair.driver().fetch(device(2));
    EXPECT_TRUE(pair.acknowledge()) << pair.driver().last_error()->message();
    EXPECT_TRUE(pair.send()) << "the space that was acknowledged is there for others";
    EXPECT_FALSE(pair.driver().fatal());
    pair.disk().clear_faults();
    EXPECT_TRUE(pair.send());
    EXPECT_THAT(pair.problems(), IsEmpty());
  }
}

// The process ends while the disk is full, and starts again on it.
TEST(FullDisk, ARelayThatFellStartsAgain) {
  for (std::uint64_t more = 0; more < 120'000; more += 20'003) {
    SCOPED_TRACE("space " + std::to_string(more));
    Pair pair;
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(pair.send());
    pair.disk().set_capacity(pair.disk().used() + more);
    pair.fill();
    const auto disk = pair.disk().copy(1);
    disk->power_cycle(Loss::nothing, 1);
    disk->set_capacity(disk->used());
    RelayHistory history = pair.history();
    StoppedClock clock;
    StoreDriver again(*disk, clock, history);
    const auto opened = again.open();
    ASSERT_TRUE(opened) << opened.error().message();
    again.fetch(device(2));
    again.run();
    const auto request = history.asked(Acknowledge{device(2), history.mailbox(device(2)).mark});
    again.send(request);
    again.run();
    EXPECT_TRUE(history.requests()[request].answered()) << again.last_error()->message();
  }
}

// Somebody else fills the disk to the last byte, and goes away again.
TEST(FullDisk, WithoutAnySpaceReadingGoesOnAndWritingRecovers) {
  Pair pair;
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(pair.send());
  pair.disk().set_capacity(0);
  pair.fill();
  EXPECT_FALSE(pair.send());
  pair.driver().fetch(device(2));
  EXPECT_GE(pair.history().mailbox(device(2)).had.size(), 11U);
  EXPECT_FALSE(pair.driver().fatal());
  pair.disk().clear_faults();
  EXPECT_TRUE(pair.send());
  EXPECT_THAT(pair.problems(), IsEmpty());
}

}  // namespace
}  // namespace valise::tests
