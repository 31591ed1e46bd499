#include "client-sdk/mls/leaf_validation.hpp"

#include <set>

namespace valise::mls {
namespace {

template <class T>
bool lists(const std::vector<T>& list, T type) {
  return std::ranges::find(list, type) != list.end();
}

template <class T>
bool supports_all(const Capabilities& capabilities, const std::vector<T>& types) {
  return std::ranges::all_of(types, [&](T type) { return capabilities.supports(type); });
}

Result<> check_unique_keys(const RatchetTree& tree) {
  std::set<ByteView, decltype([](ByteView a, ByteView b) { return std::ranges::lexicographical_compare(a, b); })> encryption,
      signature;
  for (std::uint32_t i = 0; i < node_count(tree.width()); ++i) {
    const NodeIndex node(i);
    const HpkePublicKey* key = tree.encryption_key(node);
    if (!key) continue;
    if (!encryption.insert(key->data).second) return base::fail(MlsError::invalid_tree, "an encryption key stands twice");
    if (!is_leaf(node)) continue;
    if (!signature.insert(tree.leaf(to_leaf(node))->signature_key.data).second) {
      return base::fail(MlsError::invalid_tree, "a signature key stands twice");
    }
  }
  return {};
}

Result<> check_credential_types(const RatchetTree& tree, const std::vector<LeafIndex>& members) {
  std::set<CredentialType> in_use;
  for (LeafIndex member : members) in_use.insert(tree.leaf(member)->credential.type);
  const std::vector<CredentialType> types(in_use.begin(), in_use.end());
  for (LeafIndex member : members) {
    if (!supports_all(tree.leaf(member)->capabilities, types)) return base::fail(MlsError::invalid_leaf_node, "credential types");
  }
  return {};
}

// same_credential_rules tells whether the leaf takes its place with the type and the supported types that stood there before.
bool same_credential_rules(const LeafNode* before, const LeafNode& leaf) {
  return before && before->credential.type == leaf.credential.type &&
         before->capabilities.credentials == leaf.capabilities.credentials;
}

Result<> check_changed_keys(const RatchetTree& before, const RatchetTree& tree) {
  const auto unique = [&](const HpkePublicKey& key) { return tree.count_encryption_key(key) == 1; };
  for (NodeIndex node : tree.changed_parents(before)) {
    if (!unique(tree.parent(node)->encryption_key)) return base::fail(MlsError::invalid_tree, "an encryption key stands twice");
  }
  for (LeafIndex index : tree.changed_leaves(before)) {
    const LeafNode* leaf = tree.leaf(index);
    if (!leaf) continue;
    if (!unique(leaf->encryption_key)) return base::fail(MlsError::invalid_tree, "an encryption key stands twice");
    if (tree.count_signature_key(leaf->signature_key) != 1) {
      return base::fail(MlsError::invalid_tree, "a signature key stands twice");
    }
  }
  return {};
}

}  // namespace

Result<GroupRequirements> GroupRequirements::from(CipherSuiteId suite, const Extensions& context_extensions) {
  auto required = required_capabilities(context_extensions);
  if (!required) return base::fail(MlsError::malformed, "required_capabilities");
  if (const Bytes* senders = context_extensions.find(ExtensionType::external_senders)) {
    if (!parse<ExternalSenders>(*senders)) return base::fail(MlsError::malformed, "external_senders");
  }
  GroupRequirements out{.cipher_suite = suite, .required = std::move(*required)};
  for (const Extension& extension : context_extensions.list()) out.context_extensions.push_back(extension.type);
  return out;
}

Result<GroupRequirements> GroupRequirements::own(CipherSuiteId suite, const Extensions& context_extensions) {
  const bool greased = std::ranges::any_of(context_extensions.list(), [](const Extension& item) { return is_grease(item.type); });
  if (greased || !context_extensions.unique()) return base::fail(MlsError::invalid_argument, "group context extensions");
  return from(suite, context_extensions);
}

Result<> check_leaf(const LeafNode& leaf, const GroupRequirements& group) {
  const auto refuse = [](const char* why) { return base::fail(MlsError::invalid_leaf_node, why); };
  const CipherSuite* suite = CipherSuite::find(group.cipher_suite);
  const Capabilities& can = leaf.capabilities;
  if (!suite->valid_public_key(leaf.encryption_key)) return refuse("encryption key");
  if (!lists(can.versions, ProtocolVersion::mls10)) return refuse("protocol versions");
  if (!lists(can.cipher_suites, group.cipher_suite)) return refuse("cipher suites");
  if (!can.supports(leaf.credential.type)) return refuse("credential type not listed");
  if (!supports_all(can, group.required.extensions)) return refuse("required extensions");
  if (!supports_all(can, group.required.proposals)) return refuse("required proposals");
  if (!supports_all(can, group.required.credentials)) return refuse("required credentials");
  if (!supports_all(can, group.context_extensions)) return refuse("group context extensions");
  for (const Extension& extension : leaf.extensions.list()) {
    if (!can.supports(extension.type)) return refuse("extension not listed");
  }
  return {};
}

Result<> check_entrant(const RatchetTree& tree, const LeafNode& leaf, std::optional<LeafIndex> replaced,
                       const GroupRequirements& group) {
  const auto refuse = [](const char* why) { return base::fail(MlsError::invalid_leaf_node, why); };
  if (auto checked = check_leaf(leaf, group); !checked) return checked;
  for (std::uint32_t i = 0; i < node_count(tree.width()); ++i) {
    const HpkePublicKey* key = tree.encryption_key(NodeIndex(i));
    if (key && *key == leaf.encryption_key) return refuse("an encryption key stands twice");
  }
  for (LeafIndex member : tree.members()) {
    if (member == replaced) continue;
    const LeafNode& other = *tree.leaf(member);
    const bool mutual = other.capabilities.supports(leaf.credential.type) && leaf.capabilities.supports(other.credential.type);
    if (!mutual) return refuse("credential types");
    if (replaced && other.signature_key == leaf.signature_key) return refuse("a signature key stands twice");
  }
  return {};
}

Result<> check_members(const RatchetTree& tree, const GroupRequirements& group) {
  const std::vector<LeafIndex> members = tree.members();
  for (LeafIndex member : members) {
    if (auto checked = check_leaf(*tree.leaf(member), group); !checked) return checked;
  }
  if (auto checked = check_credential_types(tree, members); !checked) return checked;
  return check_unique_keys(tree);
}

Result<> check_changes(const RatchetTree& before, const RatchetTree& tree, const GroupRequirements& group) {
  bool same_rules = true;
  for (LeafIndex index : tree.changed_leaves(before)) {
    const LeafNode* leaf = tree.leaf(index);
    if (!leaf) continue;  // one member less restricts nobody
    if (auto checked = check_leaf(*leaf, group); !checked) return checked;
    same_rules = same_rules && same_credential_rules(before.leaf(index), *leaf);
  }
  if (!same_rules) {
    if (auto checked = check_credential_types(tree, tree.members()); !checked) return checked;
  }
  return check_changed_keys(before, tree);
}

}  // namespace valise::mls
