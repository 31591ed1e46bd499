// Civil time: dates, minutes of a day and weekdays, without a time zone. Public data, no clock.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace valise::calendar {

// LocalDay is a date of the calendar; LocalMinute a wall-clock time of some zone, which the context names.
using LocalDay = std::chrono::local_days;
using LocalMinute = std::chrono::local_time<std::chrono::minutes>;

inline constexpr int minutes_per_day = 24 * 60;

// parse_day reads YYYY-MM-DD; nothing for other texts and dates that do not exist.
[[nodiscard]] std::optional<LocalDay> parse_day(std::string_view text);
// day_text gives YYYY-MM-DD.
[[nodiscard]] std::string day_text(LocalDay day);

// parse_clock reads HH:MM, 00:00 to 24:00, as minutes after midnight.
[[nodiscard]] std::optional<int> parse_clock(std::string_view text);
// clock_text gives HH:MM; 24:00 for the end of a day.
[[nodiscard]] std::string clock_text(int minute_of_day);

// iso_weekday gives 1 for Monday to 7 for Sunday.
[[nodiscard]] int iso_weekday(LocalDay day);
// weekday_name gives "monday" to "sunday"; parse_weekday reads that, or its first three letters.
[[nodiscard]] std::string_view weekday_name(int iso_weekday);
[[nodiscard]] std::optional<int> parse_weekday(std::string_view text);

// at gives a wall-clock time; the minute may lie before or behind the day, and then means another day.
[[nodiscard]] constexpr LocalMinute at(LocalDay day, int minute_of_day) { return day + std::chrono::minutes(minute_of_day); }
[[nodiscard]] constexpr LocalDay day_of(LocalMinute time) { return std::chrono::floor<std::chrono::days>(time); }
[[nodiscard]] constexpr int minute_of(LocalMinute time) { return static_cast<int>((time - day_of(time)).count()); }

// years_later gives the same date some years on; 29 February becomes 28 February.
[[nodiscard]] LocalDay years_later(LocalDay day, int years);

}  // namespace valise::calendar
