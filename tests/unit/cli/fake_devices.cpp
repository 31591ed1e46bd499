// Stand-in for Devices.
#include "fake_client.hpp"
#include "valise/devices.hpp"

namespace valise {

using tests::world;

Result<std::vector<OwnDevice>> Devices::list() {
  static_cast<void>(client_);
  world().calls.push_back("devices");
  if (world().error) return std::unexpected(*world().error);
  return std::vector<OwnDevice>{
      {.device = std::string(32, 'a'), .label = "desk \x1b[2J", .self = true, .active = true, .rooms = 3},
      {.device = std::string(32, 'b'), .label = "laptop", .rooms = 2, .still = 2}};
}

Result<OwnDevice> Devices::revoke(const std::string& device, const std::string& reason, const std::filesystem::path& key_file,
                                  std::string passphrase) {
  world().calls.push_back("revoke " + device + "|" + reason + "|" + key_file.string() + "|" + passphrase);
  if (world().error) return std::unexpected(*world().error);
  return OwnDevice{.device = std::string(32, 'b'), .label = "laptop", .rooms = 2, .still = 2};
}

}  // namespace valise
