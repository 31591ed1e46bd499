#include "tests/support/world.hpp"

#include <algorithm>
#include <cctype>

namespace valise::tests {
namespace {

Arguments joined(Arguments first, const Arguments& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

const Arguments quick{"--quick-key-derivation"};

// A statement may be printed as text instead.
std::vector<boost::json::value> objects_in(const std::string& out) {
  return out.starts_with('{') ? parse_json_lines(out) : std::vector<boost::json::value>{};
}

std::string zone_of(const std::string& country) {
  if (country == "FR") return "Europe/Paris";
  if (country == "UG") return "Africa/Kampala";
  return country == "KE" ? "Africa/Nairobi" : "Etc/UTC";
}

}  // namespace

std::string record_of(const std::string& authority) {
  std::string country = authority.substr(0, 2);
  std::ranges::transform(country, country.begin(), [](char c) { return static_cast<char>(std::toupper(c)); });
  return "authority_id = \"" + authority + "\"\ncountry = \"" + country + "\"\ntime_zone = \"" + zone_of(country) +
         "\"\nworking_languages = [\"en\"]\n[names]\nen = \"Authority " + authority +
         "\"\n[[mandates]]\nconvention = \"untoc\"\narticle = \"18\"\nfunction = \"mutual-legal-assistance\"\n";
}

World::World(std::filesystem::path executable, std::map<std::string, std::string> environment)
    : relay_(folder_ / "relay", folder_ / "relay-log", std::move(executable), std::move(environment)) {
  write_file(folder_ / "passphrase", "correct horse battery\n");
  found_directory();
  relay_.start();
  run_registrar("registrar",
                joined({"sync"}, {"--key-file", folder_ / "registrar-1.key", "--passphrase-file", folder_ / "passphrase"}));
  for (const auto* authority : {"ke-odpp", "ug-dpp", "fr-bepi"}) register_authority(authority);
  staff_post("ke-odpp", "duty", "contact-point-24-7", {"jmwangi", "potieno"});
  staff_post("ug-dpp", "desk", "desk", {"aokello"});
  staff_post("fr-bepi", "desk", "desk", {"cmartin"});
}

void World::found_directory() {
  relay_.init("test.example/directory");
  const Arguments secret{"--passphrase-file", folder_ / "passphrase"};
  for (const auto* holder : {"registrar-1.key", "registrar-2.key", "registrar-3.key"}) {
    run_registrar("", joined(joined({"keys", "create", "--out", folder_ / holder}, secret), quick));
  }
  const std::string genesis = folder_ / "genesis", announced = folder_ / "announced";
  run_registrar("", joined({"genesis", "create", "--name", "Test", "--out", genesis, "--threshold", "2", "--key-file",
                            folder_ / "registrar-1.key", "--public-key", folder_ / "registrar-2.key.pub", "--public-key",
                            folder_ / "registrar-3.key.pub"},
                           secret));
  run_registrar("", joined({"statement", "sign", genesis, "--key-file", folder_ / "registrar-2.key"}, secret));
  run_registrar("registrar", {"workspace", "init", "--genesis", genesis});
  registrar({"relay", "announce", relay_.data() / "relay-announcement.json", "--out", announced});
  run_registrar("registrar", {"statement", "apply", announced});
  relay_.import({genesis, announced});
}

void World::register_authority(const std::string& id) {
  const auto key = folder_ / (id + ".key");
  const auto record = folder_ / (id + ".toml");
  write_file(record, record_of(id));
  run_registrar("", joined({"keys", "create", "--out", key, "--passphrase-file", folder_ / "passphrase"}, quick));
  registrar({"authority", "register", record, "--authority-key-file", key, "--submit"});
  run_registrar(id, {"workspace", "init", "--genesis", folder_ / "genesis"});
  office(id, {"sync", "--announcement", relay_.data() / "relay-announcement.json"});
}

void World::staff_post(const std::string& authority, const std::string& post, const std::string& kind,
                       const Arguments& officers) {
  Arguments staff{"post", "staff", authority + "/" + post, "--submit"};
  for (const auto& officer : officers) {
    office(authority, {"officer", "enrol", authority + "/@" + officer, "--name", "Officer " + officer, "--submit"});
    staff.insert(staff.end(), {"--officer", officer});
  }
  office(authority, {"post", "define", authority + "/" + post, "--kind", kind, "--name", "en=Post " + post, "--submit"});
  office(authority, staff);
}

Profile& World::enrol(const std::string& name, const std::string& officer) {
  const auto authority = officer.substr(0, officer.find('/'));
  const std::string invite = folder_ / (name + ".invite");
  office(authority, {"device", "invite", officer, "--out", invite});
  auto& profile = ask_to_enrol(name, read_file(invite));
  office(authority, {"device", "approve", invite, "--submit"});
  static_cast<void>(profile.call({"enrol", "--wait", "--timeout", "60s"}));
  return profile;
}

Profile& World::ask_to_enrol(const std::string& name, const std::string& invite) {
  auto& profile = devices_.emplace(name, Profile(folder_ / name, folder_ / "passphrase")).first->second;
  static_cast<void>(profile.call(joined({"init"}, quick)));
  static_cast<void>(profile.call({"enrol", invite, "--label", name}));
  return profile;
}

void World::enrol_all() {
  enrol("joyce-desk", "ke-odpp/@jmwangi");
  enrol("joyce-laptop", "ke-odpp/@jmwangi");
  enrol("peter-desk", "ke-odpp/@potieno");
  enrol("agnes-desk", "ug-dpp/@aokello");
  enrol("claire-desk", "fr-bepi/@cmartin");
}

Arguments World::sign_with(const std::string& who) const {
  Arguments words{"--passphrase-file", folder_ / "passphrase", "--key-file"};
  if (who != "registrar") return joined(words, {folder_ / (who + ".key")});
  return joined(words, {folder_ / "registrar-1.key", "--key-file", folder_ / "registrar-2.key"});
}

std::vector<boost::json::value> World::registrar(const Arguments& words) {
  return objects_in(run_registrar("registrar", joined(words, sign_with("registrar"))).out);
}

std::vector<boost::json::value> World::office(const std::string& authority, const Arguments& words) {
  return objects_in(run_registrar(authority, joined(words, sign_with(authority))).out);
}

void World::revoke(const std::string& device) {
  const auto id = device_id(device);
  const auto officer = text(devices_.at(device).one("status", {"status"}), "enrolment.officer");
  office(officer.substr(0, officer.find('/')), {"device", "revoke", id, "--submit"});
}

std::string World::device_id(const std::string& device) {
  return text(devices_.at(device).one("status", {"status"}), "enrolment.device");
}

Command World::registrar_command(const std::string& workspace, const Arguments& words) const {
  Command command{.arguments = {program("valise-registrar"), "--json", "--yes"}, .environment = {}};
  if (!workspace.empty()) command.arguments = joined(command.arguments, {"--dir", folder_ / ("registrar-of-" + workspace)});
  command.arguments = joined(command.arguments, words);
  return command;
}

Output World::try_registrar(const std::string& workspace, const Arguments& words) const {
  return tests::run(registrar_command(workspace, words));
}

Output World::run_registrar(const std::string& workspace, const Arguments& words) const {
  const auto command = registrar_command(workspace, words);
  return must(tests::run(command), command);
}

}  // namespace valise::tests
