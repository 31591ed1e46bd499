// World: a relay, a registrar (two of three), three authorities and their devices, made in a temporary folder with the real
// programs and their commands. Keys are protected by one passphrase and the cheapest key derivation. Functions throw
// std::runtime_error with the program's words when something fails that must not.
//
//   ke-odpp/duty  @jmwangi: joyce-desk, joyce-laptop   @potieno: peter-desk
//   ug-dpp/desk   @aokello: agnes-desk
//   fr-bepi/desk  @cmartin: claire-desk
#pragma once

#include <map>

#include "tests/support/programs.hpp"
#include "tests/support/temp_folder.hpp"

namespace valise::tests {

class World {
 public:
  // `executable` is the relay's program once it runs: valised, or one that behaves otherwise, with more environment.
  explicit World(std::filesystem::path executable = program("valised"), std::map<std::string, std::string> environment = {});

  [[nodiscard]] RelayProcess& relay() { return relay_; }
  // enrol makes a device for one of the officers, "ke-odpp/@jmwangi", and waits until it is enrolled.
  Profile& enrol(const std::string& name, const std::string& officer);
  // ask_to_enrol makes a device that answers an invite and waits for its approval.
  Profile& ask_to_enrol(const std::string& name, const std::string& invite);
  // enrol_all makes the five devices above.
  void enrol_all();
  [[nodiscard]] Profile& device(const std::string& name) { return devices_.at(name); }

  // registrar and office run valise-registrar for the registrar (two keys sign) and an authority's security officer (its key
  // signs) with --submit where `words` ask for it.
  // They give the objects that the program printed. `try_...` gives the output, whatever came of it.
  std::vector<boost::json::value> registrar(const Arguments& words);
  std::vector<boost::json::value> office(const std::string& authority, const Arguments& words);
  [[nodiscard]] Output try_registrar(const std::string& workspace, const Arguments& words) const;
  // sign_with gives the words that make a command sign as the registrar ("registrar") or an authority.
  [[nodiscard]] Arguments sign_with(const std::string& who) const;

  // revoke revokes a device as its authority does.
  void revoke(const std::string& device);
  [[nodiscard]] std::string device_id(const std::string& device);

  [[nodiscard]] std::filesystem::path operator/(std::string_view name) const { return folder_ / name; }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  void found_directory();
  void register_authority(const std::string& id);
  void staff_post(const std::string& authority, const std::string& post, const std::string& kind, const Arguments& officers);
  [[nodiscard]] Command registrar_command(const std::string& workspace, const Arguments& words) const;
  Output run_registrar(const std::string& workspace, const Arguments& words) const;

  TempFolder folder_{"valise-world"};
  RelayProcess relay_;
  std::map<std::string, Profile> devices_;
};

// record_of gives a small record file for an authority, "ke-odpp".
[[nodiscard]] std::string record_of(const std::string& authority);

}  // namespace valise::tests
