// Commands on networks of authorities and their members.
#include <CLI/CLI.hpp>

#include "keys/registrar/commands.hpp"

namespace valise::registrar {
namespace {

using base::fail;
using base::Result;
using directory::AuthorityId;
using directory::NetworkId;

Result<const directory::Network*> find_network(Session& session, const std::string& text) {
  auto id = NetworkId::parse(text);
  if (!id) return with_context(text, std::move(id.error()));
  auto workspace = session.workspace();
  if (!workspace) return pass_on(workspace);
  return (*workspace)->state().network(*id);
}

struct DefineOptions {
  std::string network;
  std::vector<std::string> names;
  std::string secretariat;
  StatementOptions statement;
};

Result<> define(Session& session, const DefineOptions& options) {
  auto before = find_network(session, options.network);
  if (!before) return pass_on(before);
  auto statement = session.statement();
  if (!statement) return pass_on(statement);
  auto& body = *statement->mutable_network_defined();
  body.set_network_id(options.network);
  body.set_secretariat_authority_id(options.secretariat);
  body.set_revision(*before == nullptr ? 0 : (*before)->definition.revision() + 1);
  if (auto names = parse_local_texts(options.names, *body.mutable_names()); !names) return names;
  return session.finish(*statement, options.statement);
}

struct MemberOptions {
  std::string network;
  std::string authority;
  StatementOptions statement;
};

Result<> set_member(Session& session, const MemberOptions& options, bool member) {
  auto network = find_network(session, options.network);
  if (!network) return pass_on(network);
  if (*network == nullptr) return fail(RegistrarError::not_found, options.network);
  auto authority = AuthorityId::parse(options.authority);
  if (!authority) return with_context(options.authority, std::move(authority.error()));
  auto statement = session.statement();
  if (!statement) return pass_on(statement);
  const auto* last = directory::find((*network)->membership_revisions, *authority);
  auto& body = *statement->mutable_network_membership_changed();
  body.set_network_id(options.network);
  body.set_authority_id(options.authority);
  body.set_member(member);
  body.set_revision(last == nullptr ? 1 : *last + 1);
  return session.finish(*statement, options.statement);
}

void add_member_command(const Commands& commands, CLI::App& group, const std::string& name, const std::string& description,
                        bool member) {
  auto& session = commands.session;
  auto options = std::make_shared<MemberOptions>();
  auto& command =
      commands.command(group, name, description, [&session, options, member] { return set_member(session, *options, member); });
  command.add_option("NETWORK", options->network, "E.g. wacap")->required();
  command.add_option("AUTHORITY", options->authority, "E.g. ke-odpp")->required();
  options->statement.add_to(command);
}

}  // namespace

void add_network_commands(const Commands& commands) {
  auto& session = commands.session;
  auto& group = commands.group("network", "Networks of authorities");
  auto options = std::make_shared<DefineOptions>();
  auto& command = commands.command(group, "define", "Define a network, or define it anew",
                                   [&session, options] { return define(session, *options); });
  command.add_option("NETWORK", options->network, "E.g. wacap")->required();
  command.add_option("--name", options->names, "Name in a language: en=\"West African network\" (repeatable)")
      ->required()
      ->allow_extra_args(false);
  command.add_option("--secretariat", options->secretariat, "Authority that may take in and let out members");
  options->statement.add_to(command);
  add_member_command(commands, group, "join", "Take an authority into a network", true);
  add_member_command(commands, group, "leave", "Take an authority out of a network", false);
}

}  // namespace valise::registrar
