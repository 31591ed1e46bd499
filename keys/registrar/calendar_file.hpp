// Calendars of public holidays as TOML files:
//
//   name = "ke"
//   [[holidays]]
//   date = 2026-12-12
//   names = { en = "Jamhuri Day", sw = "Sikukuu ya Jamhuri" }
#pragma once

#include "keys/registrar/problems.hpp"
#include "valise/v1/directory.pb.h"

namespace valise::registrar {

// parse_calendar fills name and holidays, ordered by their dates; what is wrong is added to `problems`.
[[nodiscard]] v1::HolidayCalendarPublished parse_calendar(std::string_view toml, std::string_view file, Problems& problems);
// format_calendar gives TOML that parse_calendar reads to the same calendar.
[[nodiscard]] std::string format_calendar(const v1::HolidayCalendarPublished& calendar);

}  // namespace valise::registrar
