// Validation of leaves against the group (RFC 9420 sections 7.3 and 13.4). Signatures, credentials and lifetimes are the caller's
// to check where they apply; keys valid for the suite, capabilities, extensions and uniqueness are checked here.
#pragma once

#include "client-sdk/mls/ratchet_tree.hpp"

namespace valise::mls {

// GroupRequirements is what the group asks of every leaf.
struct GroupRequirements {
  CipherSuiteId cipher_suite{};
  RequiredCapabilities required;
  std::vector<ExtensionType> context_extensions;

  // own is from for extensions that this client makes: they have no type twice and no GREASE. Fails with invalid_argument.
  [[nodiscard]] static Result<GroupRequirements> own(CipherSuiteId suite, const Extensions& context_extensions);
  // from fails when required_capabilities or external_senders is there and malformed.
  [[nodiscard]] static Result<GroupRequirements> from(CipherSuiteId suite, const Extensions& context_extensions);
};

// check_leaf looks at one leaf by itself. Fails with invalid_leaf_node.
[[nodiscard]] Result<> check_leaf(const LeafNode& leaf, const GroupRequirements& group);
// check_entrant looks at the leaf of a proposal that has arrived, beside the members as they are: check_leaf's rules, credential
// types that all support, keys that no other has. `replaced` is the leaf that an Update replaces; without one, the signature key
// may stand in the tree, as a Remove may come with an Add. Fails with invalid_leaf_node.
[[nodiscard]] Result<> check_entrant(const RatchetTree& tree, const LeafNode& leaf, std::optional<LeafIndex> replaced,
                                     const GroupRequirements& group);
// check_members looks at all leaves together: unique keys (encryption keys also among parents), credential types that all
// support, and check_leaf's rules for each. Fails with invalid_leaf_node or invalid_tree.
[[nodiscard]] Result<> check_members(const RatchetTree& tree, const GroupRequirements& group);

// check_changes is check_members for a tree that was made from `before`, whose members are known to meet the same requirements:
// it looks at the members that changed, beside all others.
[[nodiscard]] Result<> check_changes(const RatchetTree& before, const RatchetTree& tree, const GroupRequirements& group);

}  // namespace valise::mls
