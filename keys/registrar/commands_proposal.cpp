// Commands by which an authority changes its own record under the registrar's review: proposals.
#include <CLI/CLI.hpp>

#include "base/text_encoding.hpp"
#include "keys/registrar/commands.hpp"
#include "keys/registrar/proposal_box.hpp"
#include "keys/registrar/record_difference.hpp"
#include "keys/registrar/record_input.hpp"
#include "keys/registrar/signing.hpp"

namespace valise::registrar {
namespace {

using base::fail;
using base::Result;
using directory::ProposalId;
using directory::SignedStatement;

json::array changes_of(Session& session, const SignedStatement& statement) {
  const auto& record = record_of(statement);
  const auto id = directory::AuthorityId::parse(record.authority_id());
  const auto* authority = id ? (*session.workspace())->state().authority(*id) : nullptr;
  return record_difference(authority == nullptr ? v1::AuthorityRecord() : authority->record, record);
}

// What everybody should see before the difference itself.
json::object heading(Session& session, const SignedStatement& statement) {
  json::object out{{"proposal", hex(directory::proposal_id(statement).view())},
                   {"authority", record_of(statement).authority_id()},
                   {"made_at", time_text(base::from_wire(statement.statement().made_at_ms()))}};
  const auto checked = directory::check_proposal((*session.workspace())->state(), statement.bytes());
  if (checked) {
    out["state"] = "open";
    out["complete"] = checked->signatures.complete();
  } else {
    out["state"] = "cannot take effect";
    out["because"] = checked.error().message();
  }
  return out;
}

json::object heading(Session& session, const Item& item) {
  auto out = heading(session, item.statement);
  out["handed_in_at"] = time_text(item.submitted_at);
  if (!item.refusal) return out;
  out["state"] = "refused";
  out["reason"] = item.refusal->reason;
  out["refused_at"] = time_text(item.refusal->refused_at);
  out["refused_by"] = hex(item.refusal->key.view());
  return out;
}

void show_difference(Session& session, json::object shown, const SignedStatement& statement) {
  if (const auto required = session.required_signatures(statement)) shown["signatures"] = describe_signatures(*required);
  shown["changes"] = changes_of(session, statement);
  session.output().show(shown);
}

Result<SignedStatement> read_proposal_file(const std::string& path) {
  auto statement = read_statement_file(path);
  if (!statement) return statement;
  if (!statement->statement().has_authority_record_changed()) return fail(directory::ProposalError::not_a_proposal, path);
  return statement;
}

// ---- the authority's part ----

struct CreateOptions {
  std::string record;
  std::string out;
  bool hand_in = false;
  BoxOptions box;
};

Result<SignedStatement> make_proposal(Session& session, const std::string& path) {
  auto record = read_record(session, path);
  if (!record) return pass_on(record);
  auto id = directory::AuthorityId::parse(record->authority_id());
  if (!id) return with_context(path, std::move(id.error()));
  auto statement = session.statement();
  if (!statement) return pass_on(statement);
  const auto* authority = (*session.workspace())->state().authority(*id);
  if (authority == nullptr) return fail(RegistrarError::not_found, id->string());
  auto& body = *statement->mutable_authority_record_changed();
  body.set_revision(authority->record_revision + 1);
  *body.mutable_record() = std::move(*record);
  return SignedStatement::make(*statement);
}

Result<> hand_in(Session& session, const SignedStatement& statement, const BoxOptions& options) {
  auto checked = directory::check_proposal((*session.workspace())->state(), statement.bytes());
  if (!checked) return pass_on(checked);
  auto box = open_box(session, options);
  if (!box) return pass_on(box);
  return box->line->submit_proposal(statement.bytes());
}

Result<> create(Session& session, const CreateOptions& options) {
  auto proposal = make_proposal(session, options.record);
  if (!proposal) return pass_on(proposal);
  auto required = session.required_signatures(*proposal);
  if (!required) return pass_on(required);
  if (changes_of(session, *proposal).empty()) return fail(RegistrarError::nothing_changed, options.record);
  auto keys = session.keys(options.box.keys);
  if (!keys) return pass_on(keys);
  if (auto done = add_signatures(*proposal, *required, **keys); !done) return done;
  if (options.hand_in) {
    if (auto done = hand_in(session, *proposal, options.box); !done) return done;
  }
  if (!options.out.empty()) {
    if (auto written = write_statement_file(options.out, proposal->bytes(), IfExists::refuse); !written) return written;
  } else if (!options.hand_in) {
    session.environment().out << armour(proposal->bytes());
    return {};
  }
  if (options.out == "-") return {};
  auto shown = heading(session, *proposal);
  shown["handed_in"] = options.hand_in;
  show_difference(session, std::move(shown), *proposal);
  return {};
}

struct FileOptions {
  std::string file;
  BoxOptions box;
};

Result<> hand_in_file(Session& session, const FileOptions& options) {
  auto proposal = read_proposal_file(options.file);
  if (!proposal) return pass_on(proposal);
  if (auto open = session.workspace(); !open) return pass_on(open);
  if (auto done = hand_in(session, *proposal, options.box); !done) return done;
  auto shown = heading(session, *proposal);
  shown["handed_in"] = true;
  session.output().show(shown);
  return {};
}

struct ItemOptions {
  std::string proposal;
  std::string reason;
  BoxOptions box;
};

Result<> withdraw(Session& session, const ItemOptions& options) {
  auto box = open_box(session, options.box);
  if (!box) return pass_on(box);
  auto items = read_box(session, *box);
  if (!items) return pass_on(items);
  auto item = find_item(*items, options.proposal);
  if (!item) return pass_on(item);
  if (auto done = box->line->withdraw_proposal((*item)->id); !done) return done;
  session.output().show({{"proposal", hex((*item)->id.view())}, {"state", "withdrawn"}});
  return {};
}

// ---- both ----

struct ListOptions {
  BoxOptions box;
  bool full = false;
};

Result<> list(Session& session, const ListOptions& options) {
  auto box = open_box(session, options.box);
  if (!box) return pass_on(box);
  auto items = synced_box(session, *box, options.box.relay);
  if (!items) return pass_on(items);
  for (const auto& item : *items) {
    if (options.full) {
      show_difference(session, heading(session, item), item.statement);
      continue;
    }
    auto shown = heading(session, item);
    json::array fields;
    for (const auto& change : changes_of(session, item.statement)) fields.push_back(change.as_object().at("field"));
    shown["changes"] = std::move(fields);
    session.output().show(shown);
  }
  if (items->empty()) session.output().note("There are no proposals.");
  return {};
}

// A file where there is one of this name, otherwise from the box.
Result<> show(Session& session, const ItemOptions& options) {
  if (std::filesystem::exists(options.proposal)) {
    auto proposal = read_proposal_file(options.proposal);
    if (!proposal) return pass_on(proposal);
    if (auto open = session.workspace(); !open) return pass_on(open);
    show_difference(session, heading(session, *proposal), *proposal);
    return {};
  }
  auto box = open_box(session, options.box);
  if (!box) return pass_on(box);
  auto items = synced_box(session, *box, options.box.relay);
  if (!items) return pass_on(items);
  auto item = find_item(*items, options.proposal);
  if (!item) return pass_on(item);
  show_difference(session, heading(session, **item), (*item)->statement);
  return {};
}

// ---- the registrar's part ----

struct AcceptOptions {
  std::string proposal;
  StatementOptions statement;
};

// The statement with the signatures of the keys at hand; complete, it goes to the log, otherwise back into the box for the
// others.
Result<> countersign(Session& session, SignedStatement statement, Box& box, const StatementOptions& options) {
  auto required = session.required_signatures(statement);
  if (!required) return pass_on(required);
  auto keys = session.keys(options.keys);
  if (!keys) return pass_on(keys);
  if (auto done = add_signatures(statement, *required, **keys); !done) return done;
  auto after = session.required_signatures(statement);
  if (!after) return pass_on(after);
  auto shown = heading(session, statement);
  if (after->complete()) {
    if (auto done = session.submit(std::vector<base::Bytes>(1, statement.bytes()), options.relay, box.key); !done) return done;
    shown["state"] = "in the directory";
  } else {
    if (auto done = box.line->submit_proposal(statement.bytes()); !done) return done;
    shown["state"] = "waits for more signatures of the registrar";
  }
  shown["complete"] = after->complete();
  shown["signatures"] = describe_signatures(*after);
  session.output().show(shown);
  return {};
}

Result<> accept_file(Session& session, const AcceptOptions& options) {
  auto proposal = read_proposal_file(options.proposal);
  if (!proposal) return pass_on(proposal);
  auto open = session.workspace();
  if (!open) return pass_on(open);
  if (auto valid = directory::check_proposal((*open)->state(), proposal->bytes()); !valid) return pass_on(valid);
  show_difference(session, heading(session, *proposal), *proposal);
  if (auto sure = session.confirm("Accept these changes?"); !sure) return sure;
  return session.finish(std::move(*proposal), options.statement);
}

Result<> accept(Session& session, const AcceptOptions& options) {
  if (std::filesystem::exists(options.proposal)) return accept_file(session, options);
  auto box = open_box(session, {options.statement.keys, options.statement.relay});
  if (!box) return pass_on(box);
  auto items = synced_box(session, *box, options.statement.relay);
  if (!items) return pass_on(items);
  auto item = find_item(*items, options.proposal);
  if (!item) return pass_on(item);
  if ((*item)->refusal) return fail(RegistrarError::refused_already, options.proposal);
  auto checked = directory::check_proposal((*session.workspace())->state(), (*item)->statement.bytes());
  if (!checked) return pass_on(checked);
  show_difference(session, heading(session, **item), (*item)->statement);
  if (auto sure = session.confirm("Accept these changes?"); !sure) return sure;
  return countersign(session, (*item)->statement, *box, options.statement);
}

Result<> refuse(Session& session, const ItemOptions& options) {
  auto box = open_box(session, options.box);
  if (!box) return pass_on(box);
  auto items = read_box(session, *box);
  if (!items) return pass_on(items);
  auto item = find_item(*items, options.proposal);
  if (!item) return pass_on(item);
  auto refusal = directory::make_proposal_refusal((*session.workspace())->directory(), (*item)->id, options.reason,
                                                  session.environment().clock.now(), *box->key);
  if (!refusal) return pass_on(refusal);
  if (auto done = box->line->refuse_proposal(*refusal); !done) return done;
  session.output().show({{"proposal", hex((*item)->id.view())}, {"state", "refused"}, {"reason", options.reason}});
  return {};
}

template <class Options>
std::pair<CLI::App&, Options&> add(const Commands& commands, CLI::App& group, const std::string& name,
                                   const std::string& description, Result<> (*run)(Session&, const Options&)) {
  auto options = std::make_shared<Options>();
  auto& command =
      commands.command(group, name, description, [run, &session = commands.session, options] { return run(session, *options); });
  return {command, *options};
}

void add_item_command(const Commands& commands, CLI::App& group, const std::string& name, const std::string& description,
                      Result<> (*run)(Session&, const ItemOptions&), const std::string& what) {
  auto [command, options] = add<ItemOptions>(commands, group, name, description, run);
  command.add_option("PROPOSAL", options.proposal, what)->required();
  if (name == "refuse") command.add_option("--reason", options.reason, "Why, for the authority to read")->required();
  options.box.add_to(command);
}

}  // namespace

void add_proposal_commands(const Commands& commands) {
  auto& group = commands.group("proposal", "Changes that an authority proposes of its own record, and the registrar's answer");
  const std::string by_id = "Beginning of the proposal's id, at least 8 digits";

  auto [create_command, creating] =
      add<CreateOptions>(commands, group, "create", "Authority: propose a change of the own record", create);
  create_command.add_option("RECORD", creating.record, "The whole new record (TOML)")->required();
  create_command.add_option("-o,--out", creating.out, "Write the proposal to this file; - for standard output");
  create_command.add_flag("--hand-in", creating.hand_in,
                          "Hand it in at the relay; all of the authority's signatures must be there");
  creating.box.add_to(create_command);

  auto [hand_in_command, handing] =
      add<FileOptions>(commands, group, "hand-in", "Authority: hand in a proposal that was signed by files", hand_in_file);
  hand_in_command.add_option("FILE", handing.file, "The proposal, with all of the authority's signatures")->required();
  handing.box.add_to(hand_in_command);
  add_item_command(commands, group, "withdraw", "Authority: take a proposal back, or put a refused one away", withdraw, by_id);

  auto [list_command, listing] =
      add<ListOptions>(commands, group, "list", "Proposals at the relay: the own, or the registrar's all", list);
  listing.box.add_to(list_command);
  list_command.add_flag("--full", listing.full, "Each with what it changes, as `show` has it");
  add_item_command(commands, group, "show", "Show what a proposal changes, field by field", show, by_id + ", or a file");

  auto [accept_command, accepting] = commands.making<AcceptOptions>(
      group, "accept", "Registrar: countersign; with enough signatures it goes to the log", accept);
  accept_command.add_option("PROPOSAL", accepting.proposal, by_id + ", or a file")->required();
  add_item_command(commands, group, "refuse", "Registrar: refuse a proposal with a reason", refuse, by_id);
}

}  // namespace valise::registrar
