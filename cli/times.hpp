// Times as people read them: UTC, one's own, and a counterpart's.
//
// time_in_zone changes the process's TZ for a moment (libstdc++ 12 has no time zone database), so it must not run while another
// thread uses local time. The command line is single-threaded where it is called.
#pragma once

#include <optional>
#include <string>

#include "valise/directory.hpp"

namespace valise::cli {

// utc_text gives RFC 3339 with milliseconds: "2026-11-22T14:05:03.120Z".
[[nodiscard]] std::string utc_text(Time time);
// both_times gives "2026-11-22 14:05 UTC (17:05 +03:00 here)"; the day is added to the local time where it differs.
[[nodiscard]] std::string both_times(Time time);

struct ZoneTime {
  int iso_weekday = 1;  // 1 Monday .. 7 Sunday
  int minute = 0;       // after midnight
  std::string text;     // "Mon 2026-11-23 17:05 (UTC+03:00)"
};

// time_in_zone gives the wall clock in an IANA zone; nothing if this machine does not know the zone.
[[nodiscard]] std::optional<ZoneTime> time_in_zone(Time time, const std::string& zone);

}  // namespace valise::cli
