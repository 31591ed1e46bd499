#include "client-sdk/mls/group_info_check.hpp"

#include "client-sdk/mls/leaf_validation.hpp"
#include "client-sdk/mls/tree_validation.hpp"

namespace valise::mls {
namespace {

// A group in its last epoch could not be joined: there is none after it.
constexpr Epoch last_epoch{~std::uint64_t{0}};

Result<RatchetTree> find_tree(const GroupInfo& info, std::optional<ByteView> given) {
  if (const Bytes* extension = info.extensions.find(ExtensionType::ratchet_tree)) return parse<RatchetTree>(*extension);
  if (given) return parse<RatchetTree>(*given);
  return base::fail(MlsError::invalid_group_info, "no ratchet tree");
}

Result<> check_credentials(const RatchetTree& tree, const Extensions& context, const Validation& validation) {
  for (LeafIndex member : tree.members()) {
    const LeafNode& leaf = *tree.leaf(member);
    if (!validation.credentials.accepts({CredentialEvent::joining, leaf.credential, leaf.signature_key})) {
      return base::fail(MlsError::credential_refused);
    }
  }
  const Bytes* data = context.find(ExtensionType::external_senders);
  if (!data) return {};
  const auto senders = parse<ExternalSenders>(*data);
  if (!senders) return base::fail(MlsError::malformed, "external_senders");
  for (const ExternalSender& sender : senders->list) {
    if (!validation.credentials.accepts({CredentialEvent::external_sender_added, sender.credential, sender.signature_key})) {
      return base::fail(MlsError::credential_refused);
    }
  }
  return {};
}

Result<> check_lifetimes(const RatchetTree& tree, const Validation& validation) {
  for (LeafIndex member : tree.members()) {
    const auto* lifetime = std::get_if<Lifetime>(&tree.leaf(member)->source);
    if (!lifetime) continue;
    if (lifetime->length() > validation.longest_lifetime) return base::fail(MlsError::invalid_lifetime, "longest");
    if (validation.joined_lifetimes == LifetimeCheck::ignore) continue;
    if (!lifetime->contains(validation.now)) return base::fail(MlsError::invalid_lifetime, "member");
  }
  return {};
}

// check_tree verifies the integrity of the ratchet tree and everyone in it.
Result<> check_tree(const CipherSuite& suite, const RatchetTree& tree, const GroupContext& context,
                    const Validation& validation) {
  if (tree.root_hash(suite) != context.tree_hash) return base::fail(MlsError::invalid_tree, "tree hash");
  if (auto checked = verify_unmerged_leaves(tree); !checked) return checked;
  if (auto checked = verify_parent_hashes(suite, tree); !checked) return checked;
  if (auto checked = verify_parent_keys(suite, tree); !checked) return checked;
  const auto requirements = GroupRequirements::from(context.cipher_suite, context.extensions);
  if (!requirements) return std::unexpected(requirements.error());
  if (auto checked = check_members(tree, *requirements); !checked) return checked;
  if (auto checked = verify_leaf_signatures(suite, tree, context.group_id); !checked) return checked;
  if (auto checked = check_lifetimes(tree, validation); !checked) return checked;
  return check_credentials(tree, context.extensions, validation);
}

}  // namespace

Result<RatchetTree> check_group_info(const CipherSuite& suite, const GroupInfo& info, std::optional<ByteView> given_tree,
                                     const Validation& validation) {
  if (info.context.epoch == last_epoch) return base::fail(MlsError::invalid_group_info, "epoch");
  if (!may_stand(validation.types, info.extensions, ExtensionPlace::group_info) ||
      !may_stand(validation.types, info.context.extensions, ExtensionPlace::group_context)) {
    return base::fail(MlsError::invalid_group_info, "extension in a wrong place");
  }
  auto tree = find_tree(info, given_tree);
  if (!tree) return tree;
  if (tree->member_count() > validation.limits.members) return base::fail(MlsError::too_large, "members");
  const LeafNode* signer = tree->leaf(info.signer);
  if (!signer) return base::fail(MlsError::invalid_group_info, "signer");
  if (!verify_group_info(suite, info, signer->signature_key)) return base::fail(MlsError::bad_signature, "group info");
  if (auto checked = check_tree(suite, *tree, info.context, validation); !checked) return base::pass_on(checked);
  return tree;
}

}  // namespace valise::mls
