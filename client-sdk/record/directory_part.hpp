// DirectoryPart: which entries of the directory log belong into a record: all that the rules need to know whose a device is, and
// nothing about other authorities, officers or posts.
#pragma once

#include <set>

#include "keys/directory/address.hpp"
#include "keys/directory/statement.hpp"

namespace valise::sdk::record {

struct DirectoryPart {
  std::set<base::DeviceId> devices;
  std::set<std::string> officers;     // addresses of their officers
  std::set<std::string> authorities;  // of these

  void add(const base::DeviceId& device, const directory::OfficerAddress& officer);
  // wants tells whether an entry belongs into the record.
  [[nodiscard]] bool wants(const v1::Statement& statement) const;
};

}  // namespace valise::sdk::record
