// Proposals of authorities for the registrar (docs/PROTOCOL.md, "Proposals"). The relay keeps them and judges them as the
// directory does; what takes effect is only what is appended to the log.
#include "keys/directory/proposal.hpp"
#include "server/net/ask.hpp"
#include "server/net/requests.hpp"

namespace valise::server::net {
namespace {

using base::Result;

core::ProposalId to_core(const directory::ProposalId& id) { return core::ProposalId(base::to_array(id.view())); }

v1::RelayFrame done_or_failure(const Result<>& result) {
  if (!result) return failure_of(result.error());
  v1::RelayFrame frame;
  frame.mutable_done();
  return frame;
}

directory::Administrator roles_of(const Identity& identity, const directory::DirectoryState& state) {
  return state.administrator(std::get<AdministratorIdentity>(identity).key).value_or(directory::Administrator{});
}

bool speaks_for(const directory::Administrator& roles, std::string_view authority) {
  return std::ranges::any_of(roles.authorities, [&](const auto& id) { return id.string() == authority; });
}

}  // namespace

Answer Requests::submit_proposal(Identity identity, v1::SubmitProposal request) {
  const auto& state = relay_.directory.state();
  const auto checked = directory::check_proposal(state, base::as_bytes(request.signed_statement()));
  if (!checked) co_return failure_of(checked.error());
  const auto roles = roles_of(identity, state);
  if (!speaks_for(roles, checked->authority.string())) {
    if (!roles.registrar) co_return failure(v1::FAILURE_CODE_NOT_AUTHORISED);
    co_return co_await add_signatures(to_core(checked->id), checked->statement);
  }
  core::Proposal proposal{
      .id = to_core(checked->id), .authority = checked->authority.string(), .statement = checked->statement.bytes()};
  auto start = [&](store::Completion<> completion) { relay_.store.put_proposal(std::move(proposal), std::move(completion)); };
  auto kept = co_await ask<void>(start);
  co_return done_or_failure(kept);
}

// By a registrar's key: only to what an authority has handed in, and only more signatures.
Answer Requests::add_signatures(core::ProposalId id, directory::SignedStatement copy) {
  auto find = [&](store::Completion<std::optional<core::Proposal>> completion) {
    relay_.store.find_proposal(id, std::move(completion));
  };
  auto found = co_await ask<std::optional<core::Proposal>>(find);
  if (!found) co_return failure_of(found.error());
  if (!*found) co_return failure(v1::FAILURE_CODE_NOT_FOUND);
  auto merged = directory::SignedStatement::parse((*found)->statement);
  if (!merged) co_return failure_of(merged.error());
  if (auto added = merged->merge(copy); !added) co_return failure_of(added.error());
  auto start = [&](store::Completion<> completion) {
    relay_.store.replace_proposal(id, std::move((*found)->statement), merged->bytes(), std::move(completion));
  };
  auto kept = co_await ask<void>(start);
  co_return done_or_failure(kept);
}

Answer Requests::list_proposals(Identity identity, v1::ListProposals request) {
  const auto roles = roles_of(identity, relay_.directory.state());
  if (!roles.registrar && !speaks_for(roles, request.authority_id())) co_return failure(v1::FAILURE_CODE_NOT_AUTHORISED);
  store::ProposalRange range{.after = request.after()};
  if (!request.authority_id().empty()) range.authority = request.authority_id();
  auto start = [&](store::Completion<std::vector<core::Proposal>> completion) {
    relay_.store.list_proposals(std::move(range), std::move(completion));
  };
  auto found = co_await ask<std::vector<core::Proposal>>(start);
  if (!found) co_return failure_of(found.error());
  v1::RelayFrame frame;
  auto& out = *frame.mutable_proposals();
  for (const auto& proposal : *found) {
    auto& item = *out.add_proposals();
    item.set_number(proposal.number);
    item.set_signed_statement(base::to_string(proposal.statement));
    item.set_submitted_at_ms(base::to_wire(proposal.submitted_at));
    item.set_refusal(base::to_string(proposal.refusal));
  }
  co_return frame;
}

Answer Requests::withdraw_proposal(Identity identity, v1::WithdrawProposal request) {
  const auto id = core::ProposalId::parse(request.proposal_id());
  if (!id) co_return failure(v1::FAILURE_CODE_MALFORMED);
  auto find = [&](store::Completion<std::optional<core::Proposal>> completion) {
    relay_.store.find_proposal(*id, std::move(completion));
  };
  auto found = co_await ask<std::optional<core::Proposal>>(find);
  if (!found) co_return failure_of(found.error());
  const auto roles = roles_of(identity, relay_.directory.state());
  if (*found && !speaks_for(roles, (*found)->authority)) co_return failure(v1::FAILURE_CODE_NOT_AUTHORISED);
  auto start = [&](store::Completion<> completion) { relay_.store.close_proposal(*id, std::move(completion)); };
  auto closed = co_await ask<void>(start);
  co_return done_or_failure(closed);
}

Answer Requests::refuse_proposal(v1::RefuseProposal request) {
  const auto& state = relay_.directory.state();
  const auto refusal = directory::check_proposal_refusal(state.directory_id(), base::as_bytes(request.refusal()));
  if (!refusal) co_return failure(v1::FAILURE_CODE_MALFORMED);
  const auto roles = state.administrator(refusal->key);
  if (!roles || !roles->registrar) co_return failure(v1::FAILURE_CODE_NOT_AUTHORISED);
  auto start = [&](store::Completion<> completion) {
    relay_.store.refuse_proposal(to_core(refusal->proposal), base::to_bytes(request.refusal()), std::move(completion));
  };
  auto refused = co_await ask<void>(start);
  co_return done_or_failure(refused);
}

// What is in the log waits no longer. If it stays in the box after a failure here, nobody is misled: it can take effect only
// once.
asio::awaitable<void> Requests::close_accepted(base::Bytes signed_statement) {
  const auto statement = directory::SignedStatement::parse(signed_statement);
  if (!statement || !statement->statement().has_authority_record_changed()) co_return;
  const auto id = to_core(directory::proposal_id(*statement));
  auto start = [&](store::Completion<> completion) { relay_.store.close_proposal(id, std::move(completion)); };
  static_cast<void>(co_await ask<void>(start));
}

}  // namespace valise::server::net
