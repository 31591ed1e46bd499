// The options that every command takes.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "cli/environment.hpp"
#include "cli/passphrase.hpp"

namespace valise::cli {

struct Globals {
  std::filesystem::path profile;  // empty: default_profile
  PassphraseSource passphrase;
  bool json = false;
  bool quiet = false;
  std::optional<std::chrono::milliseconds> timeout;
};

// default_profile gives $VALISE_PROFILE, else valise/default in $XDG_DATA_HOME or ~/.local/share; usage if there is no home.
[[nodiscard]] Result<std::filesystem::path> default_profile(const Environment& environment);

// parse_duration reads "500ms", "30", "30s", "2m" or "1h"; a bare number is seconds. Nothing for anything else, zero, or over a
// week.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

}  // namespace valise::cli
