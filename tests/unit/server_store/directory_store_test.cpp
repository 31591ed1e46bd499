#include "store_fixture.hpp"

namespace valise::server::store {
namespace {

using core::Refusal;

AppendEntry entry(std::uint32_t n) {
  return {.expected = base::LogIndex(n),
          .entry = base::Bytes(100, static_cast<base::Byte>(n)),
          .leaf_hash = numbered<core::LeafHash>(n + 1)};
}

class DirectoryStore : public StoreFixture {
 protected:
  base::Result<base::LogIndex> append(AppendEntry what) {
    return wait_for<base::LogIndex>([&](auto done) { store_->append_entry(std::move(what), std::move(done)); });
  }
  std::vector<base::Bytes> read_log(LogRange range) {
    return wait_for<std::vector<base::Bytes>>([&](auto done) { store_->read_log(range, std::move(done)); }).value();
  }
  std::uint64_t size() {
    return wait_for<std::uint64_t>([&](auto done) { store_->log_size(std::move(done)); }).value();
  }
};

TEST_F(DirectoryStore, AppendsOnlyWhereItWasExpected) {
  EXPECT_EQ(append(entry(0)).value(), base::LogIndex(0));
  auto late = entry(1);
  late.expected = base::LogIndex(0);
  EXPECT_EQ(append(late).error().code, Refusal::conflict);
  EXPECT_EQ(append(entry(1)).value(), base::LogIndex(1));
  auto again = entry(1);
  again.expected = base::LogIndex(2);
  EXPECT_EQ(append(again).error().code, Refusal::conflict);
  EXPECT_EQ(size(), 2U);
  const auto found =
      wait_for<std::optional<base::LogIndex>>([&](auto done) { store_->find_entry(entry(1).leaf_hash, std::move(done)); });
  EXPECT_EQ(found.value(), base::LogIndex(1));
}

TEST_F(DirectoryStore, IsReadWithinLimits) {
  for (std::uint32_t n = 0; n < 5; ++n) ASSERT_TRUE(append(entry(n)));
  EXPECT_EQ(read_log({}).size(), 5U);
  EXPECT_EQ(read_log({.first = base::LogIndex(3)}), (std::vector{entry(3).entry, entry(4).entry}));
  EXPECT_EQ(read_log({.max_entries = 2}).size(), 2U);
  EXPECT_EQ(read_log({.max_bytes = 250}).size(), 2U);
  EXPECT_EQ(read_log({.max_bytes = 1}).size(), 1U);
  EXPECT_TRUE(read_log({.first = base::LogIndex(5)}).empty());
}

TEST_F(DirectoryStore, IsSeededOnceAndWholly) {
  const auto seed = [&](std::vector<AppendEntry> entries) {
    return wait_for([&](auto done) { store_->seed_log(std::move(entries), std::move(done)); });
  };
  EXPECT_EQ(seed({entry(0), entry(2)}).error().code, Refusal::conflict);
  EXPECT_EQ(size(), 0U);
  ASSERT_TRUE(seed({entry(0), entry(1)}));
  EXPECT_TRUE(seed({entry(0), entry(1)}));
  EXPECT_TRUE(seed({entry(0)}));
  EXPECT_EQ(seed({entry(1)}).error().code, Refusal::conflict);
  EXPECT_EQ(seed({entry(0), entry(1), entry(2)}).error().code, Refusal::conflict);
  EXPECT_EQ(size(), 2U);
}

TEST_F(DirectoryStore, AnEntryEndsDevicesInTheSameTransaction) {
  make_room(1, {device(2)});
  ASSERT_TRUE(send_text(1, 1, "m"));
  auto revocation = entry(0);
  revocation.close = {device(2)};
  revocation.expected = base::LogIndex(7);
  EXPECT_FALSE(append(revocation));
  EXPECT_EQ(deliveries(2).size(), 1U);
  revocation.expected = base::LogIndex(0);
  ASSERT_TRUE(append(revocation));
  EXPECT_TRUE(deliveries(2).empty());
}

class InviteStore : public DirectoryStore {
 protected:
  base::Result<> add(std::uint32_t n, core::Invite invite) {
    return wait_for(
        [&](auto done) { store_->register_invite(numbered<core::InviteHash>(n), std::move(invite), std::move(done)); });
  }
  base::Result<> submit(std::uint32_t n, base::Bytes request) {
    return wait_for(
        [&](auto done) { store_->submit_enrolment(numbered<core::InviteHash>(n), std::move(request), std::move(done)); });
  }
  base::Result<core::Invite> find(std::uint32_t n) {
    return wait_for<core::Invite>([&](auto done) { store_->find_invite(numbered<core::InviteHash>(n), std::move(done)); });
  }
  core::Invite invite() { return {"ke-odpp", clock_.now() + std::chrono::hours(1), {}}; }
};

TEST_F(InviteStore, TakesOneRequest) {
  EXPECT_EQ(submit(1, {1}).error().code, Refusal::not_found);
  ASSERT_TRUE(add(1, invite()));
  EXPECT_TRUE(add(1, invite()));
  auto other = invite();
  other.authority = "fr-dacg";
  EXPECT_EQ(add(1, other).error().code, Refusal::key_reused);
  EXPECT_TRUE(find(1)->request.empty());
  ASSERT_TRUE(submit(1, {1, 2}));
  EXPECT_TRUE(submit(1, {1, 2}));
  EXPECT_EQ(submit(1, {3}).error().code, Refusal::conflict);
  EXPECT_EQ(find(1)->request, (base::Bytes{1, 2}));
  EXPECT_EQ(find(1)->authority, "ke-odpp");
  ASSERT_TRUE(wait_for([&](auto done) { store_->close_invite(numbered<core::InviteHash>(1), std::move(done)); }));
  EXPECT_EQ(find(1).error().code, Refusal::not_found);
}

TEST_F(InviteStore, EndsWithItsTime) {
  ASSERT_TRUE(add(1, invite()));
  clock_.advance(std::chrono::hours(1));
  EXPECT_EQ(submit(1, {1}).error().code, Refusal::expired);
  EXPECT_EQ(find(1).error().code, Refusal::not_found);
  sweep_all();
  EXPECT_EQ(submit(1, {1}).error().code, Refusal::not_found);
  EXPECT_EQ(add(2, {"ke-odpp", clock_.now(), {}}).error().code, Refusal::expired);
}

TEST_F(InviteStore, AreLimitedForEachAuthority) {
  limits_.invites_per_authority = 2;
  open();
  ASSERT_TRUE(add(1, invite()));
  ASSERT_TRUE(add(2, invite()));
  EXPECT_EQ(add(3, invite()).error().code, Refusal::quota);
  auto other = invite();
  other.authority = "fr-dacg";
  EXPECT_TRUE(add(3, other));
  EXPECT_EQ(submit(1, {}).error().code, Refusal::malformed);
  EXPECT_EQ(submit(1, base::Bytes(limits_.enrolment_bytes + 1)).error().code, Refusal::too_large);
}

}  // namespace
}  // namespace valise::server::store
