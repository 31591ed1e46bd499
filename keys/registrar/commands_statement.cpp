// Commands on statement files, by which signatures are gathered.
#include <CLI/CLI.hpp>

#include "keys/registrar/commands.hpp"
#include "keys/registrar/signing.hpp"

namespace valise::registrar {
namespace {

using base::fail;
using base::Result;
using directory::SignedStatement;

// What the statement says and, where there is a workspace that can tell, whose signatures are missing. Signatures are checked.
Result<json::object> describe(Session& session, const SignedStatement& statement) {
  if (auto valid = statement.verify_signatures(); !valid) return pass_on(valid);
  auto out = describe_statement(statement);
  const bool genesis = statement.statement().has_genesis();
  auto workspace = session.workspace();
  if (!workspace && !genesis) {
    session.output().note("No workspace here, so it is not known who has to sign.");
    return out;
  }
  if (genesis) out["directory_id"] = hex(directory::directory_id_of(statement.statement_bytes()).view());
  if (!genesis && (*workspace)->log().index_of(statement.bytes())) {
    out["in_the_log"] = true;
    return out;
  }
  auto required = session.required_signatures(statement);
  if (!required) {
    out["refused"] = required.error().message();
    return out;
  }
  out["complete"] = required->complete();
  out["signatures"] = describe_signatures(*required);
  return out;
}

Result<> show(Session& session, const std::string& path) {
  auto statement = read_statement_file(path);
  if (!statement) return pass_on(statement);
  auto described = describe(session, *statement);
  if (!described) return with_context(path, std::move(described.error()));
  session.output().show(*described);
  return {};
}

struct SignOptions {
  std::string file;
  std::string out;
  KeyOptions keys;
};

Result<> write_back(const std::string& file, const std::string& out, const SignedStatement& statement) {
  if (out.empty()) return write_statement_file(file, statement.bytes(), IfExists::replace);
  return write_statement_file(out, statement.bytes(), IfExists::refuse);
}

// Where there is no workspace to tell who has a say, or the statement breaks another rule of it (as it may be behind), whoever
// was shown the statement decides.
Result<> sign_with(Session& session, SignedStatement& statement, const crypto::KeyHolders& keys) {
  auto required = session.required_signatures(statement);
  if (required) return add_signatures(statement, *required, keys);
  for (const auto& key : keys) {
    if (statement.signed_by(key->verify_key())) return fail(RegistrarError::already_signed, hex(key->verify_key().view()));
    if (auto done = statement.sign(*key); !done) return done;
  }
  return {};
}

Result<> sign(Session& session, const SignOptions& options) {
  if (options.keys.empty()) return fail(RegistrarError::nothing_to_sign_with);
  auto statement = read_statement_file(options.file);
  if (!statement) return pass_on(statement);
  auto described = describe(session, *statement);
  if (!described) return with_context(options.file, std::move(described.error()));
  session.output().show(*described);
  if (auto sure = session.confirm("Sign this?"); !sure) return sure;
  auto keys = open_keys(session.environment(), options.keys);
  if (!keys) return pass_on(keys);
  if (auto done = sign_with(session, *statement, *keys); !done) return done;
  return write_back(options.file, options.out, *statement);
}

struct MergeOptions {
  std::vector<std::string> files;
  std::string out;
};

Result<> merge(Session& session, const MergeOptions& options) {
  auto merged = read_statement_file(options.files.front());
  if (!merged) return pass_on(merged);
  for (std::size_t i = 1; i < options.files.size(); ++i) {
    auto other = read_statement_file(options.files[i]);
    if (!other) return pass_on(other);
    if (auto done = merged->merge(*other); !done) return with_context(options.files[i], std::move(done.error()));
  }
  if (auto done = write_statement_file(options.out, merged->bytes(), IfExists::refuse); !done) return done;
  if (options.out == "-") return {};
  auto described = describe(session, *merged);
  if (!described) return pass_on(described);
  session.output().show(*described);
  return {};
}

Result<> keep(Session& session, const std::vector<std::string>& files) {
  auto workspace = session.workspace();
  if (!workspace) return pass_on(workspace);
  for (const auto& file : files) {
    auto statement = read_statement_file(file);
    if (!statement) return pass_on(statement);
    if ((*workspace)->log().index_of(statement->bytes())) continue;
    if (auto added = (*workspace)->add(statement->bytes()); !added) return with_context(file, std::move(added.error()));
    session.output().show(describe_statement(*statement));
  }
  return {};
}

struct SubmitOptions {
  std::vector<std::string> files;
  KeyOptions keys;
  RelayOptions relay;
};

Result<std::vector<base::Bytes>> to_submit(Session& session, const SubmitOptions& options) {
  std::vector<base::Bytes> out;
  auto workspace = session.workspace();
  if (!workspace) return pass_on(workspace);
  if (options.files.empty()) {
    const auto& entries = (*workspace)->entries();
    out.assign(entries.begin() + static_cast<std::ptrdiff_t>((*workspace)->confirmed()), entries.end());
  }
  for (const auto& file : options.files) {
    auto statement = read_statement_file(file);
    if (!statement) return pass_on(statement);
    out.push_back(statement->bytes());
  }
  if (out.empty()) return fail(RegistrarError::nothing_pending);
  return out;
}

Result<> submit(Session& session, const SubmitOptions& options) {
  auto statements = to_submit(session, options);
  if (!statements) return pass_on(statements);
  auto keys = open_keys(session.environment(), options.keys);
  if (!keys) return pass_on(keys);
  auto done = session.submit(*statements, options.relay, keys->empty() ? nullptr : keys->front().get());
  if (!done) return done;
  const auto& workspace = **session.workspace();
  session.output().show({{"submitted", statements->size()}, {"confirmed_entries", workspace.confirmed()}});
  return {};
}

void add_signing_commands(const Commands& commands, CLI::App& group) {
  auto& session = commands.session;
  auto signing = std::make_shared<SignOptions>();
  auto& command = commands.command(group, "sign", "Show a statement, ask, and add signatures",
                                   [&session, signing] { return sign(session, *signing); });
  command.add_option("FILE", signing->file, "Statement file")->required();
  command.add_option("-o,--out", signing->out, "Write to this file instead of the same one");
  signing->keys.add_to(command);

  auto merging = std::make_shared<MergeOptions>();
  auto& merge_command = commands.command(group, "merge", "Put the signatures of several copies together",
                                         [&session, merging] { return merge(session, *merging); });
  merge_command.add_option("FILES", merging->files, "Copies of one statement")->required()->expected(2, 64);
  merge_command.add_option("-o,--out", merging->out, "Statement file to write")->required();
}

}  // namespace

void add_statement_commands(const Commands& commands) {
  auto& session = commands.session;
  auto& group = commands.group("statement", "Statement files: read, sign, merge, keep");
  auto file = std::make_shared<std::string>();
  commands
      .command(group, "show", "Say what a statement does and whose signatures are missing",
               [&session, file] { return show(session, *file); })
      .add_option("FILE", *file, "Statement file")
      ->required();
  add_signing_commands(commands, group);
  auto files = std::make_shared<std::vector<std::string>>();
  commands
      .command(group, "apply", "Keep complete statements in the workspace, to be submitted later",
               [&session, files] { return keep(session, *files); })
      .add_option("FILES", *files, "Complete statements, in order")
      ->required();

  auto submitting = std::make_shared<SubmitOptions>();
  auto& command =
      commands.command(commands.app, "submit", "Submit statements to the relay; without files, all that the workspace keeps",
                       [&session, submitting] { return submit(session, *submitting); });
  command.add_option("FILES", submitting->files, "Complete statements, in order");
  submitting->keys.add_to(command);
  submitting->relay.add_to(command);
}

}  // namespace valise::registrar
