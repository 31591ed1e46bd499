// Row 4: whatever bit of a stored log flips, nobody signs or believes a head of it; and the tree has two implementations, which
// agree.
#include <google/protobuf/stubs/logging.h>
#include <gtest/gtest.h>

#include "audit/tree.hpp"
#include "tests/unit/directory/world.hpp"

namespace valise::directory {
namespace {

// Thousands of malformed statements would bring thousands of lines.
const google::protobuf::LogSilencer quiet;

// What a relay does when it starts: replay, verify, and only then sign what came out. Each entry is tried on the log before it.
TEST(StoredLog, NoFlippedBitGetsUnderASignedHead) {
  World world;
  Log before;
  int flips = 0, accepted = 0;
  for (const auto& entry : world.entries) {
    for (std::size_t bit = 0; bit < entry.size() * 8; ++bit) {
      auto damaged = entry;
      damaged[bit / 8] ^= static_cast<base::Byte>(1U << (bit % 8));
      ++flips;
      if (before.check(damaged)) ++accepted;
    }
    before.append(entry).value();
  }
  EXPECT_GT(flips, 10'000);
  EXPECT_EQ(accepted, 0) << "of " << flips;
  EXPECT_EQ(before.head(), world.log.head());
}

// What a client does when it starts: it verified the signatures before, so only the root tells.
TEST(StoredLog, NoFlippedBitIsRestoredByAClient) {
  World world;
  const auto head = world.log.head();
  auto entries = world.entries;
  int flips = 0, restored = 0;
  for (auto& entry : entries) {
    for (std::size_t at = 0; at < entry.size(); ++at) {
      const auto bit = static_cast<base::Byte>(1U << (at % 8));
      entry[at] ^= bit;
      ++flips;
      if (Log::restore(entries, head)) ++restored;
      entry[at] ^= bit;
    }
  }
  EXPECT_GT(flips, 1'000);
  EXPECT_EQ(restored, 0) << "of " << flips;
  EXPECT_TRUE(Log::restore(entries, head));
}

// A relay that puts a forged entry into its log and signs the head of that: the entry is the fault, the signature is right.
TEST(StoredLog, AForgedEntryUnderAHeadReallySignedByTheRelayIsRefused) {
  World world;
  Log client;
  ASSERT_TRUE(client.accept(world.entries, world.checkpoint(), world.relay_id));
  const auto honest = client.head();
  const auto thief = world.new_device();
  auto forged = world.device(thief);
  const std::vector<base::Bytes> forgeries{
      World::sign(forged, {}),                                     // nobody signed it
      World::sign(forged, world.registrar()),                      // those who may not
      World::sign(forged, {&world.odpp_keys[0]}),                  // too few
      World::sign(forged, {&world.odpp_keys[0], &world.log_key}),  // the relay's own key beside them
      world.entries.back(),                                        // an old statement again
  };
  for (const auto& entry : forgeries) {
    MerkleLog tree = client.tree();
    tree.append(leaf_hash(entry));
    auto note = Checkpoint::make("valise.example/directory", {.size = tree.size(), .root = tree.root()});
    note.sign(world.log_key);
    ASSERT_TRUE(note.verify("valise.example/directory", world.log_key.verify_key()));
    const auto accepted = client.accept({&entry, 1}, note, world.relay_id);
    ASSERT_FALSE(accepted);
    EXPECT_EQ(accepted.error().code, LogError::entry_rejected);
    EXPECT_TRUE(is_trust_failure(accepted.error()));
    EXPECT_EQ(client.head(), honest);
  }
}

// ---- the second implementation ----

audit::Hash hash_of(const TreeHash& hash) { return base::to_array(hash.view()); }

TEST(SecondTree, HasTheSameRootsAndTakesTheSameProofs) {
  constexpr std::uint64_t most = 70;
  MerkleLog tree;
  std::vector<audit::Hash> leaves;
  for (std::uint64_t i = 0; i < most; ++i) {
    const auto entry = "entry " + std::to_string(i);
    tree.append(leaf_hash(base::as_bytes(entry)));
    leaves.push_back(audit::leaf_hash(base::as_bytes(entry)));
    EXPECT_EQ(leaves.back(), hash_of(tree.leaf(i)));
  }
  const auto proof_of = [](const MerkleProof& proof) {
    std::vector<audit::Hash> out;
    for (const auto& hash : proof) out.push_back(hash_of(hash));
    return out;
  };
  for (std::uint64_t size = 0; size <= most; ++size) {
    const auto root = audit::root_of(std::span(leaves).first(size));
    ASSERT_EQ(root, hash_of(tree.root_at(size).value())) << size;
    for (std::uint64_t old = 0; old <= size; ++old) {
      const auto old_root = hash_of(tree.root_at(old).value());
      auto proof = proof_of(tree.consistency_proof(old, size).value());
      EXPECT_TRUE(audit::check_consistency(old, old_root, size, root, proof)) << old << ' ' << size;
      proof.push_back(root);
      EXPECT_FALSE(audit::check_consistency(old, old_root, size, root, proof)) << "one hash too many";
      if (proof.size() < 2) continue;
      proof.resize(proof.size() - 2);
      EXPECT_FALSE(audit::check_consistency(old, old_root, size, root, proof)) << "one too few";
    }
    for (std::uint64_t index = 0; index < size; ++index) {
      auto proof = proof_of(tree.inclusion_proof(index, size).value());
      EXPECT_TRUE(audit::check_inclusion(leaves[index], index, size, proof, root));
      EXPECT_FALSE(audit::check_inclusion(leaves[(index + 1) % most], index, size, proof, root));
      if (size > 1) EXPECT_FALSE(audit::check_inclusion(leaves[index], (index + 1) % size, size, proof, root));
    }
  }
}

}  // namespace
}  // namespace valise::directory
