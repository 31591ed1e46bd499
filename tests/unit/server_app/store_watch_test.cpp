// What operators see of the space that is used: Inspector counts it, StoreWatch shows it.
#include "server/app/store_watch.hpp"

#include "keys/crypto/random.hpp"
#include "tests/support/exposition.hpp"
#include "tests/unit/server_store/store_fixture.hpp"

namespace valise::server::app {
namespace {

using std::chrono_literals::operator""s;

class StoreWatchTest : public store::StoreFixture {
 protected:
  void SetUp() override {
    open();
    auto there = options();
    there.path = attachments_path();
    attachments_ = store::open_attachment_store(std::move(there), tests::store_key(2), random_).value();
  }
  [[nodiscard]] std::filesystem::path attachments_path() const { return folder_ / "attachments.db"; }
  store::Inspector inspector() {
    return store::Inspector::open(path(), tests::store_key(1), attachments_path(), tests::store_key(2)).value();
  }
  void attach(std::uint64_t size) {
    const store::NewAttachment attachment{
        .room = tests::room(1), .uploader = tests::device(1), .key = tests::key(next_key_++), .size = size};
    ASSERT_TRUE(store::wait_for<base::AttachmentId>([&](auto done) { attachments_->create(attachment, std::move(done)); }));
  }
  void sweep_attachments() {
    while (store::wait_for<bool>([&](auto done) { attachments_->sweep(std::move(done)); }).value()) {
    }
  }
  // One message at the start, another 40 seconds later, two files, and 20 seconds since.
  void fill() {
    make_room(1, {tests::device(2)});
    ASSERT_TRUE(send_text(1, 1, "first"));
    clock_.advance(40s);
    ASSERT_TRUE(send_text(1, 1, std::string(200'000, 'x')));
    attach(1000);
    attach(500);
    clock_.advance(20s);
  }

  crypto::SystemRandom random_;
  std::unique_ptr<store::AttachmentStore> attachments_;
};

TEST_F(StoreWatchTest, TheInspectorCountsWhatIsKept) {
  auto looking = inspector();
  auto figures = looking.look().value();
  EXPECT_EQ(figures.deliveries, 0U);
  EXPECT_FALSE(figures.oldest);
  EXPECT_EQ(figures.attachments, 0U);
  const auto begun = clock_.now();
  fill();
  figures = looking.look().value();
  EXPECT_EQ(figures.deliveries, 2U);
  EXPECT_EQ(figures.oldest, begun);
  EXPECT_EQ(figures.attachments, 2U);
  EXPECT_EQ(figures.attachment_bytes, 1500U);
  EXPECT_LT(figures.reusable_bytes, 100'000U);

  ASSERT_TRUE(acknowledge(2, 1));
  EXPECT_EQ(looking.look()->deliveries, 1U);
  EXPECT_EQ(looking.look()->oldest, begun + 40s);
  ASSERT_TRUE(acknowledge(2, 2));
  figures = looking.look().value();
  EXPECT_EQ(figures.deliveries, 0U);
  EXPECT_FALSE(figures.oldest);
  EXPECT_GT(figures.reusable_bytes, 190'000U) << "where the second message was";
  clock_.advance(limits_.unfinished_upload + std::chrono::milliseconds(1));
  sweep_attachments();
  EXPECT_EQ(looking.look()->attachments, 0U);
  EXPECT_EQ(looking.look()->attachment_bytes, 0U);
}

TEST_F(StoreWatchTest, TheMetricsHaveTheseValues) {
  fill();
  metrics::Registry registry;
  const StoreWatch watch(registry, inspector(), clock_, std::chrono::milliseconds(1));
  const auto shows = [&](const std::string& name, double least, double most) {
    for (;;) {  // bounded by the test's time
      const auto value = tests::sample(tests::parse_exposition(registry.format()), name, name);
      if (value >= least && value <= most) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  };
  shows("valise_mailbox_waiting_deliveries", 2, 2);
  shows("valise_mailbox_oldest_age_seconds", 60, 60);
  shows("valise_attachments", 2, 2);
  shows("valise_attachment_bytes", 1500, 1500);
  shows("valise_store_looked_at_timestamp_seconds", 1e9, 1e11);
  ASSERT_TRUE(acknowledge(2, 1));
  shows("valise_mailbox_oldest_age_seconds", 20, 20);
  ASSERT_TRUE(acknowledge(2, 2));
  shows("valise_mailbox_waiting_deliveries", 0, 0);
  shows("valise_mailbox_oldest_age_seconds", 0, 0);
  shows("valise_database_reusable_bytes", 190'000, 1e9);
}

}  // namespace
}  // namespace valise::server::app
