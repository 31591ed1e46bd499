#include "client-sdk/mls/external_proposal.hpp"

namespace valise::mls {
namespace {

Result<Bytes> send(const ProposalTarget& target, Sender sender, Proposal proposal, const Signer& signer) {
  FramedContent content{.group_id = target.group_id,
                        .epoch = target.epoch,
                        .sender = sender,
                        .authenticated_data = {},
                        .body = std::move(proposal)};
  // One who is outside does not know the GroupContext, and the signature does not cover it (6.1).
  auto own = sign_content(WireFormat::public_message, std::move(content), {}, signer);
  if (!own) return base::pass_on(own);
  return to_message(PublicMessage{(*own)->content, (*own)->auth, std::nullopt});
}

}  // namespace

bool may_propose(SenderType sender, ProposalType type, const TypeRegistry* types) {
  switch (sender) {
    case SenderType::member: return type != ProposalType::external_init;
    case SenderType::new_member_proposal: return type == ProposalType::add;
    case SenderType::external: break;
    case SenderType::new_member_commit: return false;
  }
  if (is_default(type)) return type != ProposalType::update && type != ProposalType::external_init;
  const ProposalRule* rule = types ? types->find(type) : nullptr;
  return rule && rule->external == ExternalUse::external_senders_too;
}

Result<Bytes> new_member_proposal(const ProposalTarget& target, const KeyPackage& package, const Signer& signer) {
  if (package.cipher_suite != target.cipher_suite) return base::fail(MlsError::invalid_argument, "cipher suite");
  if (package.leaf_node.signature_key != signer.public_key()) return base::fail(MlsError::invalid_argument, "signer");
  return send(target, {SenderType::new_member_proposal}, {Add{package}}, signer);
}

Result<Bytes> external_proposal(const ProposalTarget& target, std::uint32_t sender_index, Proposal proposal, const Signer& signer,
                                const TypeRegistry* types) {
  if (!may_propose(SenderType::external, proposal.type(), types)) return base::fail(MlsError::invalid_argument, "proposal type");
  return send(target, {SenderType::external, sender_index}, std::move(proposal), signer);
}

}  // namespace valise::mls
