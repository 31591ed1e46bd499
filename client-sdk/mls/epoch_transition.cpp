#include "client-sdk/mls/epoch_transition.hpp"

#include "client-sdk/mls/transcript.hpp"

namespace valise::mls {

GroupContext provisional_context(const EpochState& from, const RatchetTree& tree, const Extensions& extensions) {
  GroupContext out = provisional_context(*from.suite, from.context, tree);
  out.extensions = extensions;
  return out;
}

GroupContext provisional_context(const CipherSuite& suite, GroupContext context, const RatchetTree& tree) {
  context.epoch = Epoch(context.epoch.value() + 1);
  context.tree_hash = tree.root_hash(suite);
  return context;
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

NextEpoch next_epoch(const CipherSuite& suite, ByteView interim_before, const InitSecret& init, EpochEntry entry,
                     CommitSecret commit_secret, const PskSecret& psk, const AuthenticatedContent& commit) {
  entry.context.confirmed_transcript_hash = confirmed_hash(suite, interim_before, commit);
  const Bytes encoded = encode(entry.context);
  JoinerSecret joiner = joiner_secret(suite, init, std::move(commit_secret), encoded);
  MemberSecret member = member_secret(suite, joiner, psk);
  WelcomeSecret welcome = welcome_secret(suite, member);
  EpochState state = enter_epoch(suite, std::move(entry.context), std::move(entry.tree), std::move(entry.keys),
                                 epoch_secret(suite, std::move(member), encoded));
  return {std::move(state), std::move(joiner), std::move(welcome)};
}

NextEpoch next_epoch(const EpochState& from, const InitSecret& init, AppliedList applied, GroupContext context,
                     CommitSecret commit_secret, const PskSecret& psk, const AuthenticatedContent& commit) {
  EpochEntry entry{std::move(context), std::move(applied.tree), std::move(applied.keys)};
  NextEpoch out =
      next_epoch(*from.suite, from.interim_transcript_hash, init, std::move(entry), std::move(commit_secret), psk, commit);
  out.state.reinit = applied.reinit;
  return out;
}

}  // namespace valise::mls
