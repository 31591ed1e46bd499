// A counterpart's clock, office hours and duty in words. What time it is there and what is open come from the SDK.
// Names and reasons are made harmless here; examples are those in English.
#pragma once

#include <string>
#include <vector>

#include "language/speaker.hpp"
#include "valise/directory.hpp"

namespace valise::cli {

// clock_text gives "Mon 2026-11-23 17:05 (UTC+03:00)"; moment_text "Mon 17:05 there", with the date where it is a week away or
// more.
[[nodiscard]] std::string clock_text(const LocalClock& clock, const language::Speaker& speaker);
[[nodiscard]] std::string moment_text(const Moment& moment, Time now, const language::Speaker& speaker);
// duration_text gives "3 days", "2 h 05 min", "40 min".
[[nodiscard]] std::string duration_text(std::chrono::milliseconds duration, const language::Speaker& speaker);

// hours_text gives "Mon-Fri 08:00-13:00, 14:00-17:00; Sat 09:00-12:00"
[[nodiscard]] std::string hours_text(const std::vector<OpenHours>& hours, const language::Speaker& speaker);
// office_text gives "open now, closes in 2 h 05 min (Mon 17:00 there)", "closed now: Jamhuri Day, opens in ...".
[[nodiscard]] std::string office_text(const OfficeState& office, Time now, const language::Speaker& speaker);

// duty_text gives "J. Mwangi (ke-odpp/@jmwangi) until Mon 20:00 there, in 3 h 00 min; then A. Kimani (...)", "nobody until ...".
[[nodiscard]] std::string duty_text(const DutyView& duty, Time now, const language::Speaker& speaker);
// names_text gives "J. Mwangi (ke-odpp/@jmwangi), ...", or "nobody".
[[nodiscard]] std::string names_text(const std::vector<OfficerName>& names, const language::Speaker& speaker);
// shift_text gives "Mon 08:00 - 20:00  J. Mwangi (...)"; exception_text "2026-12-24 - 2026-12-26: A. Kimani instead of J. Mwangi
// (Leave)".
[[nodiscard]] std::string shift_text(const ShiftView& shift, const language::Speaker& speaker);
[[nodiscard]] std::string exception_text(const ShiftExceptionView& exception, const language::Speaker& speaker);

}  // namespace valise::cli
