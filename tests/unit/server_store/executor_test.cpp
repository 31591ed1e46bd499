// A store without threads of its own, on a simulated disk: nothing happens but when it is told to.
#include "tests/support/manual_executor.hpp"

#include "store_fixture.hpp"
#include "tests/support/sim_disk.hpp"

namespace valise::server::store {
namespace {

class ExecutorTest : public testing::Test {
 protected:
  ExecutorTest() {
    disk_.on_operation([this](const tests::Operation& operation) { syncs_ += operation.op == tests::DiskOp::sync ? 1 : 0; });
    open();
  }
  void open() {
    store_ = open_store({.path = "/data/relay.db",
                         .limits = {},
                         .clock = &clock_,
                         .on_fatal = [this](const base::Error&) { ++fatal_; },
                         .files = &disk_,
                         .executor = &executor_},
                        store_key(1))
                 .value();
  }
  void put_head(std::string note) {
    store_->put_served_head(std::move(note), [this](base::Result<> done) { done ? ++done_ : ++failed_; });
  }
  std::string head() {
    std::string head = "nothing came";
    store_->read_served_head([&](base::Result<std::string> read) { head = read.value(); });
    executor_.run_all();
    return head;
  }

  tests::SimDisk disk_;
  tests::ManualExecutor executor_;
  StoppedClock clock_;
  int done_ = 0, failed_ = 0, fatal_ = 0, syncs_ = 0;
  std::unique_ptr<Store> store_;
};

TEST_F(ExecutorTest, OneTurnIsOneGroup) {
  const int before = syncs_;
  for (int i = 0; i < 10; ++i) put_head("head");
  EXPECT_EQ(done_, 0);
  EXPECT_EQ(executor_.waiting(), 1U);
  executor_.run_nth(0);
  EXPECT_EQ(done_, 10);
  EXPECT_EQ(executor_.waiting(), 0U);
  EXPECT_EQ(syncs_ - before, 1);
  for (int i = 0; i < 65; ++i) put_head("head");
  executor_.run_nth(0);
  EXPECT_EQ(done_, 74) << "a group has 64 requests at the most, however fast the machine is";
  EXPECT_EQ(executor_.waiting(), 1U);
  executor_.run_all();
  EXPECT_EQ(done_, 75);
}

TEST_F(ExecutorTest, ReadingAndWritingAreTurnsOfTheirOwn) {
  put_head("one");
  executor_.run_all();
  std::string seen;
  store_->read_served_head([&](base::Result<std::string> read) { seen = read.value(); });
  put_head("two");
  ASSERT_EQ(executor_.waiting(), 2U);
  executor_.run_nth(1);
  EXPECT_EQ(done_, 2);
  executor_.run_nth(0);
  EXPECT_EQ(seen, "two");
}

TEST_F(ExecutorTest, ClosingDoesWhatWaitsAndLaterTurnsDoNothing) {
  put_head("last");
  store_.reset();
  EXPECT_EQ(done_, 1);
  executor_.run_all();
  open();
  EXPECT_EQ(head(), "last");
}

TEST_F(ExecutorTest, WithoutPowerNothingIsAcknowledged) {
  put_head("kept");
  executor_.run_all();
  disk_.cut_power();
  put_head("lost");
  executor_.run_all();
  put_head("lost, too");
  executor_.run_all();
  EXPECT_EQ(done_, 1);
  EXPECT_EQ(failed_, 2);
  EXPECT_EQ(fatal_, 1);
  store_.reset();
  disk_.power_cycle(tests::Loss::all, 1);
  open();
  EXPECT_EQ(head(), "kept");
}

}  // namespace
}  // namespace valise::server::store
