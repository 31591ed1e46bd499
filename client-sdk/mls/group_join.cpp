// Group: joining by a Welcome (RFC 9420 section 12.4.3.1, in its order).
#include "client-sdk/mls/epoch_transition.hpp"
#include "client-sdk/mls/group.hpp"
#include "client-sdk/mls/psk_lookup.hpp"
#include "client-sdk/mls/tree_validation.hpp"

namespace valise::mls {
namespace {

Result<> check_bundle(const CipherSuite& suite, const KeyPackageBundle& bundle, const Signer& signer) {
  const auto init = suite.public_key_of(bundle.init_key);
  const auto leaf = suite.public_key_of(bundle.encryption_key);
  const LeafNode& node = bundle.package.leaf_node;
  const bool fits = init && leaf && *init == bundle.package.init_key && *leaf == node.encryption_key &&
                    signer.public_key() == node.signature_key;
  if (!fits) return base::fail(MlsError::invalid_argument, "key package bundle");
  return {};
}

Result<RatchetTree> find_tree(const GroupInfo& info, std::optional<ByteView> given) {
  if (const Bytes* extension = info.extensions.find(ExtensionType::ratchet_tree)) return parse<RatchetTree>(*extension);
  if (given) return parse<RatchetTree>(*given);
  return base::fail(MlsError::invalid_welcome, "no ratchet tree");
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
  if (validation.joined_lifetimes == LifetimeCheck::ignore) return {};
  for (LeafIndex member : tree.members()) {
    const auto* lifetime = std::get_if<Lifetime>(&tree.leaf(member)->source);
    if (lifetime && !lifetime->contains(validation.now)) return base::fail(MlsError::invalid_lifetime, "member");
  }
  return {};
}

// check_tree verifies the integrity of the ratchet tree and everyone in it.
Result<> check_tree(const CipherSuite& suite, const RatchetTree& tree, const GroupContext& context,
                    const Validation& validation) {
  if (tree.root_hash(suite) != context.tree_hash) return base::fail(MlsError::invalid_tree, "tree hash");
  if (auto checked = verify_unmerged_leaves(tree); !checked) return checked;
  if (auto checked = verify_parent_hashes(suite, tree); !checked) return checked;
  const auto requirements = GroupRequirements::from(context.cipher_suite, context.extensions);
  if (!requirements) return std::unexpected(requirements.error());
  if (auto checked = check_members(tree, *requirements); !checked) return checked;
  if (auto checked = verify_leaf_signatures(suite, tree, context.group_id); !checked) return checked;
  if (auto checked = check_lifetimes(tree, validation); !checked) return checked;
  return check_credentials(tree, context.extensions, validation);
}

std::optional<LeafIndex> find_leaf(const RatchetTree& tree, const LeafNode& leaf) {
  for (LeafIndex member : tree.members()) {
    if (*tree.leaf(member) == leaf) return member;
  }
  return std::nullopt;
}

// take_path_secret sets the keys of the nodes that this member shares with the one who made the Welcome.
Result<> take_path_secret(const CipherSuite& suite, const RatchetTree& tree, PrivateTree& keys, LeafIndex signer,
                          PathSecret secret) {
  if (secret.size() != suite.hash_size() || signer == keys.self()) return base::fail(MlsError::invalid_welcome, "path secret");
  const std::vector<PathStep> steps = tree.filtered_direct_path(signer);
  const auto shared = std::ranges::find(steps, common_ancestor(signer, keys.self()), &PathStep::node);
  if (shared == steps.end()) return base::fail(MlsError::invalid_welcome, "path secret");
  auto taken = keys.implant(suite, tree, std::span(shared, steps.end()), std::move(secret));
  if (!taken) return base::fail(MlsError::invalid_welcome, "path secret");
  return {};
}

Result<> check_psks(const std::vector<PreSharedKeyId>& psks) {
  for (const PreSharedKeyId& id : psks) {
    if (id.type == PskType::resumption && id.usage != ResumptionUsage::application) {
      return base::fail(MlsError::unsupported, "reinit and branch");
    }
  }
  return {};
}

}  // namespace

Result<Group> Group::join(ByteView message, const KeyPackageBundle& bundle, std::shared_ptr<const Signer> signer,
                          const Validation& validation, std::optional<ByteView> given_tree) {
  const auto welcome = from_message<Welcome>(message);
  if (!welcome) return std::unexpected(welcome.error());
  const CipherSuite* suite = CipherSuite::find(welcome->cipher_suite);
  if (!suite) return base::fail(MlsError::unsupported_cipher_suite);
  if (auto checked = check_bundle(*suite, bundle, *signer); !checked) return base::pass_on(checked);
  auto secrets = open_group_secrets(*suite, *welcome, bundle);
  if (!secrets) return base::pass_on(secrets);
  if (auto checked = check_psks(secrets->psks); !checked) return base::pass_on(checked);
  const auto psks = find_psks(secrets->psks, {.external = validation.psks});
  if (!psks) return std::unexpected(psks.error());

  MemberSecret member = member_secret(*suite, secrets->joiner, psk_secret(*suite, *psks));
  auto info = decrypt_group_info(*suite, welcome_secret(*suite, member), *welcome);
  if (!info) return base::pass_on(info);
  if (info->context.cipher_suite != suite->id()) return base::fail(MlsError::invalid_welcome, "cipher suite");
  auto tree = find_tree(*info, given_tree);
  if (!tree) return base::pass_on(tree);
  const LeafNode* inviter = tree->leaf(info->signer);
  if (!inviter) return base::fail(MlsError::invalid_welcome, "signer");
  if (!verify_group_info(*suite, *info, inviter->signature_key)) return base::fail(MlsError::bad_signature, "group info");
  if (auto checked = check_tree(*suite, *tree, info->context, validation); !checked) return base::pass_on(checked);

  const auto self = find_leaf(*tree, bundle.package.leaf_node);
  if (!self) return base::fail(MlsError::invalid_welcome, "own leaf");
  PrivateTree keys(*self, bundle.encryption_key.duplicate());
  if (secrets->path) {
    auto taken = take_path_secret(*suite, *tree, keys, info->signer, std::move(*secrets->path));
    if (!taken) return base::pass_on(taken);
  }
  EpochSecret epoch = epoch_secret(*suite, std::move(member), encode(info->context));
  EpochState state = enter_epoch(*suite, std::move(info->context), std::move(*tree), std::move(keys), std::move(epoch));
  if (!suite->verify_mac(state.secrets.confirmation.expose(), state.context.confirmed_transcript_hash, info->confirmation_tag)) {
    return base::fail(MlsError::bad_confirmation_tag);
  }
  return Group(std::move(state), std::move(signer));
}

}  // namespace valise::mls
