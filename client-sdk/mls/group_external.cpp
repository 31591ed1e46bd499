// Group: joining by an external commit (RFC 9420 sections 8.3 and 12.4.3.2).
#include "client-sdk/mls/epoch_transition.hpp"
#include "client-sdk/mls/group.hpp"
#include "client-sdk/mls/group_info_check.hpp"
#include "client-sdk/mls/leaf_validation.hpp"
#include "client-sdk/mls/psk_lookup.hpp"
#include "client-sdk/mls/transcript.hpp"

namespace valise::mls {
namespace {

Result<HpkePublicKey> external_key(const CipherSuite& suite, const GroupInfo& info) {
  const Bytes* data = info.extensions.find(ExtensionType::external_pub);
  if (!data) return base::fail(MlsError::invalid_group_info, "no external_pub");
  auto key = parse<HpkePublicKey>(*data);
  if (!key || !suite.valid_public_key(*key)) return base::fail(MlsError::invalid_group_info, "external_pub");
  return key;
}

std::vector<Proposal> joining_proposals(const CipherSuite& suite, const ExternalJoinOptions& options, Bytes kem_output,
                                        base::Random& random) {
  std::vector<Proposal> out = {{ExternalInit{std::move(kem_output)}}};
  if (options.replaces) out.push_back({Remove{*options.replaces}});
  for (const Bytes& id : options.external_psks) out.push_back({PreSharedKey{external_psk(suite, id, random)}});
  return out;
}

// JoiningTree is the tree with the joiner in it, and its path.
struct JoiningTree {
  RatchetTree tree;
  PrivateTree keys;
  NewPath path;
  GroupContext context;  // provisional
  UpdatePath update;
};

Result<JoiningTree> enter_tree(const CipherSuite& suite, const GroupContext& before, RatchetTree tree,
                               const ExternalJoinOptions& options, const Signer& signer, base::Random& random) {
  if (options.replaces) tree.remove(*options.replaces);
  PrivateTree keys(tree.reserve(), HpkePrivateKey::zero(0));
  const Capabilities capabilities =
      own_capabilities({options.supported_extensions, options.supported_proposals, options.grease}, random);
  const LeafChange leaf{options.credential, capabilities, options.leaf_extensions};
  auto path = renew_path(suite, tree, keys, leaf, before.group_id, signer, random);
  if (!path) return base::pass_on(path);
  const auto requirements = GroupRequirements::from(suite.id(), before.extensions);
  if (!requirements) return std::unexpected(requirements.error());
  if (auto checked = check_members(tree, *requirements); !checked) return base::pass_on(checked);
  GroupContext context = provisional_context(suite, before, tree);
  auto update = encrypt_path(suite, tree, keys.self(), *path, encode(context), {}, random);
  if (!update) return base::pass_on(update);
  return JoiningTree{std::move(tree), std::move(keys), std::move(*path), std::move(context), std::move(*update)};
}

FramedContent external_commit(const GroupContext& context, std::vector<Proposal> proposals, UpdatePath path,
                              const Bytes& authenticated_data) {
  Commit commit{.proposals = {}, .path = std::move(path)};
  for (Proposal& proposal : proposals) commit.proposals.push_back({std::move(proposal)});
  return {.group_id = context.group_id,
          .epoch = context.epoch,
          .sender = {SenderType::new_member_commit},
          .authenticated_data = authenticated_data,
          .body = std::move(commit)};
}

}  // namespace

Result<PendingJoin> Group::join_external(ByteView message, const ExternalJoinOptions& options, const Signer& signer,
                                         const Validation& validation, base::Random& random) {
  if (message.size() > validation.limits.message_size) return base::fail(MlsError::too_large, "message");
  const auto info = from_message<GroupInfo>(message);
  if (!info) return std::unexpected(info.error());
  const CipherSuite* suite = CipherSuite::find(info->context.cipher_suite);
  if (!suite) return base::fail(MlsError::unsupported_cipher_suite);
  auto tree = check_group_info(*suite, *info, options.tree, validation);
  if (!tree) return base::pass_on(tree);
  if (options.replaces && !tree->leaf(*options.replaces)) return base::fail(MlsError::invalid_argument, "leaf to replace");
  const bool full = !options.replaces && tree->member_count() >= validation.limits.members;
  if (full) return base::fail(MlsError::too_large, "members");
  const auto external = external_key(*suite, *info);
  if (!external) return std::unexpected(external.error());
  auto init = suite->hpke_setup_export(*external, base::as_bytes(external_init_label), random);
  if (!init) return base::pass_on(init);

  std::vector<Proposal> proposals = joining_proposals(*suite, options, std::move(init->kem_output), random);
  const auto psks = find_psks(psk_ids(proposals), {.store = validation.psks});
  if (!psks) return std::unexpected(psks.error());
  auto joined = enter_tree(*suite, info->context, std::move(*tree), options, signer, random);
  if (!joined) return base::pass_on(joined);

  FramedContent content =
      external_commit(info->context, std::move(proposals), std::move(joined->update), options.authenticated_data);
  auto own = sign_content(WireFormat::public_message, std::move(content), encode(info->context), signer);
  if (!own) return base::pass_on(own);
  const Bytes interim = interim_hash(*suite, info->context.confirmed_transcript_hash, info->confirmation_tag);
  EpochEntry entry{std::move(joined->context), std::move(joined->tree), std::move(joined->keys)};
  NextEpoch next = next_epoch(*suite, interim, init->secret, std::move(entry), std::move(joined->path.commit_secret),
                              psk_secret(*suite, *psks), **own);
  own->confirm(next.state.confirmation_tag);
  return PendingJoin{to_message(PublicMessage{(*own)->content, (*own)->auth, std::nullopt}), std::move(next.state)};
}

Result<Group> Group::join(PendingJoin pending, std::shared_ptr<const Signer> signer) {
  const LeafNode* leaf = pending.next.tree.leaf(pending.next.keys.self());
  if (!leaf || signer->public_key() != leaf->signature_key) return base::fail(MlsError::invalid_argument, "signer");
  return Group(std::move(pending.next), std::move(signer));
}

}  // namespace valise::mls
