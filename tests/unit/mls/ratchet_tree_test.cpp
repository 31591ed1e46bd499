// The tree keeps hashes and beginnings of keys beside its nodes: after any changes they must be those of a tree read afresh.
#include "client-sdk/mls/ratchet_tree.hpp"

#include "client-sdk/mls/leaf_validation.hpp"
#include "tests/unit/mls/world.hpp"

namespace valise::mls {
namespace {

const CipherSuite& suite() { return *CipherSuite::find(test::test_suite); }

// Changes makes random changes to a tree, as proposals and paths do.
class Changes {
 public:
  explicit Changes(std::uint64_t seed) : random_(seed) {}

  LeafNode leaf() {
    LeafNode out{.encryption_key = {random_bytes()}, .signature_key = {random_bytes()}, .source = FromUpdate{}};
    out.capabilities = {
        .versions = {ProtocolVersion::mls10}, .cipher_suites = {test::test_suite}, .credentials = {CredentialType::basic}};
    return out;
  }

  void make(RatchetTree& tree) {
    const std::vector<LeafIndex> members = tree.members();
    const LeafIndex member = members[random_.below(members.size())];
    switch (random_.below(4)) {
      case 0: tree.update(member, leaf()); return;
      case 1:
        if (members.size() > 1) tree.remove(member);
        return;
      case 2: path(tree, member); return;
      default: tree.add(leaf()); return;
    }
  }

 private:
  Bytes random_bytes() {
    Bytes out(32);
    random_.fill(out);
    return out;
  }
  void path(RatchetTree& tree, LeafIndex member) {
    const auto steps = tree.filtered_direct_path(member);
    tree.blank_path(member);
    for (const PathStep& step : steps) tree.set_parent(step.node, {.encryption_key = {random_bytes()}});
    tree.set_leaf(member, leaf());
  }

  test::SeededRandom random_;
};

RatchetTree read_afresh(const RatchetTree& tree) { return parse<RatchetTree>(encode(tree)).value(); }

std::size_t count_slowly(const RatchetTree& tree, const HpkePublicKey& key) {
  std::size_t count = 0;
  for (std::uint32_t i = 0; i < node_count(tree.width()); ++i) {
    const HpkePublicKey* other = tree.encryption_key(NodeIndex(i));
    if (other && *other == key) ++count;
  }
  return count;
}

TEST(RatchetTree, KnowsAfterEachChangeWhatATreeReadAfreshKnows) {
  Changes changes(7);
  RatchetTree tree;
  tree.set_leaf(LeafIndex(0), changes.leaf());
  for (int i = 0; i < 400; ++i) {
    const RatchetTree before = tree;
    const Bytes hash_before = before.root_hash(suite());
    changes.make(tree);
    EXPECT_EQ(tree.root_hash(suite()), read_afresh(tree).root_hash(suite())) << i;
    EXPECT_EQ(tree.member_count(), tree.members().size()) << i;
    EXPECT_EQ(before.root_hash(suite()), hash_before);
    EXPECT_EQ(read_afresh(before).root_hash(suite()), hash_before) << i;
  }
}

TEST(RatchetTree, CountsKeys) {
  Changes changes(8);
  RatchetTree tree;
  tree.set_leaf(LeafIndex(0), changes.leaf());
  for (int i = 0; i < 60; ++i) {
    changes.make(tree);
    const LeafNode twice = *tree.leaf(tree.members().front());
    RatchetTree spoiled = tree;
    spoiled.add(twice);
    EXPECT_EQ(tree.count_encryption_key(twice.encryption_key), count_slowly(tree, twice.encryption_key));
    EXPECT_EQ(spoiled.count_encryption_key(twice.encryption_key), 2U);
    EXPECT_EQ(spoiled.count_signature_key(twice.signature_key), 2U);
    EXPECT_EQ(tree.count_encryption_key(changes.leaf().encryption_key), 0U);
  }
}

TEST(RatchetTree, KeysThatBeginAlikeAreNotTheSame) {
  Changes changes(9);
  RatchetTree tree;
  const LeafNode leaf = changes.leaf();
  LeafNode similar = leaf;
  similar.encryption_key.data.back() ^= 1;
  similar.signature_key.data.back() ^= 1;
  tree.set_leaf(LeafIndex(0), leaf);
  tree.add(similar);
  EXPECT_EQ(tree.count_encryption_key(leaf.encryption_key), 1U);
  EXPECT_EQ(tree.count_signature_key(similar.signature_key), 1U);
}

TEST(RatchetTree, CheckingWhatChangedFindsWhatCheckingEverybodyFinds) {
  Changes changes(10);
  const GroupRequirements group{.cipher_suite = test::test_suite};
  RatchetTree tree;
  tree.set_leaf(LeafIndex(0), changes.leaf());
  for (int i = 0; i < 12; ++i) tree.add(changes.leaf());
  ASSERT_TRUE(check_members(tree, group));
  const auto spoil = [&](const std::function<void(LeafNode&)>& how) {
    LeafNode leaf = changes.leaf();
    how(leaf);
    for (bool added : {false, true}) {
      RatchetTree spoiled = tree;
      if (added)
        spoiled.add(leaf);
      else
        spoiled.update(LeafIndex(5), leaf);
      EXPECT_EQ(check_changes(tree, spoiled, group).has_value(), check_members(spoiled, group).has_value());
    }
    return check_changes(
               tree,
               [&] {
                 RatchetTree out = tree;
                 out.add(leaf);
                 return out;
               }(),
               group)
        .has_value();
  };
  EXPECT_TRUE(spoil([](LeafNode&) {}));
  EXPECT_FALSE(spoil([&](LeafNode& leaf) { leaf.encryption_key = tree.leaf(LeafIndex(2))->encryption_key; }));
  EXPECT_FALSE(spoil([&](LeafNode& leaf) { leaf.signature_key = tree.leaf(LeafIndex(2))->signature_key; }));
  EXPECT_FALSE(spoil([](LeafNode& leaf) { leaf.capabilities.versions.clear(); }));
  EXPECT_FALSE(spoil([](LeafNode& leaf) { leaf.capabilities.credentials.clear(); }));
  EXPECT_FALSE(spoil([](LeafNode& leaf) {
    leaf.credential.type = CredentialType::x509;  // which the others do not support
    leaf.capabilities.credentials.push_back(CredentialType::x509);
  }));
  EXPECT_TRUE(spoil([](LeafNode& leaf) { leaf.capabilities.credentials.push_back(CredentialType::x509); }));
}

TEST(RatchetTree, FindsThatAPathsKeyStandsElsewhere) {
  Changes changes(11);
  const GroupRequirements group{.cipher_suite = test::test_suite};
  RatchetTree tree;
  tree.set_leaf(LeafIndex(0), changes.leaf());
  for (int i = 0; i < 3; ++i) tree.add(changes.leaf());
  RatchetTree spoiled = tree;
  spoiled.set_parent(NodeIndex(1), {.encryption_key = tree.leaf(LeafIndex(3))->encryption_key});
  EXPECT_FALSE(check_members(spoiled, group));
  EXPECT_FALSE(check_changes(tree, spoiled, group));
}

}  // namespace
}  // namespace valise::mls
