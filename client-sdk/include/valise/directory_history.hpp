// What the log of the directory says of one authority, statement by statement, as this device has verified it.
#pragma once

#include <string>
#include <vector>

#include "valise/client.hpp"

namespace valise {

struct DirectoryEvent {
  std::uint64_t position = 0;  // in the log
  Time made_at{};              // the signer's clock
  // "registered", "record_changed", "status_changed", "keys_rotated", "recovery_announced", "recovery_contested",
  // "recovery_completed", "officer_enrolled", "officer_changed", "officer_retired", "device_enrolled", "device_revoked",
  // "post_defined", "post_changed", "post_retired", "roster_published"
  std::string kind;
  std::string about;  // address of the post or officer that it is about; empty: the authority itself
  std::string name;   // of the officer, or the label of the device; may be empty
};

class DirectoryHistory {
 public:
  // The Client must outlive it.
  explicit DirectoryHistory(Client& client) : client_(&client) {}

  // of gives what the log says of an authority, the newest first, at most `limit`. Offline; reads the whole log. ErrorKind: usage
  // (no id of an authority), not_found.
  Result<std::vector<DirectoryEvent>> of(const std::string& authority, std::size_t limit);

 private:
  Client* client_;
};

}  // namespace valise
