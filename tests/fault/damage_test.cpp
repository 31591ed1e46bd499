// What is stored is damaged while the relay does not run: a bit of any page, a file that is cut or missing. It is noticed at
// opening or when it is read, by an error that says so; nothing damaged is served, nothing is passed over.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fault/store_scenario.hpp"

namespace valise::tests {
namespace {

using server::store::StoreError;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

const std::string kStoreLog = std::string(kStorePath) + "-wal";
const std::string kAttachmentLog = std::string(kAttachmentPath) + "-wal";

// How the relay ended before the damage.
enum class End { orderly, killed };

class DamageTest : public testing::Test {
 protected:
  void work(End end) {
    StoreScenario scenario(3, clock_);
    std::optional<StoreDriver> driver(std::in_place, disk_, clock_, history_);
    ASSERT_TRUE(driver->open());
    scenario.begin(*driver);
    for (int step = 0; step < 25; ++step) scenario.step(*driver);
    write_to_both(*driver);
    driver->settle();
    ASSERT_THAT(history_.problems(), IsEmpty());
    if (end == End::orderly) driver.reset();
    ended_ = disk_.copy(1);
    ended_->power_cycle(Loss::nothing, 1);
  }
  // write_to_both leaves something in both logs.
  void write_to_both(StoreDriver& driver) {
    const std::size_t upload = driver.ask(Upload{{.room = room(1), .uploader = device(1), .key = key(90'000), .size = 50'000}});
    driver.run();
    driver.ask(Chunk{upload, 0, base::Bytes(50'000, 7)});
    const std::size_t request = history_.requests().size();
    driver.ask(core::MessageSubmission{.room = room(1),
                                       .submitter = *history_.members(room(1)).begin(),
                                       .key = key(90'001),
                                       .message = body_of(request, 60'000)});
    driver.run();
  }
  [[nodiscard]] std::unique_ptr<SimDisk> damaged() const { return ended_->copy(1); }

  // judge opens and reads everything: either that is as it was, or somebody is told that the store is damaged.
  void judge(SimDisk& disk) {
    RelayHistory history = history_;
    StoreDriver driver(disk, clock_, history);
    if (const auto opened = driver.open(); !opened) {
      ++at_opening_;
      EXPECT_TRUE(opened.error().code == StoreError::corrupt || opened.error().code == StoreError::wrong_key)
          << opened.error().message();
      return;
    }
    driver.settle();
    const auto problems = history.problems();
    if (!driver.met(StoreError::corrupt)) {
      ++harmless_;
      EXPECT_THAT(problems, IsEmpty()) << "passed over";
      return;
    }
    ++when_read_;
    EXPECT_THAT(problems, Not(Contains(StartsWith("phantom"))));
    EXPECT_THAT(problems, Not(Contains(StartsWith("changed"))));
    EXPECT_THAT(problems, Not(Contains(HasSubstr("has other bytes"))));
  }

  void flip_in_every(const std::string& path, std::uint64_t first, std::uint64_t piece, std::uint64_t stride) {
    const std::uint64_t size = ended_->size_of(path);
    for (std::uint64_t at = first; at < size && !HasFailure(); at += piece * stride) {
      const std::uint64_t bit = 8 * at + dice_.below(8 * std::min(piece, size - at));
      SCOPED_TRACE(path + ", bit " + std::to_string(bit));
      const auto disk = damaged();
      disk->flip_bit(path, bit);
      judge(*disk);
    }
  }
  void cut_everywhere(const std::string& path, std::uint64_t pieces) {
    const std::uint64_t size = ended_->size_of(path);
    for (std::uint64_t piece = 0; piece < pieces && !HasFailure(); ++piece) {
      SCOPED_TRACE(path + ", cut to " + std::to_string(size * piece / pieces));
      const auto disk = damaged();
      disk->cut(path, size * piece / pieces);
      judge(*disk);
    }
  }
  void report() const {
    std::cout << "noticed at opening: " << at_opening_ << ", when read: " << when_read_ << ", harmless: " << harmless_
              << std::endl;
  }

  SimDisk disk_;
  StoppedClock clock_;
  RelayHistory history_;
  SeededRandom dice_{4};
  std::unique_ptr<SimDisk> ended_;
  int at_opening_ = 0, when_read_ = 0, harmless_ = 0;
};

TEST_F(DamageTest, ABitOfAnyPage) {
  work(End::orderly);
  flip_in_every(kStorePath, 0, 4096, 1);
  flip_in_every(kAttachmentPath, 0, 16384, 5);
  report();
  EXPECT_GT(at_opening_ + when_read_, harmless_) << "most pages are in use";
}

TEST_F(DamageTest, ABitOfAnyFrameOfTheLog) {
  work(End::killed);
  flip_in_every(kStoreLog, 0, 32, 1'000'000);  // its header
  flip_in_every(kStoreLog, 32, 4096 + 24, 1);
  flip_in_every(kAttachmentLog, 32, 16384 + 24, 9);
  report();
  EXPECT_GT(at_opening_, 20);
}

TEST_F(DamageTest, FilesThatAreCut) {
  work(End::killed);
  cut_everywhere(kStorePath, 20);
  cut_everywhere(kStoreLog, 20);
  cut_everywhere(kAttachmentPath, 5);
  cut_everywhere(kAttachmentLog, 5);
  report();
  EXPECT_GT(at_opening_, 10);
}

TEST_F(DamageTest, FilesThatAreMissing) {
  work(End::killed);
  for (const auto& path : {std::string(kStorePath), kStoreLog, std::string(kAttachmentPath), kAttachmentLog}) {
    SCOPED_TRACE(path);
    const auto disk = damaged();
    disk->erase(path);
    RelayHistory history = history_;
    const auto opened = StoreDriver(*disk, clock_, history).open();
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, StoreError::corrupt);
    EXPECT_THAT(opened.error().message(), HasSubstr("restore a backup"));
    EXPECT_FALSE(StoreDriver(*disk, clock_, history).open()) << "the first attempt must not have made it look good";
  }
}

TEST_F(DamageTest, AMissingNoteIsNoDamage) {
  work(End::killed);
  const auto disk = damaged();
  disk->erase(std::string(kStorePath) + "-mark");
  judge(*disk);
  EXPECT_EQ(harmless_, 1);
}

}  // namespace
}  // namespace valise::tests
