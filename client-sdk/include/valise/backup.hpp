// Backup of history: what was said, where, by whom, and the directory that says who they are. Never the state of a group or a
// device's keys: restoring those would make a second device that pretends to be the first. A restored profile has history to
// read; its rooms are marked as left until a member adds the new device.
#pragma once

#include <filesystem>
#include <string>

#include "valise/client.hpp"

namespace valise {

struct BackupReport {
  std::filesystem::path file;
  Time created{};
  std::string officer;  // whose profile it is of
  std::uint64_t rooms = 0;
  std::uint64_t messages = 0;
  std::uint64_t entries = 0;   // of the directory
  std::uint64_t restored = 0;  // messages that were not here yet; restore only
};

class Backups {
 public:
  explicit Backups(Client& client) : client_(&client) {}

  // create writes a new file under a passphrase of its own, which is wiped, and reads it again to see that it is whole.
  Result<BackupReport> create(const std::filesystem::path& file, std::string passphrase, bool quick_key_derivation = false);
  // verify reads a backup to its end, without any profile. ErrorKind::failed if it is damaged or the passphrase is wrong.
  static Result<BackupReport> verify(const std::filesystem::path& file, std::string passphrase);
  // restore takes what is not here yet into this profile, all or nothing. What waited to be sent is kept as not sent.
  Result<BackupReport> restore(const std::filesystem::path& file, std::string passphrase);

 private:
  Client* client_;
};

}  // namespace valise
