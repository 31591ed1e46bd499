// Config: what `valise-witness` runs with: a TOML file with name, listen, data_dir and logs. An unknown key is an error.
#pragma once

#include <filesystem>

#include "witness/witness.hpp"

namespace valise::witness {

struct Config {
  std::filesystem::path data_dir;
  std::string name;                       // C2SP key name, e.g. "witness.example/w1"
  std::string listen = "127.0.0.1:8444";  // numeric address and port
  std::vector<std::string> logs;          // verifier keys of the logs: "origin+id+key"

  [[nodiscard]] std::filesystem::path key() const { return data_dir / "witness.key"; }
  [[nodiscard]] std::filesystem::path tls_key() const { return data_dir / "tls.key"; }
  [[nodiscard]] std::filesystem::path tls_certificate() const { return data_dir / "tls.crt"; }
  [[nodiscard]] std::filesystem::path heads() const { return data_dir / "heads"; }
};

// load_config reads and checks a file. Fails with a WitnessError that names file and key.
[[nodiscard]] base::Result<Config> load_config(const std::filesystem::path& file);
// check_config judges a configuration that was made otherwise by the same rules.
[[nodiscard]] base::Result<> check_config(const Config& config);
// config_text gives a file that load_config reads as `config`.
[[nodiscard]] std::string config_text(const Config& config);

// logs_of gives the keys by origin. The configuration has been checked.
[[nodiscard]] CheckpointWitness::Logs logs_of(const Config& config);

}  // namespace valise::witness
