#include "keys/directory/proposal.hpp"

#include "keys/directory/record_rules.hpp"
#include "valise/v1/proposal.pb.h"

namespace valise::directory {
namespace {

using base::as_bytes;
using base::fail;
using base::Result;

constexpr crypto::Label kRefusalPurpose = "proposal refusal";

bool signed_by_authority(const RequiredSignatures& required, const std::string& authority) {
  const auto& groups = required.alternatives.front();
  const auto group = std::ranges::find(groups, authority, &SignatureGroup::who);
  return group != groups.end() && group->complete();
}

}  // namespace

ProposalId proposal_id(const SignedStatement& statement) { return ProposalId(crypto::Sha256::of(statement.statement_bytes())); }

Result<Proposal> check_proposal(const DirectoryState& state, base::ByteView signed_statement) {
  auto statement = SignedStatement::parse(signed_statement);
  if (!statement) return pass_on(statement);
  if (!statement->statement().has_authority_record_changed()) return fail(ProposalError::not_a_proposal);
  auto required = state.required_signatures(*statement);
  if (!required) return pass_on(required);
  const auto& id = statement->statement().authority_record_changed().record().authority_id();
  if (!signed_by_authority(*required, id)) return fail(ProposalError::not_signed_by_authority);
  auto authority = AuthorityId::parse(id);
  if (!authority) return pass_on(authority);
  const auto name = proposal_id(*statement);
  return Proposal{name, std::move(*authority), std::move(*statement), std::move(*required)};
}

Result<base::Bytes> make_proposal_refusal(const base::DirectoryId& directory, const ProposalId& proposal,
                                          const std::string& reason, base::UnixMillis now,
                                          const crypto::KeyHolder& registrar_key) {
  if (auto line = check_line(reason, Presence::required, "reason"); !line) return pass_on(line);
  v1::ProposalRefusalBody body;
  body.set_directory_id(directory.string());
  body.set_proposal_id(proposal.string());
  body.set_reason(reason);
  body.set_refused_at_ms(base::to_wire(now));

  v1::ProposalRefusal out;
  out.set_body(body.SerializeAsString());
  auto signature = crypto::sign_labelled(registrar_key, kRefusalPurpose, as_bytes(out.body()));
  if (!signature) return pass_on(signature);
  out.set_public_key(base::to_string(registrar_key.verify_key().view()));
  out.set_signature(base::to_string(*signature));
  return base::to_bytes(out.SerializeAsString());
}

Result<ProposalRefusal> check_proposal_refusal(const base::DirectoryId& directory, base::ByteView refusal) {
  v1::ProposalRefusal in;
  v1::ProposalRefusalBody body;
  if (!in.ParseFromArray(refusal.data(), static_cast<int>(refusal.size())) || !body.ParseFromString(in.body())) {
    return fail(ProposalError::refusal_malformed);
  }
  const auto proposal = ProposalId::parse(body.proposal_id());
  const auto key = crypto::VerifyKey::parse(as_bytes(in.public_key()));
  if (!proposal || !key || !check_line(body.reason(), Presence::required, "reason")) {
    return fail(ProposalError::refusal_malformed);
  }
  if (body.directory_id() != directory.string()) return fail(ProposalError::refusal_for_other_directory);
  if (!crypto::verify_labelled(*key, kRefusalPurpose, as_bytes(in.body()), as_bytes(in.signature()))) {
    return fail(ProposalError::refusal_not_authentic);
  }
  return ProposalRefusal{*proposal, body.reason(), base::from_wire(body.refused_at_ms()), *key};
}

}  // namespace valise::directory
