// The network that the bench's relay serves: two authorities with an officer and a post each, and devices of these officers.
#pragma once

#include <filesystem>
#include <vector>

#include "base/ids.hpp"
#include "keys/crypto/ed25519.hpp"

namespace valise::bench {

struct Device {
  base::DeviceId id;
  crypto::SigningKey transport_key;
};

struct Network {
  base::RelayId relay;
  std::vector<std::filesystem::path> statements;  // the genesis first, as `valised import-directory` takes them
  std::vector<Device> devices;
};

// make_network signs the statements of a directory that announces the relay of `announcement` (what `valised init --json`
// printed) and writes them into `folder`. Throws std::runtime_error.
[[nodiscard]] Network make_network(const std::string& announcement, const std::filesystem::path& folder, std::size_t devices,
                                   base::Random& random);

}  // namespace valise::bench
