// The directory log and enrolment (docs/PROTOCOL.md, "Directory" and "Enrolment").
#include "keys/directory/enrolment.hpp"
#include "keys/directory/recovery.hpp"
#include "server/net/ask.hpp"
#include "server/net/requests.hpp"

namespace valise::server::net {
namespace {

using base::Result;

v1::RelayFrame done() {
  v1::RelayFrame frame;
  frame.mutable_done();
  return frame;
}

v1::RelayFrame done_or_failure(const Result<>& result) { return result ? done() : failure_of(result.error()); }

Result<directory::MerkleProof> prove(const directory::MerkleLog& tree, const v1::GetProof& request) {
  switch (request.kind_case()) {
    case v1::GetProof::kInclusionOf: return tree.inclusion_proof(request.inclusion_of(), request.tree_size());
    case v1::GetProof::kConsistencyFrom: return tree.consistency_proof(request.consistency_from(), request.tree_size());
    case v1::GetProof::KIND_NOT_SET: break;
  }
  return base::fail(core::Refusal::malformed);
}

// speaks_for tells whether a key is one of the authority's current ones.
bool speaks_for(const directory::DirectoryState& state, const crypto::VerifyKey& key, std::string_view authority) {
  const auto roles = state.administrator(key);
  if (!roles) return false;
  return std::ranges::any_of(roles->authorities, [&](const auto& id) { return id.string() == authority; });
}

std::vector<Account> authorities_behind(const directory::DirectoryState& state, const directory::SignedStatement& statement) {
  std::set<std::string> names;
  for (const auto& signature : statement.signatures()) {
    const auto roles = state.administrator(signature.key);
    if (!roles) continue;
    for (const auto& id : roles->authorities) names.insert(id.string());
  }
  std::vector<Account> out;
  for (const auto& name : names) out.push_back({.who = name, .whose = name});
  return out;
}

}  // namespace

Answer Requests::get_log(Identity identity, v1::GetLog request) {
  if (std::holds_alternative<Anonymous>(identity)) {
    const auto hash = core::InviteHash::parse(request.invite_hash());
    if (!hash) co_return failure(v1::FAILURE_CODE_NOT_AUTHENTICATED);
    auto find = [&](store::Completion<core::Invite> completion) { relay_.store.find_invite(*hash, std::move(completion)); };
    auto invite = co_await ask<core::Invite>(find);
    if (!invite) co_return failure_of(invite.error());
  }
  // Who writes the log sees at once what stands in it; members see what is vouched for.
  const auto head =
      std::holds_alternative<AdministratorIdentity>(identity) ? relay_.directory.newest() : relay_.directory.served();
  auto page = co_await relay_.directory.page(request.first(), request.limit(), head.head().size);
  if (!page) co_return failure_of(page.error());
  v1::RelayFrame frame;
  auto& out = *frame.mutable_log_entries();
  out.set_first(page->first);
  for (auto& entry : page->entries) out.add_entries(base::to_string(entry));
  out.set_checkpoint(head.format());
  co_return frame;
}

// The log is for ever and everybody has a copy, so an authority's share of it is limited. Who puts another's key to its own
// statement only makes that one be refused.
Answer Requests::append_statement(v1::AppendStatement request) {
  if (request.signed_statement().size() > kMaxStatement) co_return failure(v1::FAILURE_CODE_TOO_LARGE);
  std::vector<Account> signers;
  if (const auto statement = directory::SignedStatement::parse(base::as_bytes(request.signed_statement()))) {
    const auto dated = directory::check_recovery_dates(statement->statement(), relay_.clock.now());
    if (!dated) co_return failure_of(dated.error());
    signers = authorities_behind(relay_.directory.state(), *statement);
  }
  for (const auto& signer : signers) {
    if (const auto wait = relay_.keeper.wait(signer, Metered::statement)) co_return over_quota(*wait);
  }
  const auto before = relay_.directory.tree().size();
  auto index = co_await relay_.directory.append(base::to_bytes(request.signed_statement()));
  if (!index) co_return failure_of(index.error());
  if (index->value() >= before) {  // else it was there already
    for (const auto& signer : signers) relay_.keeper.charge(signer, Metered::statement, 1);
  }
  co_await close_accepted(base::to_bytes(request.signed_statement()));
  v1::RelayFrame frame;
  frame.mutable_statement_appended()->set_index(index->value());
  frame.mutable_statement_appended()->set_checkpoint(relay_.directory.newest().format());
  co_return frame;
}

Answer Requests::get_proof(v1::GetProof request) {
  const auto proof = prove(relay_.directory.tree(), request);
  if (!proof) co_return failure(v1::FAILURE_CODE_MALFORMED);
  v1::RelayFrame frame;
  frame.mutable_proof();
  for (const auto& hash : *proof) frame.mutable_proof()->add_hashes(hash.string());
  co_return frame;
}

Answer Requests::register_invite(v1::RegisterInvite request) {
  const auto& state = relay_.directory.state();
  const auto checked = directory::check_invite_registration(state.directory_id(), base::as_bytes(request.invite_registration()));
  if (!checked) co_return failure(v1::FAILURE_CODE_MALFORMED);
  if (!speaks_for(state, checked->key, checked->authority.string())) co_return failure(v1::FAILURE_CODE_NOT_AUTHORISED);
  const core::InviteHash hash(base::to_array(checked->hash.view()));
  core::Invite invite{.authority = checked->authority.string(), .expires_at = checked->expires};
  auto start = [&](store::Completion<> completion) {
    relay_.store.register_invite(hash, std::move(invite), std::move(completion));
  };
  auto registered = co_await ask<void>(start);
  co_return done_or_failure(registered);
}

Answer Requests::submit_enrolment(v1::SubmitEnrolment request) {
  const auto hash = core::InviteHash::parse(request.invite_hash());
  if (!hash || request.enrolment_request().empty()) co_return failure(v1::FAILURE_CODE_MALFORMED);
  auto bytes = base::to_bytes(request.enrolment_request());
  const auto claimed = directory::enrolment_request_hash(bytes);
  if (!claimed || !base::equal(claimed->view(), hash->view())) co_return failure(v1::FAILURE_CODE_MALFORMED);
  auto start = [&](store::Completion<> completion) {
    relay_.store.submit_enrolment(*hash, std::move(bytes), std::move(completion));
  };
  auto submitted = co_await ask<void>(start);
  co_return done_or_failure(submitted);
}

Answer Requests::fetch_enrolment(Identity identity, v1::FetchEnrolment request) {
  const auto hash = core::InviteHash::parse(request.invite_hash());
  if (!hash) co_return failure(v1::FAILURE_CODE_MALFORMED);
  auto find = [&](store::Completion<core::Invite> completion) { relay_.store.find_invite(*hash, std::move(completion)); };
  auto invite = co_await ask<core::Invite>(find);
  if (!invite) co_return failure_of(invite.error());
  const auto& key = std::get<AdministratorIdentity>(identity).key;
  if (!speaks_for(relay_.directory.state(), key, invite->authority)) co_return failure(v1::FAILURE_CODE_NOT_AUTHORISED);
  v1::RelayFrame frame;
  frame.mutable_enrolment_fetched()->set_enrolment_request(base::to_string(invite->request));
  co_return frame;
}

}  // namespace valise::server::net
