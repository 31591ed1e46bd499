#include "keys/directory/log.hpp"

#include <gtest/gtest.h>

#include "tests/unit/directory/world.hpp"

namespace valise::directory {
namespace {

std::span<const base::Bytes> from(const World& w, std::size_t first) { return std::span(w.entries).subspan(first); }

TEST(Log, ClientAcceptsTheWholeAndThenTheRest) {
  World w;
  Log client;
  ASSERT_TRUE(client.accept(w.entries, w.checkpoint(), w.relay_id));
  EXPECT_EQ(client.head(), w.log.head());
  EXPECT_EQ(client.state().digest(), w.log.state().digest());
  EXPECT_TRUE(client.accept({}, w.checkpoint(), w.relay_id));

  const auto size = w.entries.size();
  w.append(w.officer("akimani", "A. Kimani"), w.odpp()).value();
  EXPECT_EQ(client.accept({}, w.checkpoint(), w.relay_id).error().code, LogError::entries_missing);
  ASSERT_TRUE(client.accept(from(w, size), w.checkpoint(), w.relay_id));
  EXPECT_EQ(client.head(), w.log.head());
  EXPECT_EQ(client.accept(from(w, size), w.checkpoint(), w.relay_id).error().code, LogError::entries_beyond_checkpoint);
}

class Refusal : public testing::Test {
 protected:
  Refusal() {
    client.accept(w.entries, w.checkpoint(), w.relay_id).value();
    before = client.head();
    digest = client.state().digest();
  }
  void expect(std::span<const base::Bytes> entries, const Checkpoint& checkpoint, std::error_code code) {
    const auto accepted = client.accept(entries, checkpoint, w.relay_id);
    ASSERT_FALSE(accepted);
    EXPECT_EQ(accepted.error().code, code) << accepted.error().message();
    EXPECT_EQ(client.head(), before);
    EXPECT_EQ(client.state().digest(), digest);
  }
  Checkpoint checkpoint(const Head& head, std::string_view origin = "valise.example/directory") {
    auto out = Checkpoint::make(std::string(origin), head);
    out.sign(w.log_key);
    return out;
  }

  World w;
  Log client;
  Head before;
  crypto::Digest digest;
};

TEST_F(Refusal, OfAShorterLog) { expect({}, checkpoint({8, *w.log.tree().root_at(8)}), LogError::rolled_back); }
TEST_F(Refusal, OfAnotherRootAtTheSameSize) { expect({}, checkpoint({9, leaf_hash({})}), LogError::forked); }
TEST_F(Refusal, OfAnExtensionWithAnotherRoot) {
  w.append(w.post("desk"), w.odpp()).value();
  expect(from(w, 9), checkpoint({10, leaf_hash({})}), LogError::forked);
}
TEST_F(Refusal, OfAnotherLogKey) {
  w.log_key = crypto::SigningKey::generate(w.random);
  expect({}, w.checkpoint(), CheckpointError::signature_missing);
}
TEST_F(Refusal, OfAnotherOrigin) { expect({}, checkpoint(before, "valise.example/other"), CheckpointError::origin_unexpected); }
TEST_F(Refusal, OfAnUnannouncedRelay) {
  w.relay_id = w.random.id<base::RelayId>();
  expect({}, w.checkpoint(), LogError::relay_not_announced);
}
TEST_F(Refusal, OfAnEntryThatBreaksARule) {
  const auto good = World::sign(w.post("desk"), w.odpp());
  const std::vector<base::Bytes> entries{good, World::sign(w.post("duty"), w.odpp())};
  MerkleLog tree = w.log.tree();
  for (const auto& entry : entries) tree.append(leaf_hash(entry));
  expect(entries, checkpoint({tree.size(), tree.root()}), LogError::entry_rejected);
  EXPECT_NE(client.accept(entries, checkpoint({tree.size(), tree.root()}), w.relay_id).error().context.find("entry 10"),
            std::string::npos);
}

TEST(Log, FollowsAReplacedLogKey) {
  World w;
  Log client;
  client.accept(w.entries, w.checkpoint(), w.relay_id).value();
  const auto old_checkpoint = w.checkpoint();
  const auto size = w.entries.size();
  w.log_key = crypto::SigningKey::generate(w.random);
  w.append(w.relay(2), w.registrar()).value();
  EXPECT_TRUE(client.accept(from(w, size), w.checkpoint(), w.relay_id));
  EXPECT_EQ(client.accept({}, old_checkpoint, w.relay_id).error().code, LogError::rolled_back);
}

TEST(Log, ComparesHeadsOfPeers) {
  World w;
  for (std::uint64_t size = 0; size <= w.log.head().size; ++size) {
    EXPECT_EQ(w.log.compare({size, *w.log.tree().root_at(size)}), HeadComparison::consistent);
    EXPECT_EQ(w.log.compare({size, leaf_hash({})}), HeadComparison::forked);
  }
  EXPECT_EQ(w.log.compare({w.log.head().size + 1, leaf_hash({})}), HeadComparison::peer_ahead);
}

TEST(Log, RestoresWhatItVerifiedBefore) {
  World w;
  for (const auto signatures : {Signatures::verified_before, Signatures::verify}) {
    const auto restored = Log::restore(w.entries, w.log.head(), signatures);
    ASSERT_TRUE(restored);
    EXPECT_EQ(restored->state().digest(), w.log.state().digest());
  }
  EXPECT_EQ(Log::restore(std::span(w.entries).first(8), w.log.head()).error().code, LogError::restored_head_differs);
  auto damaged = w.entries;
  damaged.back().back() ^= 1;  // in the last signature: only the root shows it
  EXPECT_EQ(Log::restore(damaged, w.log.head()).error().code, LogError::restored_head_differs);
}

TEST(Log, FindsEntriesByTheirBytes) {
  World w;
  for (std::size_t i = 0; i < w.entries.size(); ++i) EXPECT_EQ(w.log.index_of(w.entries[i]), base::LogIndex(i));
  EXPECT_FALSE(w.log.index_of(World::sign(w.post("desk"), w.odpp())));
}

TEST(Log, TrustFailuresAreToldFromMissingData) {
  const auto error = [](std::error_code code) { return base::Error{code, {}}; };
  EXPECT_TRUE(is_trust_failure(error(LogError::rolled_back)));
  EXPECT_TRUE(is_trust_failure(error(LogError::forked)));
  EXPECT_TRUE(is_trust_failure(error(CheckpointError::signature_wrong)));
  EXPECT_FALSE(is_trust_failure(error(LogError::entries_missing)));
  EXPECT_FALSE(is_trust_failure(error(LogError::restored_head_differs)));
}

}  // namespace
}  // namespace valise::directory
