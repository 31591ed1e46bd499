// Commands that show the directory.
#include <CLI/CLI.hpp>

#include "keys/directory/recovery.hpp"
#include "keys/records/search.hpp"
#include "keys/registrar/commands.hpp"
#include "keys/registrar/record_file.hpp"

namespace valise::registrar {
namespace {

using base::Result;
using directory::DirectoryState;

json::array strings(const auto& ids) {
  json::array out;
  for (const auto& id : ids) out.emplace_back(id.string());
  return out;
}
json::object names(const auto& texts) {
  json::object out;
  for (const auto& text : texts) out[text.language()] = text.text();
  return out;
}
std::string_view status_text(directory::AuthorityStatus status) {
  switch (status) {
    case directory::AuthorityStatus::active: return "active";
    case directory::AuthorityStatus::suspended: return "suspended";
    case directory::AuthorityStatus::withdrawn: return "withdrawn";
  }
  return "unknown";
}

json::object overview(const DirectoryState& state) {
  const auto& tables = state.tables();
  json::array keys;
  for (const auto& key : tables.registrar.keys) keys.emplace_back(hex(key.view()));
  return {{"type", "directory"},
          {"name", tables.name},
          {"directory_id", hex(state.directory_id().view())},
          {"entries", state.size()},
          {"registrar_threshold", tables.registrar.threshold},
          {"registrar_keys", std::move(keys)}};
}
json::object show(const directory::Relay& relay) {
  return {{"type", "relay"},
          {"name", relay.name},
          {"address", relay.address},
          {"relay_id", hex(relay.id.view())},
          {"log_key", directory::verifier_key(relay.log_origin, relay.log_key)}};
}
void add_recovery(json::object& out, const directory::Authority& authority) {
  if (!authority.recovery) return;
  json::array keys;
  for (const auto& key : authority.recovery->keys.keys) keys.emplace_back(hex(key.view()));
  out["recovery"] = json::object{{"reason", authority.recovery->reason},
                                 {"announced", time_text(authority.recovery->announced_at)},
                                 {"not_before", time_text(directory::not_before(*authority.recovery))},
                                 {"threshold", authority.recovery->keys.threshold},
                                 {"keys", std::move(keys)}};
}
json::object show(const directory::Authority& authority) {
  json::array keys;
  for (const auto& key : authority.keys.keys) keys.emplace_back(hex(key.view()));
  json::object out{{"type", "authority"},
                   {"authority", authority.id.string()},
                   {"status", status_text(authority.status)},
                   {"names", names(authority.record.names())},
                   {"threshold", authority.keys.threshold},
                   {"keys", std::move(keys)}};
  add_recovery(out, authority);
  return out;
}
json::object show(const DirectoryState& state, const directory::Post& post) {
  return {{"type", "post"},
          {"post", post.address.string()},
          {"names", names(post.details.names())},
          {"active", state.active(post.address)},
          {"roster", strings(post.roster)}};
}
json::object show(const DirectoryState& state, const directory::Officer& officer) {
  return {{"type", "officer"},
          {"officer", officer.address.string()},
          {"name", officer.details.name()},
          {"title", officer.details.title()},
          {"active", state.active(officer.address)}};
}
json::object show(const DirectoryState& state, const directory::Device& device) {
  return {{"type", "device"},
          {"device", hex(device.id.view())},
          {"officer", device.officer.string()},
          {"label", device.label},
          {"active", state.active(device.id)}};
}
json::object show(const directory::Network& network) {
  return {{"type", "network"},
          {"network", network.id.string()},
          {"names", names(network.definition.names())},
          {"secretariat", network.definition.secretariat_authority_id()},
          {"members", strings(network.members)}};
}

struct ShowOptions {
  std::string authority;
};

Result<> show_all(Session& session, const ShowOptions& options) {
  auto workspace = session.workspace();
  if (!workspace) return pass_on(workspace);
  const auto& state = (*workspace)->state();
  const auto& tables = state.tables();
  auto& output = session.output();
  const auto wanted = [&](const directory::AuthorityId& id) {
    return options.authority.empty() || id.string() == options.authority;
  };
  if (options.authority.empty()) {
    output.show(overview(state));
    for (const auto& [name, relay] : tables.relays) output.show(show(relay));
  }
  bool found = options.authority.empty();
  for (const auto& [id, authority] : tables.authorities) {
    if (!wanted(id)) continue;
    found = true;
    output.show(show(authority));
  }
  if (!found) return base::fail(RegistrarError::not_found, options.authority);
  for (const auto& [address, post] : tables.posts) {
    if (wanted(address.authority)) output.show(show(state, post));
  }
  for (const auto& [address, officer] : tables.officers) {
    if (wanted(address.authority)) output.show(show(state, officer));
  }
  for (const auto& [address, officer] : tables.officers) {
    if (!wanted(address.authority)) continue;
    for (const auto& id : officer.devices) output.show(show(state, tables.devices.at(id)));
  }
  if (!options.authority.empty()) return {};
  for (const auto& [id, network] : tables.networks) output.show(show(network));
  return {};
}

Result<records::Matches> matches(const DirectoryState& state, const std::string& text, base::UnixMillis now) {
  if (!records::is_selector(text)) {
    records::SearchIndex names;
    names.update(state);
    return names.search(text);
  }
  auto selector = records::Selector::parse(text);
  if (!selector) return pass_on(selector);
  return records::select(state, *selector, now);
}

Result<> search(Session& session, const std::string& text) {
  auto workspace = session.workspace();
  if (!workspace) return pass_on(workspace);
  const auto& state = (*workspace)->state();
  auto found = matches(state, text, session.environment().clock.now());
  if (!found) return pass_on(found);
  for (const auto& id : found->authorities) session.output().show(show(*state.authority(id)));
  for (const auto& address : found->posts) session.output().show(show(state, *state.post(address)));
  if (found->authorities.empty() && found->posts.empty()) return base::fail(RegistrarError::not_found, text);
  return {};
}

}  // namespace

void add_directory_commands(const Commands& commands) {
  auto& session = commands.session;
  auto& group = commands.group("directory", "What the directory says");
  auto showing = std::make_shared<ShowOptions>();
  commands
      .command(group, "show", "Show everything, or one authority", [&session, showing] { return show_all(session, *showing); })
      .add_option("AUTHORITY", showing->authority, "E.g. ke-odpp");
  auto text = std::make_shared<std::string>();
  commands
      .command(group, "search", "Search names, or use a selector: country=KE,mandate=untoc-18,language=fr,network=wacap",
               [&session, text] { return search(session, *text); })
      .add_option("TEXT", *text, "Words or a selector")
      ->required();
}

}  // namespace valise::registrar
