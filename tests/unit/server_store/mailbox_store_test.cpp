// Mailboxes: kept until acknowledged or expired (R1), then erased completely (R8).
#include <algorithm>
#include <mutex>
#include <set>
#include <thread>

#include "sql/database.hpp"
#include "store_fixture.hpp"

namespace valise::server::store {
namespace {

using core::DeliveryKind;

class MailboxStore : public StoreFixture {
 protected:
  // rows opens the file behind the store's back and counts.
  std::int64_t rows(sql::Sql count, std::string_view marker = {}) {
    const auto secret = store_key(1);
    auto database = sql::Database::open(path(), secret.expose(), {.mode = sql::OpenMode::read_only});
    auto found = marker.empty() ? database->value(count) : database->value(count, base::as_bytes(marker));
    return found.value().value();
  }
  [[nodiscard]] std::filesystem::path log() const { return path().string() + "-wal"; }
  [[nodiscard]] std::size_t log_bytes() const { return std::filesystem::file_size(log()); }
  // pages_written gives the pages, as they are on the disk, that the log has got since it had so many bytes.
  std::vector<std::string> pages_written(std::size_t since) const {
    constexpr std::size_t header = 32, frame_header = 24, page = 4096;
    const std::string log_text = tests::read_file(log());
    std::vector<std::string> out;
    for (auto at = std::max(since, header); at < log_text.size(); at += frame_header + page) {
      out.push_back(log_text.substr(at + frame_header, page));
    }
    return out;
  }
  // on_disk counts those that are still somewhere in the store's files.
  std::ptrdiff_t on_disk(const std::vector<std::string>& pages) const {
    const std::string all = tests::read_file(path()) + tests::read_file(log());
    return std::ranges::count_if(pages, [&](const std::string& page) { return all.find(page) != all.npos; });
  }
  // await_empty_log: a round's answer comes before the log has been emptied.
  void await_empty_log() const {
    while (log_bytes() > 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
};

TEST_F(MailboxStore, IsReadWithinLimitsOfCountAndBytes) {
  make_room(1, {device(2)});
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(send_text(1, 1, std::string(100, 'x')));
  EXPECT_EQ(read({.device = device(2), .max_count = 3}).size(), 3U);
  EXPECT_EQ(read({.device = device(2), .max_bytes = 250}).size(), 2U);
  EXPECT_EQ(read({.device = device(2), .max_bytes = 1}).size(), 1U);
  const auto later = read({.device = device(2), .after = seq(3)});
  ASSERT_EQ(later.size(), 2U);
  EXPECT_EQ(later[0].seq, seq(4));
  EXPECT_TRUE(read({.device = device(77)}).empty());
}

TEST_F(MailboxStore, AcknowledgingIsCumulativeAndNumbersGoOn) {
  make_room(1, {device(2)});
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(send_text(1, 1, "m"));
  EXPECT_EQ(mailbox(2), (core::MailboxState{seq(1), seq(3)}));
  ASSERT_TRUE(acknowledge(2, 2));
  EXPECT_EQ(mailbox(2), (core::MailboxState{seq(3), seq(3)}));
  ASSERT_TRUE(acknowledge(2, 1));
  ASSERT_TRUE(acknowledge(2, 3));
  EXPECT_EQ(mailbox(2), (core::MailboxState{seq(0), seq(3)}));
  EXPECT_EQ(acknowledge(2, 4).error().code, core::Refusal::malformed);
  open();
  EXPECT_EQ(mailbox(2), (core::MailboxState{seq(0), seq(3)}));
  ASSERT_TRUE(send_text(1, 1, "m"));
  EXPECT_EQ(mailbox(2), (core::MailboxState{seq(4), seq(4)}));
}

TEST_F(MailboxStore, R8ABodyIsKeptOnceAndGoesWithItsLastReader) {
  constexpr std::string_view marker = "a body that can be found again";
  make_room(1, {device(2), device(3)});
  ASSERT_TRUE(send_text(1, 1, marker));
  EXPECT_EQ(rows("SELECT count(*) FROM bodies WHERE instr(body, ?) > 0", marker), 1);
  ASSERT_TRUE(acknowledge(2, 1));
  EXPECT_EQ(rows("SELECT count(*) FROM bodies WHERE instr(body, ?) > 0", marker), 1);
  EXPECT_EQ(base::to_string(deliveries(3)[0].body), marker);
  ASSERT_TRUE(acknowledge(3, 1));
  EXPECT_EQ(rows("SELECT count(*) FROM bodies"), 0);
  EXPECT_EQ(rows("SELECT count(*) FROM deliveries"), 0);
  EXPECT_EQ(rows("SELECT count(*) FROM answers WHERE instr(answer, ?) > 0", marker), 0);
}

// The round has nothing to erase: what was acknowledged is gone from the tables, and its old pages go now.
TEST_F(MailboxStore, R8AfterTheNextRoundTheOldPagesAreInNoFile) {
  make_room(1, {device(2)});
  const auto before = log_bytes();
  ASSERT_TRUE(send_text(1, 1, std::string(200'000, 'x')));
  const auto message = pages_written(before);
  ASSERT_GT(message.size(), 50U);
  EXPECT_EQ(on_disk(message), std::ssize(message));
  ASSERT_TRUE(acknowledge(2, 1));
  EXPECT_EQ(on_disk(message), std::ssize(message));
  sweep_all();
  await_empty_log();
  EXPECT_LT(on_disk(message), 8) << "some hold what is kept: the answer to the sender, numbers";
}

TEST_F(MailboxStore, R8WhatIsHandedOutOrClosedGoesWithTheNextRoundToo) {
  const auto round = [this](bool done) {
    ASSERT_TRUE(done);
    EXPECT_GT(log_bytes(), 0U);
    sweep_all();
    await_empty_log();
  };
  make_room(1, {device(2)});
  ASSERT_TRUE(send_text(1, 1, "unread"));
  ASSERT_TRUE(wait_for<std::size_t>([&](auto done) {
    store_->publish_key_packages(device(2), {base::Bytes(300, 1), base::Bytes(300, 2)}, base::Bytes(300, 3), std::move(done));
  }));
  sweep_all();
  await_empty_log();
  const core::ClaimSubmission claim{.claimer = device(1), .key = key(next_key_++), .devices = {device(2)}};
  const auto claimed =
      wait_for<std::vector<core::ClaimedKeyPackage>>([&](auto done) { store_->claim_key_packages(claim, std::move(done)); });
  round(claimed.has_value());
  round(wait_for([&](auto done) { store_->close_device(device(2), std::move(done)); }).has_value());
}

TEST_F(MailboxStore, AMessageThatNobodyWaitsForIsNotKept) {
  make_room(1, {});
  ASSERT_TRUE(send_text(1, 1, "alone"));
  EXPECT_EQ(rows("SELECT count(*) FROM bodies"), 0);
}

TEST_F(MailboxStore, R8WhatIsNotFetchedInTimeLeavesOneTombstone) {
  make_room(1, {device(2), device(3)});
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(send_text(1, 1, "old"));
  ASSERT_TRUE(acknowledge(3, 3));
  clock_.advance(limits_.retention - std::chrono::hours(1));
  ASSERT_TRUE(send_text(1, 1, "new"));
  sweep_all();
  EXPECT_EQ(deliveries(2).size(), 4U);
  clock_.advance(std::chrono::hours(1) + std::chrono::milliseconds(1));
  sweep_all();
  auto got = deliveries(2);
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(got[0].kind, DeliveryKind::expired);
  EXPECT_EQ(got[0].seq, seq(3));
  EXPECT_EQ(base::to_string(got[1].body), "new");
  EXPECT_EQ(deliveries(3).size(), 1U);
  EXPECT_EQ(rows("SELECT count(*) FROM bodies"), 1);

  clock_.advance(limits_.retention);
  sweep_all();
  got = deliveries(2);
  ASSERT_EQ(got.size(), 1U);  // one tombstone takes the other's place
  EXPECT_EQ(got[0].kind, DeliveryKind::expired);
  EXPECT_EQ(got[0].seq, seq(4));
  EXPECT_EQ(mailbox(2), (core::MailboxState{seq(4), seq(4)}));
  ASSERT_TRUE(acknowledge(2, 4));
  EXPECT_EQ(mailbox(2), (core::MailboxState{seq(0), seq(4)}));
  EXPECT_EQ(rows("SELECT count(*) FROM answers"), 0);
}

TEST_F(MailboxStore, ASweepGoesThroughMoreThanOneStep) {
  make_room(1, {device(2), device(3)});
  for (int i = 0; i < 1500; ++i) {
    store_->submit_message({.room = room(1), .submitter = device(1), .key = key(static_cast<std::uint32_t>(i)), .message = {1}},
                           [](auto) {});
  }
  ASSERT_TRUE(send_text(1, 1, "last"));
  clock_.advance(limits_.retention + std::chrono::milliseconds(1));
  EXPECT_TRUE(wait_for<bool>([&](auto done) { store_->sweep(std::move(done)); }).value());
  sweep_all();
  EXPECT_EQ(rows("SELECT count(*) FROM bodies"), 0);
  EXPECT_EQ(deliveries(2).size(), 1U);
  EXPECT_EQ(deliveries(3).size(), 1U);
  EXPECT_EQ(mailbox(3), (core::MailboxState{seq(1501), seq(1501)}));
}

TEST_F(MailboxStore, AClosedDeviceKeepsNothingAndTakesNothing) {
  make_room(1, {device(2), device(3)});
  ASSERT_TRUE(send_text(1, 1, "before"));
  ASSERT_TRUE(wait_for([&](auto done) { store_->close_device(device(2), std::move(done)); }));
  EXPECT_TRUE(deliveries(2).empty());
  ASSERT_TRUE(send_text(1, 1, "after"));
  EXPECT_TRUE(deliveries(2).empty());
  EXPECT_EQ(deliveries(3).size(), 2U);
  EXPECT_EQ(send_text(1, 2, "from it").error().code, core::Refusal::not_authorised);
  EXPECT_FALSE(wait_for<bool>([&](auto done) { store_->is_member(room(1), device(2), std::move(done)); }).value());
}

class Listener final : public StoreObserver {
 public:
  void mailboxes_grew(std::span<const base::DeviceId> devices) override {
    const std::scoped_lock lock(mutex_);
    grown_.insert(devices.begin(), devices.end());
  }
  void log_grew(std::uint64_t size) override {
    const std::scoped_lock lock(mutex_);
    log_size_ = size;
  }
  std::set<base::DeviceId> take_grown() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(grown_, {});
  }
  std::uint64_t log_size() {
    const std::scoped_lock lock(mutex_);
    return log_size_;
  }

 private:
  std::mutex mutex_;
  std::set<base::DeviceId> grown_;
  std::uint64_t log_size_ = 0;
};

TEST_F(MailboxStore, TheObserverHearsWhoseMailboxGrew) {
  make_room(1, {device(2), device(3)});
  Listener listener;
  store_->observe(&listener);
  ASSERT_TRUE(send_text(1, 2, "m"));
  ASSERT_TRUE(acknowledge(1, 1));  // a later group: the news of the first have been told
  EXPECT_EQ(listener.take_grown(), (std::set{device(1), device(3)}));
  ASSERT_TRUE(
      wait_for<base::LogIndex>([&](auto done) { store_->append_entry({.entry = {1}, .leaf_hash = {}}, std::move(done)); }));
  ASSERT_TRUE(acknowledge(1, 1));
  EXPECT_EQ(listener.log_size(), 1U);
  store_->observe(nullptr);
  ASSERT_TRUE(send_text(1, 2, "m"));
  ASSERT_TRUE(acknowledge(1, 1));
  EXPECT_TRUE(listener.take_grown().empty());
}

class Taker final : public StoreObserver {
 public:
  void mailboxes_grew(std::span<const base::DeviceId> devices) override { grown += devices.size(); }
  void deliveries_came(std::vector<NewDelivery> deliveries) override {
    for (auto& one : deliveries) came.push_back(std::move(one));
  }
  void log_grew(std::uint64_t) override {}

  std::size_t grown = 0;
  std::vector<NewDelivery> came;
};

TEST_F(MailboxStore, TheObserverIsHandedNewMessagesAsTheyWouldBeRead) {
  make_room(1, {device(2)});
  Taker taker;
  store_->observe(&taker);
  ASSERT_TRUE(send_text(1, 1, "small"));
  ASSERT_FALSE(send_text(1, 9, "of nobody in the room"));
  ASSERT_TRUE(send({.room = room(1), .submitter = device(1), .key = key(next_key_++), .message = base::Bytes(20'000, 1)}));
  ASSERT_TRUE(acknowledge(1, 0));  // a later group
  store_->observe(nullptr);
  const auto read = deliveries(2);
  ASSERT_EQ(read.size(), 2U);
  ASSERT_EQ(taker.came.size(), 1U);
  EXPECT_EQ(taker.came[0].device, device(2));
  const auto facts = [](const core::Delivery& d) {
    return std::tuple(d.seq, d.kind, d.room, d.room_seq, d.body, d.accepted_at, d.urgency, d.added, d.removed);
  };
  EXPECT_EQ(facts(taker.came[0].delivery), facts(read[0]));
  EXPECT_EQ(taker.grown, 1U) << "of the large one";
}

}  // namespace
}  // namespace valise::server::store
