// Commands on authorities: register, change the record, suspend, reinstate, withdraw, rotate keys.
#include <CLI/CLI.hpp>

#include "keys/registrar/commands.hpp"
#include "keys/registrar/key_set_options.hpp"
#include "keys/registrar/record_csv.hpp"
#include "keys/registrar/record_file.hpp"
#include "keys/registrar/record_input.hpp"

namespace valise::registrar {
namespace {

using base::fail;
using base::Result;

struct RegisterOptions {
  std::string record;
  std::string authority;
  std::vector<std::string> public_keys;
  std::vector<std::string> key_files;  // of the authority: their keys sign, too
  std::vector<std::string> tokens;
  std::uint32_t threshold = 0;
  StatementOptions statement;
};

Result<> add_authority_keys(v1::KeySet& set, const RegisterOptions& options) {
  KeySetOptions keys;
  keys.public_keys = options.public_keys;
  for (const auto& file : options.key_files) keys.public_keys.push_back(file + ".pub");
  keys.public_keys.insert(keys.public_keys.end(), options.tokens.begin(), options.tokens.end());
  keys.threshold = options.threshold;
  return keys.fill(set, {});
}

Result<> register_authority(Session& session, const RegisterOptions& options) {
  auto record = read_record(session, options.record, options.authority);
  if (!record) return pass_on(record);
  auto finishing = options.statement;
  finishing.keys.files.insert(finishing.keys.files.end(), options.key_files.begin(), options.key_files.end());
  finishing.keys.tokens.insert(finishing.keys.tokens.end(), options.tokens.begin(), options.tokens.end());
  return session.make(finishing, [&](v1::Statement& statement, const directory::DirectoryState&) {
    auto& body = *statement.mutable_authority_registered();
    *body.mutable_record() = *record;
    return add_authority_keys(*body.mutable_authority_keys(), options);
  });
}

struct ChangeOptions {
  std::string record;
  std::string authority;
  StatementOptions statement;
};

Result<> change(Session& session, const ChangeOptions& options) {
  auto record = read_record(session, options.record, options.authority);
  if (!record) return pass_on(record);
  auto authority = session.authority(record->authority_id());
  if (!authority) return pass_on(authority);
  return session.make(options.statement, [&](v1::Statement& statement, const directory::DirectoryState&) {
    auto& body = *statement.mutable_authority_record_changed();
    *body.mutable_record() = *record;
    body.set_revision((*authority)->record_revision + 1);
    return Result<>{};
  });
}

struct StatusOptions {
  std::string authority;
  std::string reason;
  StatementOptions statement;
};

Result<> set_status(Session& session, const StatusOptions& options, v1::AuthorityStatus status) {
  auto authority = session.authority(options.authority);
  if (!authority) return pass_on(authority);
  if (status == v1::AUTHORITY_STATUS_WITHDRAWN) {
    if (auto sure = session.confirm("Withdrawing " + options.authority + " is final."); !sure) return sure;
  }
  return session.make(options.statement, [&](v1::Statement& statement, const directory::DirectoryState&) {
    auto& body = *statement.mutable_authority_status_changed();
    body.set_authority_id(options.authority);
    body.set_status(status);
    body.set_reason(options.reason);
    body.set_revision((*authority)->status_revision + 1);
    return Result<>{};
  });
}

struct RotateOptions {
  std::string authority;
  KeySetOptions set;
  StatementOptions statement;
};

Result<> rotate(Session& session, const RotateOptions& options) {
  auto authority = session.authority(options.authority);
  if (!authority) return pass_on(authority);
  return session.make(options.statement, [&](v1::Statement& statement, const directory::DirectoryState&) {
    auto& body = *statement.mutable_authority_keys_rotated();
    body.set_authority_id(options.authority);
    body.set_revision((*authority)->keys_revision + 1);
    return options.set.fill(*body.mutable_authority_keys(), {});
  });
}

// ---- files ----

Result<> check_file(Session& session, const std::string& path) {
  auto read = read_records(session, path);
  if (!read) return pass_on(read);
  for (const auto& problem : read->problems) {
    session.output().show({{"type", "problem"},
                           {"file", problem.file},
                           {"line", problem.line},
                           {"field", problem.field},
                           {"reason", problem.reason}});
  }
  if (!read->problems.empty()) return fail(RegistrarError::file_has_problems, path);
  session.output().show({{"type", "check"}, {"file", path}, {"records", read->records.size()}, {"problems", 0}});
  return {};
}

struct ExportOptions {
  std::vector<std::string> authorities;
  std::string format = "toml";
  std::string out = "-";
};

Result<std::vector<v1::AuthorityRecord>> records_to_export(Session& session, const std::vector<std::string>& ids) {
  std::vector<v1::AuthorityRecord> out;
  for (const auto& id : ids) {
    auto authority = session.authority(id);
    if (!authority) return pass_on(authority);
    out.push_back((*authority)->record);
  }
  if (!ids.empty()) return out;
  auto workspace = session.workspace();
  if (!workspace) return pass_on(workspace);
  for (const auto& [id, authority] : (*workspace)->state().tables().authorities) {
    if (authority.status != directory::AuthorityStatus::withdrawn) out.push_back(authority.record);
  }
  return out;
}

// CSV is one file; TOML is one file for each authority, in a folder, or a single one on standard output.
Result<> export_records(Session& session, const ExportOptions& options) {
  auto records = records_to_export(session, options.authorities);
  if (!records) return pass_on(records);
  if (options.format == "csv") {
    if (options.out != "-") return write_file(options.out, format_records_csv(*records), Mode::shared, IfExists::refuse);
    session.environment().out << format_records_csv(*records);
    return {};
  }
  if (options.out == "-") {
    if (records->size() != 1) return fail(RegistrarError::bad_argument, "--out: several TOML files need a folder");
    session.environment().out << format_record(records->front());
    return {};
  }
  std::error_code made;
  std::filesystem::create_directories(options.out, made);
  if (made) return fail(RegistrarError::file_unwritable, options.out);
  for (const auto& record : *records) {
    auto written =
        write_file(Path(options.out) / (record.authority_id() + ".toml"), format_record(record), Mode::shared, IfExists::refuse);
    if (!written) return written;
  }
  return {};
}

Result<> show_record(Session& session, const std::string& id) {
  auto authority = session.authority(id);
  if (!authority) return pass_on(authority);
  session.environment().out << format_record((*authority)->record);
  return {};
}

void add_status_command(const Commands& commands, CLI::App& group, const std::string& name, const std::string& description,
                        v1::AuthorityStatus status) {
  auto [command, options] = commands.making<StatusOptions>(
      group, name, description,
      [status](Session& session, const StatusOptions& chosen) { return set_status(session, chosen, status); });
  command.add_option("AUTHORITY", options.authority, "E.g. ke-odpp")->required();
  command.add_option("--reason", options.reason, "Reason, for everybody to read");
}

void add_register_command(const Commands& commands, CLI::App& group) {
  auto [command, options] = commands.making<RegisterOptions>(
      group, "register", "Register an authority; the registrar and the authority's own keys sign", register_authority);
  command.add_option("RECORD", options.record, "The authority's record (TOML, or CSV)")->required();
  command.add_option("--authority", options.authority, "Which one, of a CSV with several");
  command
      .add_option("--authority-public-key", options.public_keys, "Key of the authority: hexadecimal or a .pub file (repeatable)")
      ->allow_extra_args(false);
  command.add_option("--authority-key-file", options.key_files, "Key file of the authority, which signs at once (repeatable)")
      ->allow_extra_args(false);
  command.add_option("--authority-token", options.tokens, "Key of the authority in a token, which signs at once (repeatable)")
      ->type_name("URI")
      ->allow_extra_args(false);
  command.add_option("--threshold", options.threshold, "How many of the authority's keys act together; all, if not given");
}

void add_file_commands(const Commands& commands, CLI::App& group) {
  auto& session = commands.session;
  auto file = std::make_shared<std::string>();
  commands
      .command(group, "check", "Check records in a file (TOML or CSV), and name everything that is wrong",
               [&session, file] { return check_file(session, *file); })
      .add_option("FILE", *file, "Records")
      ->required();
  auto options = std::make_shared<ExportOptions>();
  auto& command = commands.command(group, "export", "Write records as TOML or CSV",
                                   [&session, options] { return export_records(session, *options); });
  command.add_option("AUTHORITY", options->authorities, "Which ones; all that are not withdrawn, if none is named");
  command.add_option("--format", options->format, "toml or csv")->check(CLI::IsMember({"toml", "csv"}))->capture_default_str();
  command.add_option("-o,--out", options->out, "CSV: the file; TOML: a folder with one file for each; - for standard output")
      ->capture_default_str();
}

}  // namespace

void add_authority_commands(const Commands& commands) {
  auto& session = commands.session;
  auto& group = commands.group("authority", "Authorities and their records");
  add_register_command(commands, group);
  add_file_commands(commands, group);

  auto [change_command, changing] = commands.making<ChangeOptions>(
      group, "change", "Change an authority's record; the authority and the registrar sign", change);
  change_command.add_option("RECORD", changing.record, "The whole new record (TOML, or CSV)")->required();
  change_command.add_option("--authority", changing.authority, "Which one, of a CSV with several");

  add_status_command(commands, group, "suspend", "Suspend an authority: its devices are cut off", v1::AUTHORITY_STATUS_SUSPENDED);
  add_status_command(commands, group, "reinstate", "End a suspension", v1::AUTHORITY_STATUS_ACTIVE);
  add_status_command(commands, group, "withdraw", "Withdraw an authority for good", v1::AUTHORITY_STATUS_WITHDRAWN);

  auto [rotate_command, rotation] =
      commands.making<RotateOptions>(group, "rotate-keys", "Replace an authority's key set; old and new keys sign", rotate);
  rotate_command.add_option("AUTHORITY", rotation.authority, "E.g. ke-odpp")->required();
  rotation.set.add_public_to(rotate_command);

  auto id = std::make_shared<std::string>();
  commands.command(group, "record", "Print an authority's record as TOML", [&session, id] { return show_record(session, *id); })
      .add_option("AUTHORITY", *id, "E.g. ke-odpp")
      ->required();
}

}  // namespace valise::registrar
