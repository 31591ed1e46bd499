// Group: saved state. Two blobs, each with a format number; see Group::serialize_epoch.
#include "client-sdk/mls/group.hpp"
#include "client-sdk/mls/tree_validation.hpp"

namespace valise::mls {
namespace {

// Each kind of state has its own numbers, so that one is not taken for another. A change of form takes a new one.
constexpr std::uint16_t epoch_format = 0x4502;
constexpr std::uint16_t ratchet_format = 0x5202;
constexpr std::uint16_t pending_format = 0x5002;
constexpr std::uint16_t joining_format = 0x4a02;

void save_past(SecretWriter& out, const PastEpoch& past) {
  out.opaque(past.context).value(past.epoch).opaque(past.authenticator).secret(past.sender_data);
  past.members.save(out);
}

PastEpoch restore_past(const CipherSuite& suite, Decoder& in, Decoder& ratchets) {
  Bytes context = in.opaque();
  const auto epoch = in.value<Epoch>();
  Bytes authenticator = in.opaque();
  return {.context = std::move(context),
          .epoch = epoch,
          .authenticator = std::move(authenticator),
          .sender_data = read_secret<SenderDataSecret>(in, suite.hash_size()),
          .message_keys = SecretTree::restore(suite, ratchets),
          .members = Roster::restore(in)};
}

void save_proposal(SecretWriter& out, const CachedProposal& cached) {
  out.opaque(cached.reference.hash).value(cached.proposal).value(cached.sender).u8(cached.own_leaf_key ? 1 : 0);
  if (cached.own_leaf_key) out.secret(*cached.own_leaf_key);
}

CachedProposal restore_proposal(Decoder& in) {
  CachedProposal out{
      .reference = {in.opaque()}, .proposal = in.value<Proposal>(), .sender = in.value<Sender>(), .own_leaf_key = {}};
  if (in.present()) out.own_leaf_key = read_secret<HpkePrivateKey>(in);
  return out;
}

base::Unexpected bad(const char* what) { return base::fail(MlsError::bad_saved_state, what); }

// save_next writes the epoch that a commit leads to, whole.
void save_next(SecretWriter& out, const EpochState& next) {
  SecretWriter ratchets;
  next.message_keys.save(ratchets);
  const SecretBytes ratchet_part = ratchets.take();
  out.opaque(ratchet_part.expose());
  next.save(out);
}

// restore_next reads what save_next wrote; nothing may follow it.
Result<EpochState> restore_next(Decoder& in) {
  Decoder ratchets(in.view());
  auto next = EpochState::restore(in, ratchets);
  if (!next) return next;
  if (!in.finish() || !ratchets.finish()) return bad("next epoch");
  return next;
}

}  // namespace

void EpochState::save(SecretWriter& out) const {
  out.value(context).value(tree);
  keys.save(out);
  secrets.save(out);
  out.opaque(confirmation_tag).opaque(interim_transcript_hash).u8(reinit ? 1 : 0);
  if (reinit) out.value(*reinit);
}

Result<EpochState> EpochState::restore(Decoder& in, Decoder& ratchets) {
  auto context = in.value<GroupContext>();
  const CipherSuite* suite = CipherSuite::find(context.cipher_suite);
  if (!suite) return bad("cipher suite");
  auto tree = in.value<RatchetTree>();
  auto keys = PrivateTree::restore(in);
  EpochState out{.suite = suite,
                 .context = std::move(context),
                 .tree = std::move(tree),
                 .keys = std::move(keys),
                 .secrets = EpochSecrets::restore(*suite, in),
                 .message_keys = SecretTree::restore(*suite, ratchets),
                 .confirmation_tag = in.opaque(),
                 .interim_transcript_hash = in.opaque()};
  if (in.present()) out.reinit = in.value<ReInit>();
  if (!in.ok() || !ratchets.ok() || !out.tree.leaf(out.keys.self())) return bad("epoch");
  if (out.message_keys.width() != out.tree.width() || !verify_unmerged_leaves(out.tree)) return bad("tree");
  if (!out.keys.matches(*suite, out.tree)) return bad("private keys");
  return out;
}

SecretBytes Group::serialize_epoch() const {
  SecretWriter out;
  out.u16(epoch_format).value(epoch());
  epoch_.save(out);
  out.u32(static_cast<std::uint32_t>(past_.size()));
  for (const PastEpoch& past : past_) save_past(out, past);
  out.u32(static_cast<std::uint32_t>(resumption_.size()));
  for (const ResumptionEntry& entry : resumption_) out.value(entry.epoch).secret(entry.psk);
  return out.take();
}

SecretBytes Group::serialize_ratchets() const {
  SecretWriter out;
  out.u16(ratchet_format).value(epoch()).u8(removed_ ? 1 : 0);
  epoch_.message_keys.save(out);
  for (const PastEpoch& past : past_) past.message_keys.save(out);
  out.u32(static_cast<std::uint32_t>(proposals_.size()));
  for (const CachedProposal& cached : proposals_) save_proposal(out, cached);
  return out.take();
}

Result<Group> Group::restore(ByteView epoch_part, ByteView ratchet_part, std::shared_ptr<const Signer> signer) {
  Decoder in(epoch_part);
  Decoder ratchets(ratchet_part);
  if (in.u16() != epoch_format || ratchets.u16() != ratchet_format) return base::fail(MlsError::unknown_saved_format);
  const auto epoch = in.value<Epoch>();
  if (epoch != ratchets.value<Epoch>()) return bad("parts of different epochs");
  const bool removed = ratchets.present();
  auto state = EpochState::restore(in, ratchets);
  if (!state) return base::pass_on(state);
  if (state->context.epoch != epoch) return bad("another epoch");
  const SignaturePublicKey& own_key = state->tree.leaf(state->keys.self())->signature_key;
  if (signer->public_key() != own_key) return base::fail(MlsError::invalid_argument, "signer");
  Group out(std::move(*state), std::move(signer));
  out.removed_ = removed;
  const std::uint32_t past = in.u32();
  for (std::uint32_t i = 0; i < past && in.ok(); ++i) out.past_.push_back(restore_past(out.suite(), in, ratchets));
  const std::uint32_t resumption = in.u32();
  for (std::uint32_t i = 0; i < resumption && in.ok(); ++i) {
    const auto of = in.value<Epoch>();
    out.resumption_.push_back({of, read_secret<ResumptionPsk>(in, out.suite().hash_size())});
  }
  const std::uint32_t proposals = ratchets.u32();
  for (std::uint32_t i = 0; i < proposals && ratchets.ok(); ++i) out.keep(restore_proposal(ratchets));
  if (!in.finish() || !ratchets.finish()) return bad("group");
  return out;
}

SecretBytes PendingCommit::serialize() const {
  SecretWriter out;
  out.u16(pending_format).opaque(base).opaque(message).u8(welcome ? 1 : 0);
  if (welcome) out.opaque(*welcome);
  save_next(out, next);
  return out.take();
}

Result<PendingCommit> PendingCommit::restore(ByteView saved) {
  Decoder in(saved);
  if (in.u16() != pending_format) return base::fail(MlsError::unknown_saved_format);
  Bytes base = in.opaque();
  Bytes message = in.opaque();
  std::optional<Bytes> welcome;
  if (in.present()) welcome = in.opaque();
  auto next = restore_next(in);
  if (!next) return base::pass_on(next);
  CommitSummary summary{.committer = next->keys.self(), .new_epoch = next->context.epoch};
  return PendingCommit{std::move(message), std::move(welcome), std::move(summary), std::move(*next), std::move(base)};
}

SecretBytes PendingJoin::serialize() const {
  SecretWriter out;
  out.u16(joining_format).opaque(message);
  save_next(out, next);
  return out.take();
}

Result<PendingJoin> PendingJoin::restore(ByteView saved) {
  Decoder in(saved);
  if (in.u16() != joining_format) return base::fail(MlsError::unknown_saved_format);
  Bytes message = in.opaque();
  auto next = restore_next(in);
  if (!next) return base::pass_on(next);
  return PendingJoin{std::move(message), std::move(*next)};
}

}  // namespace valise::mls
