#include "keys/registrar/proposal_box.hpp"

#include "base/text_encoding.hpp"

namespace valise::registrar {

using base::fail;
using base::Result;
using directory::ProposalId;
using directory::SignedStatement;

Result<Box> open_box(Session& session, const BoxOptions& options) {
  auto relay = session.target(options.relay);
  if (!relay) return pass_on(relay);
  auto keys = session.keys(options.keys);
  if (!keys) return pass_on(keys);
  if ((*keys)->empty()) return fail(RegistrarError::nothing_to_sign_with, "the relay shows proposals to administrators only");
  const auto* key = (*keys)->front().get();
  const auto roles = (*session.workspace())->state().administrator(key->verify_key());
  if (!roles) return fail(RegistrarError::key_has_no_say, hex(key->verify_key().view()));
  auto line = session.connect(*relay, key);
  if (!line) return pass_on(line);
  Box out{std::move(*line), key, {}};
  for (const auto& authority : roles->authorities) out.whose.push_back(authority.string());
  if (roles->registrar) out.whose = {""};
  return out;
}

const v1::AuthorityRecord& record_of(const SignedStatement& statement) {
  return statement.statement().authority_record_changed().record();
}

namespace {

// A relay that puts words into the registrar's mouth is told apart by the signature.
Result<std::optional<directory::ProposalRefusal>> read_refusal(Session& session, base::ByteView bytes, const ProposalId& id) {
  if (bytes.empty()) return std::nullopt;
  const auto& state = (*session.workspace())->state();
  auto refusal = directory::check_proposal_refusal(state.directory_id(), bytes);
  if (!refusal) return pass_on(refusal);
  const auto roles = state.administrator(refusal->key);
  if (refusal->proposal != id || !roles || !roles->registrar) return fail(directory::ProposalError::refusal_not_authentic);
  return std::move(*refusal);
}

Result<Item> read_item(Session& session, const RelayLine::BoxedProposal& boxed) {
  auto statement = SignedStatement::parse(boxed.statement);
  if (!statement) return pass_on(statement);
  if (!statement->statement().has_authority_record_changed()) return fail(directory::ProposalError::not_a_proposal);
  const auto id = directory::proposal_id(*statement);
  auto refusal = read_refusal(session, boxed.refusal, id);
  if (!refusal) return pass_on(refusal);
  return Item{id, std::move(*statement), boxed.submitted_at, std::move(*refusal)};
}

Result<> read_part(Session& session, Box& box, const std::string& whose, std::vector<Item>& out) {
  for (std::uint64_t after = 0;;) {
    auto page = box.line->proposals(after, whose);
    if (!page) return pass_on(page);
    if (page->empty()) return {};
    after = page->back().number;
    for (const auto& boxed : *page) {
      auto item = read_item(session, boxed);
      if (!item) return pass_on(item);
      out.push_back(std::move(*item));
    }
  }
}

}  // namespace

Result<std::vector<Item>> read_box(Session& session, Box& box) {
  std::vector<Item> out;
  for (const auto& whose : box.whose) {
    if (auto read = read_part(session, box, whose, out); !read) return pass_on(read);
  }
  return out;
}

Result<std::vector<Item>> synced_box(Session& session, Box& box, const RelayOptions& options) {
  auto relay = session.target(options);
  if (!relay) return pass_on(relay);
  if (auto synced = session.sync(*box.line, relay->id); !synced) return pass_on(synced);
  return read_box(session, box);
}

Result<const Item*> find_item(const std::vector<Item>& items, const std::string& text) {
  if (text.size() < 8) return fail(RegistrarError::bad_argument, "a proposal is named by at least 8 digits of its id");
  const Item* found = nullptr;
  for (const auto& item : items) {
    if (!hex(item.id.view()).starts_with(text)) continue;
    if (found != nullptr) return fail(RegistrarError::bad_argument, "several proposals begin with " + text);
    found = &item;
  }
  if (found == nullptr) return fail(RegistrarError::not_found, text);
  return found;
}

}  // namespace valise::registrar
