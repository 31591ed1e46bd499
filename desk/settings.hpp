// Settings: what is asked of valise-desk on its command line. The words of its help are in the catalogue (cli/help.hpp).
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>

#include "desk/office_options.hpp"

namespace valise::desk {

struct Settings {
  std::filesystem::path profile, downloads, passphrase_file;
  std::uint16_t port = 0;
  double idle_minutes = 15;
  bool no_browser = false;
  OfficeOptions office, registrar;
};

// add_options makes the options that set `settings`; what stands there before is what holds without them.
void add_options(CLI::App& app, Settings& settings);

}  // namespace valise::desk
