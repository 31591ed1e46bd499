// Commands on posts and who staffs them.
#include <CLI/CLI.hpp>
#include <charconv>
#include <optional>
#include <sstream>

#include "keys/registrar/commands.hpp"

namespace valise::registrar {
namespace {

using base::fail;
using base::Result;
using directory::OfficerAddress;
using directory::PostAddress;

struct PostOptions {
  std::string address;
  v1::PostKind kind = v1::POST_KIND_UNSPECIFIED;
  std::vector<std::string> names;
  std::vector<std::string> networks;
  std::vector<std::string> languages;
  std::vector<std::string> officers;
  std::vector<std::string> escalation;
  bool no_escalation = false;
  std::optional<v1::HistoryPolicy> history;
  StatementOptions statement;
};

const std::map<std::string, v1::PostKind> kKinds = {{"desk", v1::POST_KIND_DESK},
                                                    {"focal-point", v1::POST_KIND_FOCAL_POINT},
                                                    {"contact-point-24-7", v1::POST_KIND_CONTACT_POINT_24_7}};

const std::map<std::string, v1::HistoryPolicy> kHistories = {
    {"none", v1::HISTORY_POLICY_NONE}, {"open-matters", v1::HISTORY_POLICY_OPEN_MATTERS}, {"all", v1::HISTORY_POLICY_ALL}};

Result<PostAddress> parse_address(const std::string& text) {
  auto address = PostAddress::parse(text);
  if (!address) return with_context(text, std::move(address.error()));
  return address;
}

// An officer is named by address (ke-odpp/@jmwangi), or by id alone.
Result<std::string> officer_id(const PostAddress& post, const std::string& text) {
  if (text.find('/') == std::string::npos) return text.starts_with('@') ? text.substr(1) : text;
  auto address = OfficerAddress::parse(text);
  if (!address) return with_context(text, std::move(address.error()));
  if (address->authority != post.authority) return fail(RegistrarError::bad_argument, text + " is of another authority");
  return address->officer.string();
}

Result<std::string> other_post(const PostAddress& post, const std::string& text) {
  auto address = PostAddress::parse(text);
  if (!address) return with_context(text, std::move(address.error()));
  if (address->authority != post.authority) return fail(RegistrarError::bad_argument, text + " is of another authority");
  return address->post.string();
}

// MINUTES=WHO: a post by its address (ke-odpp/desk), or officers with commas between them (@akimani,@jmwangi).
Result<> parse_step(const PostAddress& post, const std::string& text, v1::EscalationStep& out) {
  const auto sign = text.find('=');
  std::uint32_t minutes = 0;
  const auto* end = text.data() + std::min(sign, text.size());
  const auto read = std::from_chars(text.data(), end, minutes);
  if (sign == std::string::npos || read.ec != std::errc() || read.ptr != end) {
    return fail(RegistrarError::bad_argument, "--escalation " + text + " (write 30=@akimani or 60=ke-odpp/desk)");
  }
  out.set_after_minutes(minutes);
  const auto who = text.substr(sign + 1);
  if (who.find('/') != std::string::npos && who.find('@') == std::string::npos) {
    auto id = other_post(post, who);
    if (!id) return pass_on(id);
    out.set_post_id(*id);
    return {};
  }
  std::istringstream names(who);
  for (std::string name; std::getline(names, name, ',');) {
    auto id = officer_id(post, name);
    if (!id) return pass_on(id);
    out.add_officer_ids(*id);
  }
  return {};
}

Result<> fill_chain(v1::Post& out, const PostAddress& address, const PostOptions& options) {
  for (const auto& text : options.escalation) {
    if (auto step = parse_step(address, text, *out.add_escalation()); !step) return step;
  }
  return {};
}

Result<> fill(v1::Post& out, const PostAddress& address, const PostOptions& options) {
  out.set_authority_id(address.authority.string());
  out.set_post_id(address.post.string());
  out.set_kind(options.kind);
  for (const auto& network : options.networks) out.add_networks(network);
  for (const auto& language : options.languages) out.add_languages(language);
  if (options.history) out.set_history(*options.history);
  if (auto chain = fill_chain(out, address, options); !chain) return chain;
  return parse_local_texts(options.names, *out.mutable_names());
}

Result<const directory::Post*> find_post(Session& session, const PostAddress& address) {
  auto workspace = session.workspace();
  if (!workspace) return pass_on(workspace);
  const auto* post = (*workspace)->state().post(address);
  if (post == nullptr) return fail(RegistrarError::not_found, address.string());
  return post;
}

// A focal point stands for networks that there are, and of which its authority is a member; the latter may come later.
Result<> check_networks(Session& session, const PostAddress& address, const std::vector<std::string>& networks) {
  auto workspace = session.workspace();
  if (!workspace) return pass_on(workspace);
  for (const auto& text : networks) {
    const auto id = directory::NetworkId::parse(text);
    const auto* network = id ? (*workspace)->state().network(*id) : nullptr;
    if (network == nullptr) return fail(RegistrarError::not_found, "network " + text);
    if (!network->members.contains(address.authority)) {
      session.output().note(address.authority.string() + " is not a member of " + text +
                            " yet; clients show the post as a focal point once it is.");
    }
  }
  return {};
}

Result<> define(Session& session, const PostOptions& options) {
  auto address = parse_address(options.address);
  if (!address) return pass_on(address);
  if (auto known = check_networks(session, *address, options.networks); !known) return known;
  auto statement = session.statement();
  if (!statement) return pass_on(statement);
  if (auto done = fill(*statement->mutable_post_defined()->mutable_post(), *address, options); !done) return done;
  return session.finish(*statement, options.statement);
}

Result<> change(Session& session, const PostOptions& options) {
  auto address = parse_address(options.address);
  if (!address) return pass_on(address);
  auto before = find_post(session, *address);
  if (!before) return pass_on(before);
  if (auto known = check_networks(session, *address, options.networks); !known) return known;
  auto statement = session.statement();
  if (!statement) return pass_on(statement);
  auto& body = *statement->mutable_post_changed();
  if (auto done = fill(*body.mutable_post(), *address, options); !done) return done;
  if (options.escalation.empty() && !options.no_escalation) {
    *body.mutable_post()->mutable_escalation() = (*before)->details.escalation();
  }
  if (!options.history) body.mutable_post()->set_history((*before)->details.history());
  body.set_revision((*before)->revision + 1);
  return session.finish(*statement, options.statement);
}

Result<> retire(Session& session, const PostOptions& options) {
  auto address = parse_address(options.address);
  if (!address) return pass_on(address);
  if (auto sure = session.confirm("A retired post cannot be defined again: " + options.address + "."); !sure) return sure;
  auto statement = session.statement();
  if (!statement) return pass_on(statement);
  statement->mutable_post_retired()->set_authority_id(address->authority.string());
  statement->mutable_post_retired()->set_post_id(address->post.string());
  return session.finish(*statement, options.statement);
}

Result<> staff(Session& session, const PostOptions& options) {
  auto address = parse_address(options.address);
  if (!address) return pass_on(address);
  auto before = find_post(session, *address);
  if (!before) return pass_on(before);
  if ((*before)->plan.shifts_size() + (*before)->plan.exceptions_size() > 0) {
    if (auto sure = session.confirm("This ends the weekly plan of " + options.address + "; 'post roster' would change it.");
        !sure) {
      return sure;
    }
  }
  auto statement = session.statement();
  if (!statement) return pass_on(statement);
  auto& body = *statement->mutable_roster_published();
  body.set_authority_id(address->authority.string());
  body.set_post_id(address->post.string());
  body.set_revision((*before)->roster_revision + 1);
  for (const auto& text : options.officers) {
    auto id = officer_id(*address, text);
    if (!id) return pass_on(id);
    body.add_officer_ids(*id);
  }
  return session.finish(*statement, options.statement);
}

using Work = Result<> (*)(Session&, const PostOptions&);
struct Added {
  CLI::App& command;
  std::shared_ptr<PostOptions> options;
};
Added add(const Commands& commands, CLI::App& group, const std::string& name, const std::string& description, Work work) {
  auto& session = commands.session;
  auto options = std::make_shared<PostOptions>();
  auto& command = commands.command(group, name, description, [&session, options, work] { return work(session, *options); });
  command.add_option("POST", options->address, "E.g. ke-odpp/duty")->required();
  options->statement.add_to(command);
  return {command, options};
}

void add_details(const Added& added) {
  auto& [command, options] = added;
  command.add_option("--kind", options->kind, "desk, focal-point or contact-point-24-7")
      ->required()
      ->transform(CLI::CheckedTransformer(kKinds));
  command.add_option("--name", options->names, "Name in a language: en=\"Duty desk\" (repeatable)")
      ->required()
      ->allow_extra_args(false);
  command.add_option("--network", options->networks, "For a focal point: its network (repeatable)")->allow_extra_args(false);
  command.add_option("--language", options->languages, "Language of the post, if not all of the authority's (repeatable)")
      ->allow_extra_args(false);
  command
      .add_option("--escalation", options->escalation,
                  "Step of the chain for urgent messages that nobody acknowledges: 30=@akimani,@jmwangi or 60=ke-odpp/desk, the "
                  "number being minutes (repeatable, in the order of time)")
      ->allow_extra_args(false);
  command
      .add_option("--history", options->history,
                  "What an officer who comes to the post gets of what was said in its rooms before: none, open-matters (of rooms "
                  "that are not closed) or all; without this none, or what was said before")
      ->transform(CLI::CheckedTransformer(kHistories));
}

}  // namespace

void add_post_commands(const Commands& commands) {
  auto& group = commands.group("post", "Posts of an authority and who staffs them");
  add_details(add(commands, group, "define", "Define a post; the authority signs", define));
  const auto changing = add(commands, group, "change", "Change a post's kind, names, networks, languages and escalation", change);
  add_details(changing);
  changing.command
      .add_flag("--no-escalation", changing.options->no_escalation, "End the chain; without this, one that is not given stays")
      ->excludes("--escalation");
  add(commands, group, "retire", "Retire a post for good", retire);
  const auto staffing =
      add(commands, group, "staff", "Say which officers staff a post, in full; nobody, if none is named", staff);
  add_roster_command(commands, group);
  staffing.command.add_option("--officer", staffing.options->officers, "E.g. ke-odpp/@jmwangi, or jmwangi (repeatable)")
      ->allow_extra_args(false);
}

}  // namespace valise::registrar
