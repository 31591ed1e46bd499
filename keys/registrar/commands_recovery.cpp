// Commands for an authority that has lost its keys (docs/design/0009-authority-recovery.md): announce, contest, complete.
#include <CLI/CLI.hpp>

#include "keys/directory/recovery.hpp"
#include "keys/registrar/commands.hpp"
#include "keys/registrar/key_set_options.hpp"

namespace valise::registrar {
namespace {

using base::fail;
using base::Result;

struct AnnounceOptions {
  std::string authority;
  std::string reason;
  KeySetOptions set;
  StatementOptions statement;
};

Result<> announce(Session& session, const AnnounceOptions& options) {
  auto authority = session.authority(options.authority);
  if (!authority) return pass_on(authority);
  return session.make(options.statement, [&](v1::Statement& statement, const directory::DirectoryState&) {
    auto& body = *statement.mutable_authority_recovery_announced();
    body.set_authority_id(options.authority);
    body.set_reason(options.reason);
    body.set_revision((*authority)->recovery_revision + 1);
    return options.set.fill(*body.mutable_authority_keys(), {});
  });
}

struct EndOptions {
  std::string authority;
  StatementOptions statement;
};

Result<> contest(Session& session, const EndOptions& options) {
  auto authority = session.authority(options.authority);
  if (!authority) return pass_on(authority);
  return session.make(options.statement, [&](v1::Statement& statement, const directory::DirectoryState&) {
    statement.mutable_authority_recovery_contested()->set_authority_id(options.authority);
    statement.mutable_authority_recovery_contested()->set_revision((*authority)->recovery_revision);
    return Result<>{};
  });
}

Result<> complete(Session& session, const EndOptions& options) {
  auto authority = session.authority(options.authority);
  if (!authority) return pass_on(authority);
  if ((*authority)->recovery) {
    const auto due = directory::not_before(*(*authority)->recovery);
    if (session.environment().clock.now() < due) {
      return fail(directory::RuleError::recovery_too_early, "not before " + time_text(due));
    }
  }
  return session.make(options.statement, [&](v1::Statement& statement, const directory::DirectoryState&) {
    statement.mutable_authority_recovery_completed()->set_authority_id(options.authority);
    statement.mutable_authority_recovery_completed()->set_revision((*authority)->recovery_revision);
    return Result<>{};
  });
}

void add_end_command(const Commands& commands, CLI::App& group, const std::string& name, const std::string& description,
                     Result<> (*run)(Session&, const EndOptions&)) {
  auto [command, options] = commands.making<EndOptions>(group, name, description, run);
  command.add_option("AUTHORITY", options.authority, "E.g. ke-odpp")->required();
}

}  // namespace

void add_recovery_commands(const Commands& commands) {
  auto& group =
      commands.group("recovery", "An authority that has lost its keys gets new ones, after a time in which all can see it");
  auto [command, options] = commands.making<AnnounceOptions>(
      group, "announce", "Announce the loss and the new keys; the registrar and the new keys sign", announce);
  command.add_option("AUTHORITY", options.authority, "E.g. ke-odpp")->required();
  command.add_option("--reason", options.reason, "What happened, for everybody to read")->required();
  options.set.add_public_to(command);
  add_end_command(commands, group, "contest", "Stop it: the authority's present keys sign, or the registrar", contest);
  add_end_command(commands, group, "complete",
                  "After the waiting time: the new keys take the place of the old; the registrar and the new keys sign",
                  complete);
}

}  // namespace valise::registrar
