// Group: making proposals (RFC 9420 section 12.1).
#include "client-sdk/mls/group.hpp"
#include "client-sdk/mls/proposal_list.hpp"

namespace valise::mls {

Proposal Group::make_psk_proposal(ByteView psk_id, base::Random& random) const {
  return {PreSharedKey{external_psk(suite(), psk_id, random)}};
}

Proposal Group::make_resumption_proposal(ByteView group_id, Epoch epoch, base::Random& random) const {
  return {PreSharedKey{mls::resumption_psk(suite(), ResumptionUsage::application, group_id, epoch, random)}};
}

Result<> Group::check_room(const Proposal& proposal, const Limits& limits) const {
  const bool full =
      proposals_.size() >= limits.kept_proposals || proposal_bytes_ + encode(proposal).size() > limits.kept_proposal_bytes;
  if (full) return base::fail(MlsError::too_large, "proposals");
  return {};
}

void Group::keep(CachedProposal cached) {
  proposal_bytes_ += encode(cached.proposal).size();
  proposals_.push_back(std::move(cached));
}

Result<Bytes> Group::send_proposal(CachedProposal cached, const Limits& limits, base::Random& random, WireFormat format) {
  if (auto room = check_room(cached.proposal, limits); !room) return base::pass_on(room);
  FramedContent content = framed({});
  content.body = cached.proposal;
  auto own = sign_own(std::move(content), format);
  if (!own) return base::pass_on(own);
  auto message = frame(*own, padme, random);
  if (!message) return message;
  cached.reference = proposal_ref(suite(), **own);
  keep(std::move(cached));
  return message;
}

Result<Bytes> Group::propose(Proposal proposal, const Validation& validation, base::Random& random, WireFormat format) {
  if (auto active = require_active(); !active) return base::pass_on(active);
  if (proposal.get<Update>()) return base::fail(MlsError::invalid_argument, "update");
  const Sender self = Sender::member(own_leaf());
  if (auto checked = check_alone(epoch_, {&proposal, self}, ListOrigin::own, validation); !checked) return base::pass_on(checked);
  return send_proposal({{}, std::move(proposal), self, std::nullopt}, validation.limits, random, format);
}

Result<Bytes> Group::propose_update(base::Random& random, WireFormat format, const LeafOptions& options) {
  if (auto active = require_active(); !active) return base::pass_on(active);
  HpkeKeyPair fresh = suite().generate_key_pair(random);
  const Signer& signer = options.signer ? *options.signer : *signer_;
  LeafNode leaf = options.apply_to(*epoch_.tree.leaf(own_leaf()));
  leaf.encryption_key = std::move(fresh.public_key);
  leaf.signature_key = signer.public_key();
  leaf.source = FromUpdate{};
  if (auto done = sign_leaf(leaf, {epoch_.context.group_id, own_leaf()}, signer); !done) return base::pass_on(done);
  if (options.signer) offer_signer(options.signer);
  return send_proposal({{}, {Update{std::move(leaf)}}, Sender::member(own_leaf()), std::move(fresh.private_key)}, {}, random,
                       format);
}

}  // namespace valise::mls
