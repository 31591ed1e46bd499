#include "cli/globals.hpp"

#include <charconv>

#include "cli/problem.hpp"

namespace valise::cli {
namespace {

std::optional<std::int64_t> milliseconds_per(std::string_view unit) {
  if (unit == "ms") return 1;
  if (unit.empty() || unit == "s") return 1'000;
  if (unit == "m" || unit == "min") return 60'000;
  if (unit == "h") return 3'600'000;
  return std::nullopt;
}

}  // namespace

Result<std::filesystem::path> default_profile(const Environment& environment) {
  const auto set = [&](const char* name) {
    auto value = environment.variable(name);
    return value && !value->empty() ? value : std::nullopt;
  };
  if (const auto profile = set("VALISE_PROFILE")) return *profile;
  // XDG Base Directory Specification: relative paths there are to be ignored.
  if (const auto data = set("XDG_DATA_HOME"); data && data->front() == '/')
    return std::filesystem::path(*data) / "valise/default";
  if (const auto home = set("HOME")) return std::filesystem::path(*home) / ".local/share/valise/default";
  return std::unexpected(problem(ErrorKind::usage, "session.no_home"));
}

language::Language language_of(const Globals& globals, const Environment& environment) {
  return language::parse_language(globals.language).value_or(language::choose_language(environment.variable));
}

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  constexpr std::int64_t week = 7 * 24 * 3'600'000LL;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number <= 0 || number > week) return std::nullopt;
  const auto unit = milliseconds_per(text.substr(static_cast<std::size_t>(end - text.data())));
  if (!unit || number > week / *unit) return std::nullopt;
  return std::chrono::milliseconds(number * *unit);
}

}  // namespace valise::cli
