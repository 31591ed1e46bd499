// Dates and moments as forms write them. Public times are those of the SDK's headers.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace valise::sdk::forms {

using Time = std::chrono::sys_time<std::chrono::milliseconds>;

// parse_date reads "2026-11-22" as the beginning of that day in UTC; nothing for anything else.
[[nodiscard]] std::optional<Time> parse_date(std::string_view text);
[[nodiscard]] std::string date_text(Time time);
// parse_moment reads "2026-11-22T14:05+03:00", with or without seconds, or with Z in place of the offset.
[[nodiscard]] std::optional<Time> parse_moment(std::string_view text);

}  // namespace valise::sdk::forms
