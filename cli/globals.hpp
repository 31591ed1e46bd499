// The options that every command takes.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "cli/environment.hpp"
#include "cli/passphrase.hpp"
#include "language/language.hpp"

namespace valise::cli {

struct Globals {
  std::filesystem::path profile;  // empty: default_profile
  PassphraseSource passphrase;
  bool json = false;
  bool quiet = false;
  std::string language;  // --language; empty: the environment decides
  std::optional<std::chrono::milliseconds> timeout;
};

// default_profile gives $VALISE_PROFILE, else valise/default in $XDG_DATA_HOME or ~/.local/share; usage if there is no home.
[[nodiscard]] Result<std::filesystem::path> default_profile(const Environment& environment);

// language_of gives the language of --language, else the environment's.
[[nodiscard]] language::Language language_of(const Globals& globals, const Environment& environment);

// parse_duration reads "500ms", "30", "30s", "2m" or "1h"; a bare number is seconds. Nothing for anything else, zero, or over a
// week.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

}  // namespace valise::cli
