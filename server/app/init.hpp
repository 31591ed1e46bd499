// init_relay: makes everything a new relay needs, and nothing over anything that is there.
#pragma once

#include "server/app/config.hpp"

namespace valise::server::app {

// Announcement is what the registrar has to sign: RelayAnnounced of proto/valise/v1/directory.proto.
struct Announcement {
  std::string name;
  std::string address;  // host:port, as clients reach it
  base::RelayId relay;
  crypto::VerifyKey log_key;
  std::string log_origin;
};
// announcement_json gives one JSON object; keys and ids in lower-case hex.
[[nodiscard]] std::string announcement_json(const Announcement& announcement);

struct Initialised {
  Announcement announcement;
  std::filesystem::path config_file;
  std::filesystem::path announcement_file;
};

// init_relay creates the data folder (0700) with TLS key and certificate, log key, database key, valised.toml and the
// announcement for the registrar. Fails with already_there if the folder holds a configuration; a folder that is there must be
// empty or missing.
[[nodiscard]] base::Result<Initialised> init_relay(const Config& config, const std::string& public_address, base::Random& random);

// json_text quotes a text for JSON.
[[nodiscard]] std::string json_text(std::string_view text);

}  // namespace valise::server::app
