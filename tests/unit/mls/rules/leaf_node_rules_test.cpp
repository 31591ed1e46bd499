// RFC 9420 sections 7.2 and 7.3: leaves, as they come in Adds, Updates and paths.
#include "tests/unit/mls/rules/rules.hpp"

namespace valise::mls::test {
namespace {

constexpr ExtensionType strange_extension{0xf123};
constexpr ProposalType strange_proposal{0xf124};

class LeafNodeRules : public Rules {
 protected:
  // The three ways for a leaf into a group.
  Bytes added(const Alter<LeafNode>& alter) {
    return forger->commit({.entries = {{add(altered([&](KeyPackage& p) { alter(p.leaf_node); }))}}});
  }
  Bytes updated(const Alter<LeafNode>& alter) {
    Forger dan(world, room.at("dan"));
    return dan.proposal(update("dan", alter));
  }
  Bytes committed(const Alter<LeafNode>& alter) { return forger->commit({.leaf = alter}); }
  // everywhere expects that a leaf so altered is refused wherever it comes from.
  void everywhere(const Alter<LeafNode>& alter, std::string_view context) {
    refused(added(alter), MlsError::invalid_leaf_node, context);
    refused(updated(alter), MlsError::invalid_leaf_node, context);
    refused(committed(alter), MlsError::invalid_leaf_node, context);
    refused(forger->proposal(add(altered([&](KeyPackage& p) { alter(p.leaf_node); }))), MlsError::invalid_leaf_node, context);
  }
  // demand makes the same room anew with members who can do strange things, and makes the group require some of that.
  void demand(const RequiredCapabilities& required) {
    Person founder(world, "founder");
    founder.create();
    CommitOptions all;
    std::map<std::string, KeyPackageBundle> bundles;
    for (auto& [name, person] : room.people) {
      auto bundle = forge_key_package(*person, {.package = [](KeyPackage& p) {
        p.leaf_node.capabilities.extensions.push_back(strange_extension);
        p.leaf_node.capabilities.proposals.push_back(strange_proposal);
        p.leaf_node.capabilities.credentials.push_back(CredentialType::x509);
      }});
      all.adds.push_back(verified(bundle));
      bundles.emplace(name, std::move(bundle));
    }
    auto pending = founder.group->commit(all, world.validation, world.random);
    ASSERT_TRUE(pending);
    for (auto& [name, person] : room.people) person->join(*pending->welcome, bundles.at(name));
    room.commit("anna", {.removes = {LeafIndex(0)},
                         .context_extensions = Extensions({{ExtensionType::required_capabilities, encode(required)}})});
    renew_forger();
  }
};

TEST_F(LeafNodeRules, UnalteredForgeriesAreAccepted) {
  accepted(added([](LeafNode&) {}));
  accepted(committed([](LeafNode&) {}));
  accepted(updated([](LeafNode&) {}));
}
TEST_F(LeafNodeRules, AddedLeafIsSigned) {
  const KeyPackage wrong = forged({.signed_leaf = [](LeafNode& leaf) { leaf.signature[0] ^= 1; }});
  refused(forger->commit({.entries = {{add(wrong)}}}), MlsError::bad_signature, "leaf node");
}
TEST_F(LeafNodeRules, UpdatedLeafIsSignedForItsPlace) {
  Proposal wrong = update("anna");
  LeafNode& changed = std::get<Update>(wrong.body).leaf_node;
  ASSERT_TRUE(sign_leaf(changed, {ben().group->group_id(), leaf("dan")}, *anna().signer));
  refused(forger->proposal(wrong), MlsError::bad_signature, "leaf node");
  ASSERT_TRUE(sign_leaf(changed, {base::as_bytes("another group"), leaf("anna")}, *anna().signer));
  refused(forger->proposal(wrong), MlsError::bad_signature, "leaf node");
}
TEST_F(LeafNodeRules, PathLeafIsSigned) {
  refused(forger->commit({.signed_leaf = [](LeafNode& leaf) { leaf.signature[3] ^= 1; }}), MlsError::bad_signature, "leaf node");
}
TEST_F(LeafNodeRules, ChangedContentIsSignedAgain) {
  const auto change = [](LeafNode& leaf) { leaf.capabilities.extensions.push_back(strange_extension); };
  refused(forger->commit({.signed_leaf = change}), MlsError::bad_signature, "leaf node");
}

// Lifetimes.
TEST_F(LeafNodeRules, LifetimeHasBegunAndNotEnded) {
  const auto adding = [&](Lifetime lifetime) { return forger->commit({.entries = {{add(package({.lifetime = lifetime}))}}}); };
  refused(adding({test_time - 100, test_time - 1}), MlsError::invalid_lifetime);
  refused(adding({test_time + 1, test_time + 100}), MlsError::invalid_lifetime);
  accepted(adding({test_time, test_time}));
}
TEST_F(LeafNodeRules, LifetimeOfReceivedLeavesMayBeIgnored) {
  world.validation.received_lifetimes = LifetimeCheck::ignore;
  accepted(forger->commit({.entries = {{add(package({.lifetime = {test_time - 100, test_time - 1}}))}}}));
}
TEST_F(LeafNodeRules, LifetimeOfOwnAddsIsAlwaysChecked) {
  world.validation.received_lifetimes = LifetimeCheck::ignore;
  const auto expired = Person(world, "new").key_package({.lifetime = {test_time - 100, test_time - 1}});
  refused_own({.adds = {verified(expired)}}, MlsError::invalid_lifetime);
}
TEST_F(LeafNodeRules, LifetimeIsNotTooLong) {
  world.validation.received_lifetimes = LifetimeCheck::ignore;
  const auto adding = [&](Lifetime lifetime) { return forger->commit({.entries = {{add(package({.lifetime = lifetime}))}}}); };
  const std::uint64_t longest = world.validation.longest_lifetime;
  accepted(adding({test_time, test_time + longest}));
  refused(adding({test_time, test_time + longest + 1}), MlsError::invalid_lifetime);
  refused(adding({0, ~std::uint64_t{0}}), MlsError::invalid_lifetime);
  refused(adding({test_time + 100, test_time - 100}), MlsError::invalid_lifetime);
}

// Capabilities.
TEST_F(LeafNodeRules, VersionIsSupported) {
  everywhere([](LeafNode& leaf) { leaf.capabilities.versions = {ProtocolVersion(2)}; }, "protocol versions");
}
TEST_F(LeafNodeRules, SuiteIsSupported) {
  everywhere([](LeafNode& leaf) { leaf.capabilities.cipher_suites = {CipherSuiteId::x25519_aes128gcm_sha256_ed25519}; },
             "cipher suites");
}
TEST_F(LeafNodeRules, OwnCredentialTypeIsListed) {
  everywhere([](LeafNode& leaf) { leaf.capabilities.credentials = {CredentialType::x509}; }, "credential type not listed");
}
TEST_F(LeafNodeRules, OwnExtensionsAreListed) {
  everywhere([](LeafNode& leaf) { leaf.extensions.set(strange_extension, {}); }, "extension not listed");
}
TEST_F(LeafNodeRules, EncryptionKeyIsValid) {
  refused(updated([](LeafNode& leaf) { leaf.encryption_key.data.pop_back(); }), MlsError::invalid_leaf_node, "encryption key");
  refused(updated([](LeafNode& leaf) { leaf.encryption_key.data.assign(32, 0); }), MlsError::invalid_leaf_node, "encryption key");
}
TEST_F(LeafNodeRules, CredentialTypeIsSupportedByAll) {
  const auto foreign = [](LeafNode& leaf) {
    leaf.credential = {.type = CredentialType::x509, .identity = {}, .certificates = {{1}}};
    leaf.capabilities.credentials.push_back(CredentialType::x509);
  };
  everywhere(foreign, "credential types");
}
TEST_F(LeafNodeRules, CredentialTypesOfAllAreSupported) {
  // The leaf's own type is another, so that only those of the others are missing.
  const auto foreign = [](LeafNode& leaf) {
    leaf.credential = {.type = CredentialType::x509, .identity = {}, .certificates = {{1}}};
    leaf.capabilities.credentials = {CredentialType::x509};
  };
  everywhere(foreign, "credential types");
}
TEST_F(LeafNodeRules, RequiredExtensionsAreSupported) {
  demand({.extensions = {strange_extension}, .proposals = {}, .credentials = {}});
  const auto without = [](LeafNode& leaf) { std::erase(leaf.capabilities.extensions, strange_extension); };
  everywhere(without, "required extensions");
}
TEST_F(LeafNodeRules, RequiredProposalsAreSupported) {
  demand({.extensions = {}, .proposals = {strange_proposal}, .credentials = {}});
  const auto without = [](LeafNode& leaf) { std::erase(leaf.capabilities.proposals, strange_proposal); };
  everywhere(without, "required proposals");
}
TEST_F(LeafNodeRules, RequiredCredentialsAreSupported) {
  demand({.extensions = {}, .proposals = {}, .credentials = {CredentialType::x509}});
  const auto without = [](LeafNode& leaf) { std::erase(leaf.capabilities.credentials, CredentialType::x509); };
  everywhere(without, "required credentials");
}
TEST_F(LeafNodeRules, ContextExtensionsAreSupported) {
  room.commit("anna", {.context_extensions = Extensions({{ExtensionType::valise_room_state, {1}}})});
  renew_forger();
  const auto without = [](LeafNode& leaf) { std::erase(leaf.capabilities.extensions, ExtensionType::valise_room_state); };
  everywhere(without, "group context extensions");
  const auto unable = Person(world, "new").key_package({.lifetime = test_lifetime(), .supported_extensions = {}});
  refused_own({.adds = {verified(unable)}}, MlsError::invalid_leaf_node, "group context extensions");
}

// Sources and freshness.
TEST_F(LeafNodeRules, UpdateHasItsSource) {
  refused(updated([](LeafNode& leaf) { leaf.source = test_lifetime(); }), MlsError::invalid_leaf_node, "leaf node source");
  refused(updated([](LeafNode& leaf) { leaf.source = FromCommit{}; }), MlsError::invalid_leaf_node, "leaf node source");
}
TEST_F(LeafNodeRules, PathHasItsSource) {
  refused(committed([](LeafNode& leaf) { leaf.source = FromUpdate{}; }), MlsError::invalid_update_path, "leaf node source");
  refused(committed([](LeafNode& leaf) { leaf.source = test_lifetime(); }), MlsError::invalid_update_path, "leaf node source");
}
TEST_F(LeafNodeRules, UpdateHasANewEncryptionKey) {
  const HpkePublicKey same = node("dan").encryption_key;
  refused(updated([&](LeafNode& leaf) { leaf.encryption_key = same; }), MlsError::invalid_leaf_node,
          "the encryption key is not new");
}
TEST_F(LeafNodeRules, PathHasANewEncryptionKey) {
  const HpkePublicKey same = node("anna").encryption_key;
  refused(committed([&](LeafNode& leaf) { leaf.encryption_key = same; }), MlsError::invalid_leaf_node,
          "the encryption key is not new");
}

// Uniqueness (7.3, 16.7).
TEST_F(LeafNodeRules, EncryptionKeysOfLeavesAreUnique) {
  const HpkePublicKey taken = node("cora").encryption_key;
  refused(added([&](LeafNode& leaf) { leaf.encryption_key = taken; }), MlsError::invalid_tree, "an encryption key stands twice");
  const auto take = [&](LeafNode& leaf) { leaf.encryption_key = taken; };
  refused(updated(take), MlsError::invalid_leaf_node, "an encryption key stands twice");
  // Two who propose the same new key can be told only when both are committed.
  const HpkePublicKey shared = fresh_key();
  const auto share = [&](LeafNode& leaf) { leaf.encryption_key = shared; };
  const std::vector<ForgedEntry> both = {proposed("cora", update("cora", share)), proposed("dan", update("dan", share))};
  refused(forger->commit({.entries = both}), MlsError::invalid_tree, "an encryption key stands twice");
  accepted(forger->commit({.entries = {both[1]}}));
}
TEST_F(LeafNodeRules, EncryptionKeysDifferFromThoseOfParents) {
  // Node 1 is on the path of the committer, who would replace its key: cora adds instead.
  const HpkePublicKey taken = *ben().group->tree().encryption_key(NodeIndex(1));
  Forger cora(world, room.at("cora"));
  const auto same = [&](KeyPackage& p) { p.leaf_node.encryption_key = taken; };
  refused(cora.commit({.entries = {{add(altered(same))}}}), MlsError::invalid_tree, "an encryption key stands twice");
}
TEST_F(LeafNodeRules, SignatureKeysAreUnique) {
  const Signer& dans = *room.at("dan").signer;
  const auto same = [&](LeafNode& leaf) { leaf.signature_key = dans.public_key(); };
  refused(forger->commit({.leaf_signer = &dans, .leaf = same}), MlsError::invalid_tree, "a signature key stands twice");
  LeafNode changed = std::get<Update>(update("cora", same).body).leaf_node;
  ASSERT_TRUE(sign_leaf(changed, {ben().group->group_id(), leaf("cora")}, dans));
  Forger cora(world, room.at("cora"));
  refused(cora.proposal({Update{changed}}), MlsError::invalid_leaf_node, "a signature key stands twice");
}

}  // namespace
}  // namespace valise::mls::test
