#include "client-sdk/mls/epoch_transition.hpp"

#include "client-sdk/mls/transcript.hpp"

namespace valise::mls {

GroupContext provisional_context(const EpochState& from, const RatchetTree& tree, const Extensions& extensions) {
  GroupContext out = from.context;
  out.epoch = Epoch(from.context.epoch.value() + 1);
  out.tree_hash = tree.root_hash(*from.suite);
  out.extensions = extensions;
  return out;
}

EpochState enter_epoch(const CipherSuite& suite, GroupContext context, RatchetTree tree, PrivateTree keys, EpochSecret epoch) {
  NewEpoch opened = open_epoch(suite, std::move(epoch));
  const std::uint32_t width = tree.width();
  Bytes tag = confirmation_tag(suite, opened.secrets.confirmation, context.confirmed_transcript_hash);
  Bytes interim = interim_hash(suite, context.confirmed_transcript_hash, tag);
  return {.suite = &suite,
          .context = std::move(context),
          .tree = std::move(tree),
          .keys = std::move(keys),
          .secrets = std::move(opened.secrets),
          .message_keys = SecretTree(suite, width, std::move(opened.encryption)),
          .confirmation_tag = std::move(tag),
          .interim_transcript_hash = std::move(interim)};
}

NextEpoch next_epoch(const EpochState& from, const InitSecret& init, AppliedList applied, GroupContext context,
                     CommitSecret commit_secret, const PskSecret& psk, const AuthenticatedContent& commit) {
  const CipherSuite& suite = *from.suite;
  context.confirmed_transcript_hash = confirmed_hash(suite, from.interim_transcript_hash, commit);
  const Bytes encoded = encode(context);
  JoinerSecret joiner = joiner_secret(suite, init, std::move(commit_secret), encoded);
  MemberSecret member = member_secret(suite, joiner, psk);
  WelcomeSecret welcome = welcome_secret(suite, member);
  EpochState state = enter_epoch(suite, std::move(context), std::move(applied.tree), std::move(applied.keys),
                                 epoch_secret(suite, std::move(member), encoded));
  state.reinit = applied.reinit;
  return {std::move(state), std::move(joiner), std::move(welcome)};
}

}  // namespace valise::mls
