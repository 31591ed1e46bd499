// Group: joining by a Welcome (RFC 9420 section 12.4.3.1, in its order).
#include "client-sdk/mls/epoch_transition.hpp"
#include "client-sdk/mls/group.hpp"
#include "client-sdk/mls/group_info_check.hpp"
#include "client-sdk/mls/psk_lookup.hpp"

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

Result<> check_psks(const CipherSuite& suite, const std::vector<PreSharedKeyId>& psks) {
  const bool sized = std::ranges::all_of(psks, [&](const PreSharedKeyId& id) { return id.nonce.size() == suite.hash_size(); });
  if (!sized) return base::fail(MlsError::invalid_welcome, "PSK nonce");
  return {};
}

}  // namespace

// find_link picks the one PSK that ties the new group to an old one, which must be there exactly when the old one is known.
Result<std::optional<PskLink>> Group::find_link(const std::vector<PreSharedKeyId>& psks, const JoinLink* link) {
  const PreSharedKeyId* found = nullptr;
  for (const PreSharedKeyId& id : psks) {
    if (id.type != PskType::resumption || id.usage == ResumptionUsage::application) continue;
    if (found) return base::fail(MlsError::invalid_welcome, "two links to other groups");
    found = &id;
  }
  if (!link && found) return base::fail(MlsError::unsupported, "a welcome that belongs to an old group");
  if (!link) return std::nullopt;
  if (!found || found->usage != link->usage || found->psk_group_id != link->old->epoch_.context.group_id) {
    return base::fail(MlsError::invalid_welcome, "link to the old group");
  }
  auto key = link->old->resumption_psk(found->psk_epoch);
  if (!key) return base::fail(MlsError::missing_psk, "epoch of the old group");
  return PskLink{*found, std::move(*key)};
}

Result<Group> Group::join(ByteView message, const KeyPackageBundle& bundle, std::shared_ptr<const Signer> signer,
                          const Validation& validation, std::optional<ByteView> given_tree) {
  return join_linked(message, bundle, std::move(signer), validation, given_tree, nullptr);
}

Result<Group> Group::join_linked(ByteView message, const KeyPackageBundle& bundle, std::shared_ptr<const Signer> signer,
                                 const Validation& validation, std::optional<ByteView> given_tree, const JoinLink* link) {
  if (message.size() > validation.limits.message_size) return base::fail(MlsError::too_large, "message");
  const auto welcome = from_message<Welcome>(message);
  if (!welcome) return std::unexpected(welcome.error());
  const CipherSuite* suite = CipherSuite::find(welcome->cipher_suite);
  if (!suite) return base::fail(MlsError::unsupported_cipher_suite);
  if (auto checked = check_bundle(*suite, bundle, *signer); !checked) return base::pass_on(checked);
  auto secrets = open_group_secrets(*suite, *welcome, bundle);
  if (!secrets) return base::pass_on(secrets);
  if (secrets->psks.size() > validation.limits.psks) return base::fail(MlsError::too_large, "PSKs of a welcome");
  if (auto checked = check_psks(*suite, secrets->psks); !checked) return base::pass_on(checked);
  const auto linked = find_link(secrets->psks, link);
  if (!linked) return std::unexpected(linked.error());
  const auto psks = find_psks(secrets->psks, {.store = validation.psks, .link = *linked ? &**linked : nullptr});
  if (!psks) return std::unexpected(psks.error());

  MemberSecret member = member_secret(*suite, secrets->joiner, psk_secret(*suite, *psks));
  auto info = decrypt_group_info(*suite, welcome_secret(*suite, member), *welcome);
  if (!info) return base::pass_on(info);
  if (info->context.cipher_suite != suite->id()) return base::fail(MlsError::invalid_welcome, "cipher suite");
  auto tree = check_group_info(*suite, *info, given_tree, validation);
  if (!tree) return base::pass_on(tree);

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
  if (link) {
    if (auto checked = link->old->check_link(state, (*linked)->id, validation); !checked) return base::pass_on(checked);
  }
  Group out(std::move(state), std::move(signer));
  out.welcomed_by_ = info->signer;
  for (const Extension& extension : info->extensions.list()) {
    if (extension.type != ExtensionType::ratchet_tree) out.joining_extensions_.set(extension.type, extension.data);
  }
  return out;
}

}  // namespace valise::mls
