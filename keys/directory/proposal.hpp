// Proposals (docs/PROTOCOL.md, "Proposals"): a change of an authority's own record, signed by the authority, that waits for the
// registrar; and the registrar's signed refusal of one. Relay, authority and registrar judge them alike. Public data.
#pragma once

#include "base/clock.hpp"
#include "keys/directory/state.hpp"

namespace valise::directory {

enum class ProposalError {
  not_a_proposal = 1,
  not_signed_by_authority,
  refusal_malformed,
  refusal_for_other_directory,
  refusal_not_authentic,
};
constexpr std::string_view describe(ProposalError error) {
  switch (error) {
    case ProposalError::not_a_proposal: return "only a change of an authority's record can be proposed to the registrar";
    case ProposalError::not_signed_by_authority: return "the authority has not signed its proposal with enough keys";
    case ProposalError::refusal_malformed: return "this is not a refusal of a proposal";
    case ProposalError::refusal_for_other_directory: return "the refusal is for another directory";
    case ProposalError::refusal_not_authentic: return "the refusal is not signed by the key that it names";
  }
  return "proposal failure";
}

// ProposalId is SHA-256 of the proposed Statement's bytes, so signatures that are added do not change it.
using ProposalId = base::BinaryId<struct ProposalIdTag, 32>;
[[nodiscard]] ProposalId proposal_id(const SignedStatement& statement);

struct Proposal {
  ProposalId id;
  AuthorityId authority;
  SignedStatement statement;
  RequiredSignatures signatures;  // the authority's are there; the registrar's may be
};
// check_proposal tells whether the statement lacks nothing but signatures of the registrar. Fails with not_a_proposal,
// not_signed_by_authority, a StatementError or a RuleError.
[[nodiscard]] base::Result<Proposal> check_proposal(const DirectoryState& state, base::ByteView signed_statement);

struct ProposalRefusal {
  ProposalId proposal;
  std::string reason;
  base::UnixMillis refused_at;
  crypto::VerifyKey key;  // who refused; whether it is the registrar's is for the caller
};
// make_proposal_refusal gives ProposalRefusal bytes. Fails with text_invalid (the reason is one line), or as the key holder does.
[[nodiscard]] base::Result<base::Bytes> make_proposal_refusal(const base::DirectoryId& directory, const ProposalId& proposal,
                                                              const std::string& reason, base::UnixMillis now,
                                                              const crypto::KeyHolder& registrar_key);
// check_proposal_refusal fails with refusal_malformed, refusal_for_other_directory, refusal_not_authentic.
[[nodiscard]] base::Result<ProposalRefusal> check_proposal_refusal(const base::DirectoryId& directory, base::ByteView refusal);

}  // namespace valise::directory

VALISE_ERROR_ENUM(valise::directory, ProposalError, "proposal")
