// valise dir search, valise dir show: the verified directory.
#include <algorithm>

#include "cli/command_line.hpp"
#include "cli/json_views.hpp"
#include "cli/problem.hpp"
#include "cli/text_views.hpp"

namespace valise::cli {
namespace {

struct SearchArguments {
  std::vector<std::string> words;
  DirectoryQuery query;
};

struct ShowArguments {
  std::string address;
};

Result<ExitCode> run_search(Session& session, const SearchArguments& arguments) {
  auto query = arguments.query;
  for (const auto& word : arguments.words) query.text += (query.text.empty() ? "" : " ") + word;
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  const auto found = client->search(query);
  if (!found) return std::unexpected(found.error());
  const auto now = session.environment.now();
  for (const auto& authority : *found) {
    if (session.output.json()) {
      session.output.object("authority", json_of(authority));
    } else {
      session.output.line(authority_row(authority, now, session.output));
    }
  }
  if (!found->empty()) return ExitCode::ok;
  return std::unexpected(problem(ErrorKind::not_found, "directory.nothing_found"));
}

Result<ExitCode> show_authority(Session& session, Client& client, const std::string& id) {
  const auto authority = client.authority(id);
  if (!authority) return std::unexpected(authority.error());
  const auto now = session.environment.now();
  if (session.output.json()) {
    session.output.object("authority", json_of(*authority));
  } else {
    session.output.line(authority_text(*authority, now, session.output));
  }
  return ExitCode::ok;
}

Result<ExitCode> show_post(Session& session, Client& client, const std::string& address) {
  const auto post = client.post(address);
  if (!post) return std::unexpected(post.error());
  if (session.output.json()) {
    session.output.object("post", json_of(*post));
    return ExitCode::ok;
  }
  session.output.line(post_text(*post, session.environment.now(), session.output));
  const auto authority = client.authority(address.substr(0, address.find('/')));
  if (!authority) return std::unexpected(authority.error());
  auto without_posts = *authority;
  without_posts.posts.clear();
  session.output.line(authority_text(without_posts, session.environment.now(), session.output));
  return ExitCode::ok;
}

// Officers are shown as the rosters of their authority's posts name them.
Result<ExitCode> show_officer(Session& session, Client& client, const std::string& address) {
  const auto authority = client.authority(address.substr(0, address.find('/')));
  if (!authority) return std::unexpected(authority.error());
  for (const auto& post : authority->posts) {
    const auto officer = std::ranges::find(post.officers, address, &OfficerView::address);
    if (officer == post.officers.end()) continue;
    if (session.output.json()) {
      session.output.object("officer", json_of(*officer));
    } else {
      session.output.line(officer_text(*officer, session.output));
    }
    return ExitCode::ok;
  }
  return std::unexpected(problem(ErrorKind::not_found, "directory.no_such_officer", {{"authority", authority->id}}));
}

Result<ExitCode> run_show(Session& session, const ShowArguments& arguments) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  const auto& address = arguments.address;
  if (address.find("/@") != std::string::npos) return show_officer(session, *client, address);
  if (address.find('/') != std::string::npos) return show_post(session, *client, address);
  return show_authority(session, *client, address);
}

Result<ExitCode> run_networks(Session& session, const ShowArguments& arguments) {
  auto client = session.open();
  if (!client) return std::unexpected(client.error());
  auto networks = client->networks();
  if (!arguments.address.empty()) std::erase_if(networks, [&](const NetworkView& n) { return n.id != arguments.address; });
  for (const auto& network : networks) {
    if (session.output.json()) {
      session.output.object("network", json_of(network));
    } else {
      session.output.line(network_text(network, session.output));
    }
  }
  if (!networks.empty() || arguments.address.empty()) return ExitCode::ok;
  return std::unexpected(problem(ErrorKind::not_found, "directory.no_such_network"));
}

void add_networks(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("networks");
  auto arguments = std::make_shared<ShowArguments>();
  command->add_option("network", arguments->address)->type_name("NETWORK");
  command->footer(R"(
valise dir networks
valise dir networks wacap --json)");
  on_chosen(command, action, arguments, run_networks);
}

void add_directory_search(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("search");
  auto arguments = std::make_shared<SearchArguments>();
  auto& query = arguments->query;
  command->add_option("words", arguments->words)->type_name("TEXT");
  command->add_option("--country", query.country)->type_name("KE");
  command->add_option("--mandate", query.mandate)->type_name("untoc-18");
  command->add_option("--network", query.network)->type_name("wacap");
  command->add_option("--language", query.language)->type_name("fr");
  command->add_flag("--on-duty", query.on_duty);
  command->footer(R"(
valise dir search
valise dir search prosecutions kenya
valise dir search --mandate untoc-18 --language fr --json
valise dir search --country KE --mandate untoc-18 --network wacap --on-duty)");
  on_chosen(command, action, arguments, run_search);
}

void add_show(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("show");
  auto arguments = std::make_shared<ShowArguments>();
  command->add_option("address", arguments->address)->type_name("ADDRESS")->required();
  command->footer(R"(
valise dir show ke-odpp  # help.dir.show.example.authority
valise dir show ke-odpp/duty  # help.dir.show.example.post
valise dir show ke-odpp/@jmwangi  # help.dir.show.example.officer)");
  on_chosen(command, action, arguments, run_show);
}

}  // namespace

void add_dir(CLI::App& parent, Action& action) {
  auto* command = parent.add_subcommand("dir");
  command->require_subcommand(1);
  add_directory_search(*command, action);
  add_show(*command, action);
  add_networks(*command, action);
}

}  // namespace valise::cli
