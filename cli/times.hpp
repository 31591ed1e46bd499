// Times as people read them: UTC and one's own. A counterpart's come from the SDK (office_hours.hpp).
#pragma once

#include <optional>
#include <string>

#include "language/speaker.hpp"
#include "valise/directory.hpp"

namespace valise::cli {

// utc_text gives RFC 3339 with milliseconds: "2026-11-22T14:05:03.120Z".
[[nodiscard]] std::string utc_text(Time time);
// both_times gives "2026-11-22 14:05 UTC (17:05 +03:00 here)"; the day is added to the local time where it differs. Dates are
// those of ISO 8601 in every language: lists stay in columns, and no month is taken for a day.
[[nodiscard]] std::string both_times(Time time, const language::Speaker& speaker);

// length_text gives a length of time in the two units that matter: "2 d 3 h", "1 h 57 min", "28 min".
[[nodiscard]] std::string length_text(std::chrono::milliseconds time, const language::Speaker& speaker);

// parse_date reads "2026-11-22" as the beginning of that day in UTC; nothing for anything else.
[[nodiscard]] std::optional<Time> parse_date(std::string_view text);

}  // namespace valise::cli
