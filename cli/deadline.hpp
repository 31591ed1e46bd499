// Deadlines as people write them.
#pragma once

#include <optional>
#include <string_view>

#include "valise/directory.hpp"

namespace valise::cli {

// parse_deadline takes a duration from `now` on ("90m", "2h", "3d"), or a time by RFC 3339 ("2026-11-22T18:00Z", "2026-11-22
// 18:00+03:00"; a zone is required). Nothing for anything else.
[[nodiscard]] std::optional<Time> parse_deadline(std::string_view text, Time now);

}  // namespace valise::cli
