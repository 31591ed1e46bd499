// RFC 9420 sections 7.9.2, 7.8 and 12.4.3.1: the tree of a group that one joins. The forger has the signature keys of all
// members, so that it can make a false tree consistent again: hashes, parent hashes and signatures are right but for the rule at
// stake.
#include "client-sdk/mls/tree_validation.hpp"
#include "tests/unit/mls/rules/rules.hpp"

namespace valise::mls::test {
namespace {

using AlterTree = std::function<void(RatchetTree&, LeafIndex)>;

class TreeRules : public Rules {
 protected:
  Result<Group> join(const AlterTree& alter) { return join({.tree = alter}); }
  Result<Group> join(const WelcomeForgery& forgery) {
    return Group::join(forger->welcome(bundle, forgery), bundle, victim.signer, world.validation);
  }
  void refused_tree(const AlterTree& alter, std::string_view context) {
    expect_refused(join(alter), MlsError::invalid_tree, context);
  }
  void accepted_tree(const AlterTree& alter) {
    const auto joined = join(alter);
    EXPECT_TRUE(joined) << joined.error().message();
  }
  // with_leaf adds a member where no parent hash covers it.
  AlterTree with_leaf(const Alter<LeafNode>& alter) {
    return
        [this, alter](RatchetTree& tree, LeafIndex) { tree.add(altered([&](KeyPackage& p) { alter(p.leaf_node); }).leaf_node); };
  }
  // link makes a member's leaf the one that a parent node hangs on.
  void link(RatchetTree& tree, const char* name, NodeIndex parent, NodeIndex copath_child) {
    LeafNode changed = *tree.leaf(leaf(name));
    changed.source = FromCommit{tree.parent_hash(world.suite, parent, copath_child)};
    sign_for(name, changed);
    tree.set_leaf(leaf(name), std::move(changed));
  }
  // relink makes node 1 and anna's leaf hang on node 3 as it is now.
  void relink(RatchetTree& tree) {
    ParentNode low = *tree.parent(NodeIndex(1));
    low.parent_hash = tree.parent_hash(world.suite, NodeIndex(3), NodeIndex(5));
    tree.set_parent(NodeIndex(1), low);
    link(tree, "anna", NodeIndex(1), NodeIndex(2));
  }
  static void change(RatchetTree& tree, NodeIndex node, const Alter<ParentNode>& alter) {
    ParentNode changed = *tree.parent(node);
    alter(changed);
    tree.set_parent(node, std::move(changed));
  }
  // both_halves gives node 5 a key by cora, and nodes 1 and 3 by anna after that.
  void both_halves() {
    room.commit("cora", {});
    room.commit("anna", {});
    renew_forger();
  }
  static void unmerge(ParentNode& node, LeafIndex leaf) { node.unmerged_leaves = {leaf}; }

  Person victim{world, "victim"};
  KeyPackageBundle bundle = victim.key_package();
};

TEST_F(TreeRules, UnalteredForgeriesAreAccepted) {
  accepted_tree({});
  accepted_tree(with_leaf([](LeafNode&) {}));
  both_halves();
  accepted_tree({});
  accepted_tree([&](RatchetTree& tree, LeafIndex) { relink(tree); });
}
TEST_F(TreeRules, TreeHashMustMatch) {
  const auto other_tree = [&](GroupInfo& info) { info.extensions.set(ExtensionType::ratchet_tree, encode(forger->state.tree)); };
  expect_refused(join({.info = other_tree}), MlsError::invalid_tree, "tree hash");
  const auto other_hash = [](GroupContext& context) { context.tree_hash[0] ^= 1; };
  expect_refused(join({.context = other_hash}), MlsError::invalid_tree, "tree hash");
}
TEST_F(TreeRules, TreeGivenApartMustMatch) {
  const Bytes welcome = forger->welcome(bundle, {.with_tree = false});
  RatchetTree right = forger->state.tree;
  right.add(bundle.package.leaf_node);
  const auto with = [&](const RatchetTree& tree) {
    return Group::join(welcome, bundle, victim.signer, world.validation, encode(tree));
  };
  EXPECT_TRUE(with(right));
  expect_refused(with(forger->state.tree), MlsError::invalid_tree, "tree hash");
  expect_refused(Group::join(welcome, bundle, victim.signer, world.validation), MlsError::invalid_group_info, "no ratchet tree");
}
TEST_F(TreeRules, TreeHasNoBlanksAtItsEnd) {
  const auto longer = [](GroupInfo& info) {
    const Bytes tree = *info.extensions.find(ExtensionType::ratchet_tree);
    Decoder in(tree);
    Bytes nodes = in.opaque();
    nodes.push_back(0);
    base::Writer out;
    out.opaque(nodes);
    info.extensions.set(ExtensionType::ratchet_tree, out.take());
  };
  expect_refused(join({.info = longer}), MlsError::malformed, "the last node of the tree is blank");
}

// Parent hashes (7.9.2): the attack that they are for is a parent key that the forger knows.
TEST_F(TreeRules, ParentKeysHangOnACommit) {
  refused_tree([&](RatchetTree& tree,
                   LeafIndex) { change(tree, NodeIndex(1), [&](ParentNode& node) { node.encryption_key = fresh_key(); }); },
               "parent hash");
  refused_tree([&](RatchetTree& tree, LeafIndex) { tree.set_parent(NodeIndex(5), {.encryption_key = fresh_key()}); },
               "parent hash");
  refused_tree([&](RatchetTree& tree, LeafIndex) { tree.set_parent(NodeIndex(7), {.encryption_key = fresh_key()}); },
               "parent hash");
}
TEST_F(TreeRules, LeavesCarryTheParentHash) {
  refused_tree(
      [&](RatchetTree& tree, LeafIndex) {
        LeafNode changed = *tree.leaf(leaf("anna"));
        std::get<FromCommit>(changed.source).parent_hash[0] ^= 1;
        sign_for("anna", changed);
        tree.set_leaf(leaf("anna"), changed);
      },
      "parent hash");
}
TEST_F(TreeRules, ParentsCarryTheParentHash) {
  refused_tree(
      [&](RatchetTree& tree, LeafIndex) {
        change(tree, NodeIndex(1), [](ParentNode& node) { node.parent_hash[0] ^= 1; });
        link(tree, "anna", NodeIndex(1), NodeIndex(2));
      },
      "parent hash");
}
TEST_F(TreeRules, ParentHashesCoverTheOtherHalf) {
  // cora's leaf is replaced by one that nobody committed to.
  refused_tree(
      [&](RatchetTree& tree, LeafIndex) {
        LeafNode changed = *tree.leaf(leaf("cora"));
        changed.encryption_key = fresh_key();
        sign_for("cora", changed);
        tree.set_leaf(leaf("cora"), changed);
      },
      "parent hash");
}
TEST_F(TreeRules, ParentsHangOnANodeThatAloneResolves) {
  // Node 3 hangs on cora's leaf. Since node 5 is blank, dan must be unmerged for that.
  const auto hang_on_cora = [&](RatchetTree& tree) {
    change(tree, NodeIndex(1), [](ParentNode& node) { node.parent_hash[0] ^= 1; });
    link(tree, "anna", NodeIndex(1), NodeIndex(2));
    link(tree, "cora", NodeIndex(3), NodeIndex(1));
  };
  refused_tree([&](RatchetTree& tree, LeafIndex) { hang_on_cora(tree); }, "parent hash");
  accepted_tree([&](RatchetTree& tree, LeafIndex) {
    change(tree, NodeIndex(3), [&](ParentNode& node) { unmerge(node, leaf("dan")); });
    hang_on_cora(tree);
  });
}

// Unmerged leaves.
TEST_F(TreeRules, UnmergedLeavesAreMembers) {
  // The victim takes ben's place; cora's, below node 3 as well, stays blank.
  room.commit("anna", {.removes = {leaf("ben"), leaf("cora")}});
  renew_forger();
  const auto unmerged = [&](std::vector<LeafIndex> leaves) {
    return [=, this](RatchetTree& tree, LeafIndex) {
      change(tree, NodeIndex(3), [&](ParentNode& node) { node.unmerged_leaves = leaves; });
      link(tree, "anna", NodeIndex(3), NodeIndex(5));
    };
  };
  accepted_tree(unmerged({LeafIndex(1)}));
  refused_tree(unmerged({LeafIndex(1), LeafIndex(2)}), "unmerged leaves");
  refused_tree(unmerged({LeafIndex(1), LeafIndex(600)}), "unmerged leaves");
}
TEST_F(TreeRules, UnmergedLeavesAreBelow) {
  both_halves();
  refused_tree(
      [&](RatchetTree& tree, LeafIndex place) {
        change(tree, NodeIndex(3), [&](ParentNode& node) { unmerge(node, place); });
        relink(tree);
      },
      "unmerged leaves");
}
TEST_F(TreeRules, UnmergedLeavesStandInEveryNodeBetween) {
  both_halves();
  const auto dan_in_3 = [&](RatchetTree& tree) {
    change(tree, NodeIndex(3), [&](ParentNode& node) { unmerge(node, leaf("dan")); });
    relink(tree);
  };
  refused_tree([&](RatchetTree& tree, LeafIndex) { dan_in_3(tree); }, "unmerged leaves");
  accepted_tree([&](RatchetTree& tree, LeafIndex) {
    change(tree, NodeIndex(5), [&](ParentNode& node) { unmerge(node, leaf("dan")); });
    link(tree, "cora", NodeIndex(5), NodeIndex(6));
    dan_in_3(tree);
  });
}
TEST_F(TreeRules, UnmergedLeavesAreSorted) {
  const auto with = [&](std::vector<LeafIndex> unmerged) {
    return join([&](RatchetTree& tree, LeafIndex) {
      change(tree, NodeIndex(3), [&](ParentNode& node) { node.unmerged_leaves = unmerged; });
      relink(tree);
    });
  };
  EXPECT_TRUE(with({leaf("cora"), leaf("dan")}));
  expect_refused(with({leaf("dan"), leaf("cora")}), MlsError::malformed, "unmerged leaves");
  expect_refused(with({leaf("cora"), leaf("cora"), leaf("dan")}), MlsError::malformed, "unmerged leaves");
}

// Keys (7.3, 12.4.3.1, 16.7).
TEST_F(TreeRules, LeafKeysStandOnce) {
  const HpkePublicKey encryption = node("dan").encryption_key;
  refused_tree(with_leaf([=](LeafNode& leaf) { leaf.encryption_key = encryption; }), "an encryption key stands twice");
  refused_tree(
      [&](RatchetTree& tree, LeafIndex) {
        Person twin(world, "twin");
        twin.signer = room.at("dan").signer;
        tree.add(twin.key_package().package.leaf_node);
      },
      "a signature key stands twice");
}
TEST_F(TreeRules, ParentKeysStandOnce) {
  const HpkePublicKey taken = *ben().group->tree().encryption_key(NodeIndex(1));
  refused_tree(with_leaf([=](LeafNode& leaf) { leaf.encryption_key = taken; }), "an encryption key stands twice");
  refused_tree(
      [&](RatchetTree& tree, LeafIndex) {
        change(tree, NodeIndex(3), [&](ParentNode& node) { node.encryption_key = taken; });
        relink(tree);
      },
      "an encryption key stands twice");
}

TEST_F(TreeRules, ParentKeysAreValidForTheSuite) {
  for (const Bytes& key : {Bytes(32, 0), Bytes(31, 9), Bytes{}}) {
    refused_tree(
        [&](RatchetTree& tree, LeafIndex) {
          change(tree, NodeIndex(3), [&](ParentNode& node) { node.encryption_key = {key}; });
          relink(tree);
        },
        "parent key");
  }
}

// Every leaf (7.3).
TEST_F(TreeRules, LeavesAreSigned) {
  const auto unsigned_leaf = [&](RatchetTree& tree, LeafIndex) {
    tree.add(forged({.signed_leaf = [](LeafNode& leaf) { leaf.signature[0] ^= 1; }}).leaf_node);
  };
  expect_refused(join(unsigned_leaf), MlsError::bad_signature, "leaf node");
}
TEST_F(TreeRules, LeavesAreSignedForTheirPlaceAndGroup) {
  const auto with = [&](ByteView group, LeafIndex place) {
    return join([&, group, place](RatchetTree& tree, LeafIndex) {
      LeafNode updated = package().leaf_node;
      const Person owner(world, "owner");
      updated.signature_key = owner.signer->public_key();
      updated.source = FromUpdate{};
      ASSERT_TRUE(sign_leaf(updated, {group, place}, *owner.signer));
      tree.add(updated);
    });
  };
  EXPECT_TRUE(with(ben().group->group_id(), LeafIndex(5)));
  expect_refused(with(ben().group->group_id(), LeafIndex(6)), MlsError::bad_signature, "leaf node");
  expect_refused(with(base::as_bytes("another group"), LeafIndex(5)), MlsError::bad_signature, "leaf node");
}
TEST_F(TreeRules, LeavesSuitTheGroup) {
  const auto expect = [&](const Alter<LeafNode>& alter, std::string_view context) {
    expect_refused(join(with_leaf(alter)), MlsError::invalid_leaf_node, context);
  };
  expect([](LeafNode& leaf) { leaf.capabilities.versions.clear(); }, "protocol versions");
  expect([](LeafNode& leaf) { leaf.capabilities.cipher_suites.clear(); }, "cipher suites");
  expect([](LeafNode& leaf) { leaf.capabilities.credentials = {CredentialType::x509}; }, "credential type not listed");
  expect([](LeafNode& leaf) { leaf.extensions.set(ExtensionType(0xf123), {}); }, "extension not listed");
  expect([](LeafNode& leaf) { leaf.encryption_key.data.assign(32, 0); }, "encryption key");
  expect(
      [](LeafNode& leaf) {
        leaf.credential = {.type = CredentialType::x509, .identity = {}, .certificates = {{1}}};
        leaf.capabilities.credentials.push_back(CredentialType::x509);
      },
      "credential types");
}
TEST_F(TreeRules, LeavesHaveWhatTheGroupRequires) {
  const auto requiring = [](const RequiredCapabilities& required) {
    return [=](GroupContext& context) { context.extensions.set(ExtensionType::required_capabilities, encode(required)); };
  };
  const auto expect = [&](const RequiredCapabilities& required, std::string_view context) {
    expect_refused(join({.context = requiring(required)}), MlsError::invalid_leaf_node, context);
  };
  EXPECT_TRUE(
      join({.context = requiring({.extensions = {ExtensionType::valise_room_state}, .proposals = {}, .credentials = {}})}));
  expect({.extensions = {ExtensionType(0xf777)}, .proposals = {}, .credentials = {}}, "required extensions");
  expect({.extensions = {}, .proposals = {ProposalType(0xf777)}, .credentials = {}}, "required proposals");
  expect({.extensions = {}, .proposals = {}, .credentials = {CredentialType::x509}}, "required credentials");
}
TEST_F(TreeRules, LifetimesOfMembersAreCheckedIfAsked) {
  world.validation.now = UnixSeconds(std::chrono::duration<std::uint64_t>(test_time + 40 * 24 * 3600));
  EXPECT_TRUE(join(WelcomeForgery{}));
  world.validation.joined_lifetimes = LifetimeCheck::enforce;
  expect_refused(join(WelcomeForgery{}), MlsError::invalid_lifetime, "member");
}
TEST_F(TreeRules, LifetimesOfMembersAreNotTooLong) {
  const std::uint64_t longest = world.validation.longest_lifetime;
  EXPECT_TRUE(join(with_leaf([=](LeafNode& leaf) { leaf.source = Lifetime{0, longest}; })));
  expect_refused(join(with_leaf([=](LeafNode& leaf) { leaf.source = Lifetime{0, longest + 1}; })), MlsError::invalid_lifetime,
                 "longest");
}

}  // namespace
}  // namespace valise::mls::test
