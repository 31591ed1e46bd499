// valise backup: history on a safe place, checked, and back.
#include "cli/command_line.hpp"
#include "cli/json_views.hpp"
#include "cli/problem.hpp"
#include "cli/terminal_text.hpp"
#include "cli/times.hpp"
#include "valise/backup.hpp"

namespace valise::cli {
namespace {

struct BackupArguments {
  std::filesystem::path file;
  std::optional<std::filesystem::path> passphrase_file;
  bool quick_key_derivation = false;
};

boost::json::object json_of(const BackupReport& r) {
  return {{"file", r.file.string()}, {"created", utc_text(r.created)}, {"officer", r.officer},  {"rooms", r.rooms},
          {"messages", r.messages},  {"entries", r.entries},           {"restored", r.restored}};
}

void show(Session& session, const BackupReport& r, std::string_view outcome) {
  if (session.output.json()) return session.output.object("backup", json_of(r));
  session.output.line(std::string(outcome));
  session.output.line(session.output.say("backup.contents", {{"officer", terminal_line(r.officer)},
                                                             {"time", both_times(r.created, session.output.speaker())},
                                                             {"rooms", r.rooms},
                                                             {"messages", r.messages}}));
}

// The backup's passphrase is its own; that of the profile is asked for by session.open().
PassphraseSource source_of(const Session& session, const BackupArguments& arguments) {
  return {.file = arguments.passphrase_file, .descriptor = {}, .no_input = session.globals.passphrase.no_input};
}

// It is not the profile's passphrase that is missing.
Error of_backup(Error error) {
  return error.code == "passphrase.no_terminal" ? problem(error.kind, "backup.no_terminal") : error;
}

Result<ExitCode> run_create(Session& session, const BackupArguments& arguments) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  session.output.note(session.output.say("backup.own_passphrase"));
  auto passphrase = new_passphrase(source_of(session, arguments), session.environment.ask, session.output.speaker());
  if (!passphrase) return std::unexpected(of_backup(passphrase.error()));
  const auto report = Backups(*client).create(arguments.file, std::move(*passphrase).release(), arguments.quick_key_derivation);
  if (!report) return std::unexpected(report.error());
  show(session, *report, session.output.say("backup.created", {{"file", terminal_line(report->file.string())}}));
  return ExitCode::ok;
}

Result<ExitCode> run_verify(Session& session, const BackupArguments& arguments) {
  auto passphrase = existing_passphrase(source_of(session, arguments), session.environment.ask, session.output.speaker());
  if (!passphrase) return std::unexpected(of_backup(passphrase.error()));
  const auto report = Backups::verify(arguments.file, std::move(*passphrase).release());
  if (!report) return std::unexpected(report.error());
  show(session, *report, session.output.say("backup.whole"));
  return ExitCode::ok;
}

Result<ExitCode> run_restore(Session& session, const BackupArguments& arguments) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  auto passphrase = existing_passphrase(source_of(session, arguments), session.environment.ask, session.output.speaker());
  if (!passphrase) return std::unexpected(of_backup(passphrase.error()));
  const auto report = Backups(*client).restore(arguments.file, std::move(*passphrase).release());
  if (!report) return std::unexpected(report.error());
  show(session, *report, session.output.say("backup.restored", {{"count", report->restored}}));
  session.output.note(session.output.say("backup.not_a_member"));
  return ExitCode::ok;
}

CLI::App* add(CLI::App& parent, const char* name, const std::shared_ptr<BackupArguments>& arguments) {
  auto* command = parent.add_subcommand(name);
  command->add_option("file", arguments->file)->type_name("FILE")->required();
  command->add_option("--backup-passphrase-file", arguments->passphrase_file)->type_name("FILE");
  return command;
}

}  // namespace

void add_backup(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("backup");
  command->require_subcommand(1);
  auto arguments = std::make_shared<BackupArguments>();
  auto* create = add(*command, "create", arguments);
  create->add_flag("--quick-key-derivation", arguments->quick_key_derivation);
  create->footer(R"(
valise backup create /media/safe/history.backup
valise backup create history.backup --backup-passphrase-file /run/credentials/backup)");
  on_chosen(create, action, arguments, run_create);
  auto* verify = add(*command, "verify", arguments);
  verify->footer("valise backup verify history.backup");
  on_chosen(verify, action, arguments, run_verify);
  auto* restore = add(*command, "restore", arguments);
  restore->footer(R"(
valise backup restore history.backup)");
  on_chosen(restore, action, arguments, run_restore);
}

}  // namespace valise::cli
