#include "keys/registrar/session.hpp"

#include <CLI/CLI.hpp>

#include "base/text_encoding.hpp"
#include "keys/registrar/announcement.hpp"
#include "keys/registrar/signing.hpp"

namespace valise::registrar {
namespace {

using base::fail;
using base::Result;
using directory::Checkpoint;
using directory::SignedStatement;

Result<RelayTarget> target_from(const std::string& address, const std::string& pin, const base::DirectoryId& directory) {
  const auto bytes = base::parse_hex(pin);
  const auto id = bytes ? base::RelayId::parse(*bytes) : std::nullopt;
  if (!id) return fail(RegistrarError::bad_argument, "--relay-pin: 64 hexadecimal digits");
  return RelayTarget{address, *id, directory};
}

Result<RelayTarget> target_from(const directory::DirectoryState& state, const std::string& name) {
  const auto& relays = state.tables().relays;
  if (relays.empty()) return fail(RegistrarError::relay_unknown);
  if (name.empty() && relays.size() > 1) return fail(RegistrarError::relay_ambiguous);
  const auto* relay = name.empty() ? &relays.begin()->second : state.relay(name);
  if (relay == nullptr) return fail(RegistrarError::not_found, name);
  return RelayTarget{relay->address, relay->id, state.directory_id()};
}

}  // namespace

void RelayOptions::add_to(CLI::App& command) {
  command.add_option("--relay", address, "Relay's address (host:port), if the directory does not announce it yet");
  command.add_option("--relay-pin", pin, "SHA-256 of the relay's TLS public key, hexadecimal");
  command.add_option("--relay-name", name, "Which of the announced relays");
  command.add_option("--announcement", announcement, "The announcement file of the relay, instead of address and pin");
}

void StatementOptions::add_to(CLI::App& command) {
  keys.add_to(command);
  command.add_option("-o,--out", out, "Write the statement to this file, for others to sign; - for standard output");
  auto* submit_flag = command.add_flag("--submit", submit, "Submit it to the relay; all signatures must be there");
  command.add_flag("--apply", apply, "Keep it in the workspace, to be submitted later; all signatures must be there")
      ->excludes(submit_flag);
  relay.add_to(command);
}

Result<Workspace*> Session::workspace() {
  if (!workspace_) {
    auto opened = Workspace::open(folder);
    if (!opened) return pass_on(opened);
    workspace_ = std::move(*opened);
  }
  return &*workspace_;
}

Result<const directory::Authority*> Session::authority(const std::string& id) {
  auto parsed = directory::AuthorityId::parse(id);
  if (!parsed) return with_context(id, std::move(parsed.error()));
  auto opened = workspace();
  if (!opened) return pass_on(opened);
  const auto* authority = (*opened)->state().authority(*parsed);
  if (authority == nullptr) return fail(RegistrarError::not_found, id);
  return authority;
}

Result<const crypto::KeyHolders*> Session::keys(const KeyOptions& options) {
  if (!keys_) {
    auto opened = open_keys(*environment_, options);
    if (!opened) return pass_on(opened);
    keys_ = std::move(*opened);
  }
  return &*keys_;
}

Result<v1::Statement> Session::statement() {
  auto open = workspace();
  if (!open) return pass_on(open);
  v1::Statement out;
  out.set_directory_id((*open)->directory().string());
  out.set_made_at_ms(base::to_wire(environment_->clock.now()));
  return out;
}

Result<> Session::make(const StatementOptions& options, const Fill& fill) {
  auto made = statement();
  if (!made) return pass_on(made);
  if (auto filled = fill(*made, workspace_->state()); !filled) return filled;
  return finish(*made, options);
}

Result<directory::RequiredSignatures> Session::required_signatures(const SignedStatement& statement) {
  if (statement.statement().has_genesis()) return directory::DirectoryState().required_signatures(statement);
  auto open = workspace();
  if (!open) return pass_on(open);
  return (*open)->state().required_signatures(statement);
}

Result<> Session::confirm(std::string_view question) {
  if (yes) return {};
  auto answer = environment_->person.confirm(question);
  if (!answer) return pass_on(answer);
  if (!*answer) return fail(RegistrarError::not_confirmed);
  return {};
}

Result<> Session::finish(const v1::Statement& statement, const StatementOptions& options) {
  auto made = SignedStatement::make(statement);
  if (!made) return pass_on(made);
  return finish(std::move(*made), options);
}

Result<> Session::finish(SignedStatement statement, const StatementOptions& options) {
  auto before = required_signatures(statement);  // breaks no rule? Then it is worth a passphrase.
  if (!before) return pass_on(before);
  auto opened = keys(options.keys);
  if (!opened) return pass_on(opened);
  const auto& signers = **opened;
  if (auto done = add_signatures(statement, *before, signers); !done) return done;
  auto after = required_signatures(statement);
  if (!after) return pass_on(after);
  const bool wanted_complete = options.submit || options.apply;
  const bool to_stdout = options.out == "-" || (options.out.empty() && !wanted_complete);
  auto delivered = deliver(statement, after->complete(), options, signers.empty() ? nullptr : signers.front().get());
  if (!delivered) return delivered;
  if (to_stdout) {
    output_.note(after->complete() ? "All signatures are there." : "Signatures are missing; see 'statement show'.");
    return {};
  }
  output_.show(describe_signed(statement, *after));
  return {};
}

Result<> Session::deliver(const SignedStatement& statement, bool complete, const StatementOptions& options,
                          const crypto::KeyHolder* administrator) {
  const bool wanted_complete = options.submit || options.apply;
  if (!options.out.empty() && options.out != "-") {
    auto written = write_statement_file(options.out, statement.bytes(), IfExists::refuse);
    if (!written) return written;
  } else if (options.out == "-" || !wanted_complete) {
    environment_->out << armour(statement.bytes());
  }
  if (!wanted_complete) return {};
  if (!complete) return fail(RegistrarError::signatures_missing);
  if (options.submit) return submit(std::vector<base::Bytes>(1, statement.bytes()), options.relay, administrator);
  auto open = workspace();
  if (!open) return pass_on(open);
  return (*open)->add(statement.bytes());
}

Result<RelayTarget> Session::target(const RelayOptions& options) {
  auto open = workspace();
  if (!open) return pass_on(open);
  if (!options.announcement.empty()) {
    auto content = read_file(options.announcement);
    if (!content) return pass_on(content);
    auto body = parse_announcement(*content);
    if (!body) return with_context(options.announcement, std::move(body.error()));
    return RelayTarget{body->address(), *base::RelayId::parse(body->tls_spki_sha256()), (*open)->directory()};
  }
  if (!options.address.empty() || !options.pin.empty()) return target_from(options.address, options.pin, (*open)->directory());
  return target_from((*open)->state(), options.name);
}

Result<std::unique_ptr<RelayLine>> Session::connect(const RelayTarget& relay, const crypto::KeyHolder* administrator) {
  return environment_->connect(relay, administrator);
}

Result<> Session::submit(std::span<const base::Bytes> statements, const RelayOptions& options,
                         const crypto::KeyHolder* administrator) {
  auto relay = target(options);
  if (!relay) return pass_on(relay);
  // A session with the wrong role is refused by the relay, and AppendStatement needs none; so the key serves only where it is one
  // now.
  const bool known = administrator != nullptr && workspace_->state().administrator(administrator->verify_key()).has_value() &&
                     workspace_->confirmed() > 0;
  auto line = connect(*relay, known ? administrator : nullptr);
  if (!line) return pass_on(line);
  std::string note;
  for (const auto& statement : statements) {
    auto appended = (*line)->append(statement);
    if (!appended) return pass_on(appended);
    note = appended->checkpoint;
    // What the relay has taken is part of the log; here it is pending until its head is verified.
    if (!workspace_->log().index_of(statement)) static_cast<void>(workspace_->add(statement));
  }
  return settle(**line, *relay, note, known);
}

Result<> Session::settle(RelayLine& line, const RelayTarget& relay, const std::string& note, bool administrator) {
  auto checkpoint = Checkpoint::parse(note);
  if (!checkpoint) return pass_on(checkpoint);
  auto confirmed = workspace_->confirm(*checkpoint, relay.id);
  if (confirmed) return {};
  if (confirmed.error().code == directory::LogError::relay_not_announced) {
    output_.note("The relay has taken the statements; its head cannot be verified before the directory announces it.");
    return {};
  }
  // Others may have written to the log meanwhile; only the entries themselves tell.
  const bool others =
      confirmed.error().code == directory::LogError::entries_missing || confirmed.error().code == directory::LogError::forked;
  if (!others) return confirmed;
  if (administrator) return sync(line, relay.id);
  output_.note("The relay has taken the statements, among others that this workspace does not have; run 'sync' with a key.");
  return {};
}

Result<> Session::sync(RelayLine& line, const base::RelayId& relay) {
  auto open = workspace();
  if (!open) return pass_on(open);
  std::vector<base::Bytes> entries;
  const auto first = (*open)->confirmed();
  for (;;) {
    auto page = line.entries(first + entries.size());
    if (!page) return pass_on(page);
    auto checkpoint = Checkpoint::parse(page->checkpoint);
    if (!checkpoint) return pass_on(checkpoint);
    const bool progress = !page->entries.empty();
    entries.insert(entries.end(), std::make_move_iterator(page->entries.begin()), std::make_move_iterator(page->entries.end()));
    if (progress && first + entries.size() < checkpoint->head().size) continue;
    auto dropped = (*open)->sync(entries, *checkpoint, relay);
    if (!dropped) return pass_on(dropped);
    if (*dropped > 0) output_.note(std::to_string(*dropped) + " pending statements were dropped: the directory has moved on.");
    return {};
  }
}

Result<> parse_local_texts(const std::vector<std::string>& items, google::protobuf::RepeatedPtrField<v1::LocalText>& out) {
  for (const auto& item : items) {
    const auto equals = item.find('=');
    if (equals == std::string::npos) return fail(RegistrarError::bad_argument, "names are written like en=\"Duty desk\"");
    auto& text = *out.Add();
    text.set_language(item.substr(0, equals));
    text.set_text(item.substr(equals + 1));
  }
  return {};
}

}  // namespace valise::registrar
