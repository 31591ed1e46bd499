// Devices: the own devices as the directory and this device's rooms have them: which there are, and where each takes part. A
// device is enrolled and revoked by the authority's security officer (`valise-registrar`); members' programs then let it in or
// take it out by themselves, and this shows how far they are.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "valise/client.hpp"

namespace valise {

struct OwnDevice {
  std::string device;  // id
  std::string label;
  bool self = false;
  bool active = false;        // may take part; else it is revoked, or its officer retired
  std::uint64_t rooms = 0;    // of this device's rooms: takes part
  std::uint64_t missing = 0;  // belongs there, and is not in yet
  std::uint64_t still = 0;    // does not belong there any more, and is still in: what is written now would be for it as well, so
                              // nothing is sent there until it is out
  std::string signature_key;  // hex, as the directory has it
};

class Devices {
 public:
  explicit Devices(Client& client) : client_(&client) {}

  // list gives this officer's devices in the order in which they were enrolled. No network. ErrorKind: not_authorised before this
  // device was enrolled.
  Result<std::vector<OwnDevice>> list();

  // own_key gives this device's signature key in hex: what the security officer is shown before approving it, and compares with
  // whoever sits here. From the moment when an invite was accepted. No network. ErrorKind: not_authorised before that.
  Result<std::string> own_key();

  // revoke ends one of this officer's devices for good, given by its id or the beginning of it: the statement is signed by the
  // authority's key in `key_file` (its passphrase is wiped) and handed to the relay, which cuts the device off at once. The next
  // visit, of whoever is first, takes it out of the rooms. For those who hold that key where one signature is enough; others ask
  // their security officer. ErrorKind: not_found; not_authorised for a wrong passphrase, a key that is not the authority's, or
  // where more have to sign; network, and then nothing has happened.
  Result<OwnDevice> revoke(const std::string& device, const std::string& reason, const std::filesystem::path& key_file,
                           std::string passphrase);

 private:
  Client* client_;
};

}  // namespace valise
