// Commands on officers.
#include <CLI/CLI.hpp>

#include "keys/registrar/commands.hpp"

namespace valise::registrar {
namespace {

using base::fail;
using base::Result;
using directory::OfficerAddress;

struct OfficerOptions {
  std::string address;
  std::string name;
  std::string title;
  std::vector<std::string> languages;
  StatementOptions statement;
};

Result<OfficerAddress> parse_address(const std::string& text) {
  auto address = OfficerAddress::parse(text);
  if (!address) return with_context(text, std::move(address.error()));
  return address;
}

void fill(v1::Officer& out, const OfficerAddress& address, const OfficerOptions& options) {
  out.set_authority_id(address.authority.string());
  out.set_officer_id(address.officer.string());
  out.set_name(options.name);
  out.set_title(options.title);
  for (const auto& language : options.languages) out.add_languages(language);
}

Result<> enrol(Session& session, const OfficerOptions& options) {
  auto address = parse_address(options.address);
  if (!address) return pass_on(address);
  auto statement = session.statement();
  if (!statement) return pass_on(statement);
  fill(*statement->mutable_officer_enrolled()->mutable_officer(), *address, options);
  return session.finish(*statement, options.statement);
}

Result<> change(Session& session, const OfficerOptions& options) {
  auto address = parse_address(options.address);
  if (!address) return pass_on(address);
  auto statement = session.statement();
  if (!statement) return pass_on(statement);
  const auto* before = (*session.workspace())->state().officer(*address);
  if (before == nullptr) return fail(RegistrarError::not_found, options.address);
  fill(*statement->mutable_officer_changed()->mutable_officer(), *address, options);
  statement->mutable_officer_changed()->set_revision(before->revision + 1);
  return session.finish(*statement, options.statement);
}

Result<> retire(Session& session, const OfficerOptions& options) {
  auto address = parse_address(options.address);
  if (!address) return pass_on(address);
  if (auto sure = session.confirm("Retiring " + options.address + " revokes all of the officer's devices."); !sure) return sure;
  auto statement = session.statement();
  if (!statement) return pass_on(statement);
  statement->mutable_officer_retired()->set_authority_id(address->authority.string());
  statement->mutable_officer_retired()->set_officer_id(address->officer.string());
  return session.finish(*statement, options.statement);
}

using Work = Result<> (*)(Session&, const OfficerOptions&);
std::shared_ptr<OfficerOptions> add(const Commands& commands, CLI::App& group, const std::string& name,
                                    const std::string& description, Work work, bool with_details) {
  auto& session = commands.session;
  auto options = std::make_shared<OfficerOptions>();
  auto& command = commands.command(group, name, description, [&session, options, work] { return work(session, *options); });
  command.add_option("OFFICER", options->address, "E.g. ke-odpp/@jmwangi")->required();
  if (with_details) {
    command.add_option("--name", options->name, "Name, as colleagues know it")->required();
    command.add_option("--title", options->title, "Title or function");
    command.add_option("--language", options->languages, "Language spoken, e.g. en (repeatable)")->allow_extra_args(false);
  }
  options->statement.add_to(command);
  return options;
}

}  // namespace

void add_officer_commands(const Commands& commands) {
  auto& group = commands.group("officer", "Officers of an authority");
  add(commands, group, "enrol", "Enrol an officer; the authority signs", enrol, true);
  add(commands, group, "change", "Change an officer's name, title and languages", change, true);
  add(commands, group, "retire", "Retire an officer and all of the officer's devices", retire, false);
}

}  // namespace valise::registrar
