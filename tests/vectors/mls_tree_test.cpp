// tree-math, tree-operations, tree-validation, treekem.
#include "client-sdk/mls/group_context.hpp"
#include "client-sdk/mls/proposal.hpp"
#include "client-sdk/mls/tree_kem.hpp"
#include "client-sdk/mls/tree_validation.hpp"
#include "keys/crypto/random.hpp"
#include "tests/vectors/vector_file.hpp"

namespace valise::mls::vectors {
namespace {

std::optional<NodeIndex> node_or_null(const Case& value) {
  if (value.is_null()) return std::nullopt;
  return NodeIndex(number(value));
}

TEST(MlsVectors, TreeMath) {
  for_each_plain_case("tree-math", [](const Case& c) {
    const std::uint32_t width = number(c.at("n_leaves"));
    const std::uint32_t nodes = number(c.at("n_nodes"));
    EXPECT_EQ(node_count(width), nodes);
    EXPECT_EQ(root(width), NodeIndex(number(c.at("root"))));
    for (std::uint32_t i = 0; i < nodes; ++i) {
      const NodeIndex node(i);
      const bool top = node == root(width);
      using Maybe = std::optional<NodeIndex>;
      EXPECT_EQ(is_leaf(node) ? Maybe{} : left(node), node_or_null(c.at("left").at(i)));
      EXPECT_EQ(is_leaf(node) ? Maybe{} : right(node), node_or_null(c.at("right").at(i)));
      EXPECT_EQ(top ? Maybe{} : parent(node, width), node_or_null(c.at("parent").at(i)));
      EXPECT_EQ(top ? Maybe{} : sibling(node, width), node_or_null(c.at("sibling").at(i)));
    }
  });
}

void apply(RatchetTree& tree, const Proposal& proposal, LeafIndex sender) {
  if (const auto* add = proposal.get<Add>()) tree.add(add->key_package.leaf_node);
  if (const auto* update = proposal.get<Update>()) tree.update(sender, update->leaf_node);
  if (const auto* remove = proposal.get<Remove>()) tree.remove(remove->removed);
}

// tree_after gives the tree after the proposal, for which no cryptography is needed.
RatchetTree tree_after(const Case& c) {
  auto tree = parse<RatchetTree>(hex(c.at("tree_before"))).value();
  apply(tree, parse<Proposal>(hex(c.at("proposal"))).value(), LeafIndex(number(c.at("proposal_sender"))));
  EXPECT_EQ(encode(tree), hex(c.at("tree_after")));
  return tree;
}

TEST(MlsVectors, TreeOperations) {
  const auto check = [](const Case& c, const CipherSuite& suite) {
    EXPECT_EQ(parse<RatchetTree>(hex(c.at("tree_before"))).value().root_hash(suite), hex(c.at("tree_hash_before")));
    EXPECT_EQ(tree_after(c).root_hash(suite), hex(c.at("tree_hash_after")));
  };
  for_each_case("tree-operations", check, [](const Case& c) { static_cast<void>(tree_after(c)); });
}

// resolved_tree gives the tree, its form and resolutions checked, for which no cryptography is needed.
RatchetTree resolved_tree(const Case& c) {
  auto tree = parse<RatchetTree>(hex(c.at("tree"))).value();
  EXPECT_EQ(encode(tree), hex(c.at("tree")));
  const std::vector<Case> resolutions = c.at("resolutions").as_array();
  EXPECT_EQ(resolutions.size(), node_count(tree.width()));
  for (std::uint32_t i = 0; i < resolutions.size(); ++i) {
    std::vector<NodeIndex> expected;
    for (const Case& node : resolutions[i].as_array()) expected.emplace_back(number(node));
    EXPECT_EQ(tree.resolution(NodeIndex(i)), expected);
  }
  return tree;
}

TEST(MlsVectors, TreeValidation) {
  const auto check = [](const Case& c, const CipherSuite& suite) {
    const RatchetTree tree = resolved_tree(c);
    const std::vector<Case> hashes = c.at("tree_hashes").as_array();
    ASSERT_EQ(hashes.size(), node_count(tree.width()));
    for (std::uint32_t i = 0; i < hashes.size(); ++i) EXPECT_EQ(tree.tree_hash(suite, NodeIndex(i)), hex(hashes[i]));
    EXPECT_TRUE(verify_parent_hashes(suite, tree));
    EXPECT_TRUE(verify_unmerged_leaves(tree));
    EXPECT_TRUE(verify_leaf_signatures(suite, tree, hex(c.at("group_id"))));
  };
  for_each_case("tree-validation", check, [](const Case& c) { static_cast<void>(resolved_tree(c)); });
}

PrivateTree private_tree(const Case& leaf, const CipherSuite& suite) {
  PrivateTree out(LeafIndex(number(leaf.at("index"))), HpkePrivateKey::from_bytes(hex(leaf.at("encryption_priv"))));
  for (const Case& entry : leaf.at("path_secrets").as_array()) {
    const auto node_secret = derive_secret<NodeSecret>(suite, hex(entry.at("path_secret")), "node");
    out.set(NodeIndex(number(entry.at("node"))), suite.derive_key_pair(node_secret.expose()).private_key);
  }
  return out;
}

GroupContext context_of(const Case& c, const CipherSuite& suite, const RatchetTree& tree) {
  return {.cipher_suite = suite.id(),
          .group_id = hex(c.at("group_id")),
          .epoch = Epoch(c.at("epoch").to_number<std::uint64_t>()),
          .tree_hash = tree.root_hash(suite),
          .confirmed_transcript_hash = hex(c.at("confirmed_transcript_hash"))};
}

struct TreeKemCase {
  const Case& c;
  const CipherSuite& suite;
  RatchetTree tree;
};

// check_received lets every other member process the path and expects all to reach the commit secret.
void check_received(const TreeKemCase& t, LeafIndex sender, const UpdatePath& path, const Bytes& commit_secret,
                    const std::vector<Case>* path_secrets) {
  RatchetTree merged = t.tree;
  ASSERT_TRUE(merge_path(t.suite, merged, sender, path));
  const Bytes context = encode(context_of(t.c, t.suite, merged));
  for (const Case& leaf : t.c.at("leaves_private").as_array()) {
    PrivateTree keys = private_tree(leaf, t.suite);
    if (keys.self() == sender) continue;
    const auto received = decrypt_path(t.suite, merged, keys, sender, path, context, {});
    ASSERT_TRUE(received) << received.error().message();
    EXPECT_EQ(base::to_bytes(received->expose()), commit_secret);
    EXPECT_TRUE(keys.matches(t.suite, merged));
    if (!path_secrets) continue;
    // The key at the common ancestor is the one that comes from this member's path secret.
    const auto node_secret = derive_secret<NodeSecret>(t.suite, hex(path_secrets->at(keys.self().value())), "node");
    const HpkePrivateKey* key = keys.find(common_ancestor(sender, keys.self()));
    ASSERT_TRUE(key);
    EXPECT_TRUE(base::equal(key->expose(), t.suite.derive_key_pair(node_secret.expose()).private_key.expose()));
  }
}

void check_own_path(const TreeKemCase& t, const Case& leaf) {
  crypto::SystemRandom random;
  RatchetTree tree = t.tree;
  PrivateTree keys = private_tree(leaf, t.suite);
  const LeafNode own = *tree.leaf(keys.self());
  auto path = renew_path(t.suite, tree, keys, {own.credential, own.capabilities, own.extensions}, hex(t.c.at("group_id")),
                         *signer(leaf.at("signature_priv")), random);
  ASSERT_TRUE(path);
  const auto sealed = encrypt_path(t.suite, tree, keys.self(), *path, encode(context_of(t.c, t.suite, tree)), {}, random);
  ASSERT_TRUE(sealed);
  EXPECT_TRUE(keys.matches(t.suite, tree));
  check_received(t, keys.self(), *sealed, base::to_bytes(path->commit_secret.expose()), nullptr);
}

TEST(MlsVectors, TreeKem) {
  for_each_case("treekem", [](const Case& c, const CipherSuite& suite) {
    auto tree = parse<RatchetTree>(hex(c.at("ratchet_tree")));
    ASSERT_TRUE(tree);
    const TreeKemCase t{c, suite, std::move(*tree)};
    for (const Case& leaf : c.at("leaves_private").as_array()) {
      EXPECT_TRUE(private_tree(leaf, suite).matches(suite, t.tree));
      check_own_path(t, leaf);
    }
    for (const Case& entry : c.at("update_paths").as_array()) {
      const auto path = parse<UpdatePath>(hex(entry.at("update_path")));
      ASSERT_TRUE(path);
      const LeafIndex sender(number(entry.at("sender")));
      const std::vector<Case> secrets = entry.at("path_secrets").as_array();
      for (std::uint32_t i = 0; i < secrets.size(); ++i) {
        // There is one for every other member.
        EXPECT_EQ(secrets[i].is_null(), LeafIndex(i) == sender || !t.tree.leaf(LeafIndex(i)));
      }
      check_received(t, sender, *path, hex(entry.at("commit_secret")), &secrets);
      RatchetTree merged = t.tree;
      ASSERT_TRUE(merge_path(suite, merged, sender, *path));
      EXPECT_EQ(merged.root_hash(suite), hex(entry.at("tree_hash_after")));
    }
  });
}

}  // namespace
}  // namespace valise::mls::vectors
