#include "keys/calendar/civil.hpp"

#include <algorithm>
#include <array>

namespace valise::calendar {
namespace {

constexpr std::array<std::string_view, 7> kWeekdays = {"monday", "tuesday",  "wednesday", "thursday",
                                                       "friday", "saturday", "sunday"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The number that `size` digits at `from` make; nothing if they are no digits.
std::optional<int> number(std::string_view text, std::size_t from, std::size_t size) {
  int out = 0;
  for (char c : text.substr(from, size)) {
    if (!is_digit(c)) return std::nullopt;
    out = out * 10 + (c - '0');
  }
  return out;
}

std::string padded(int value, std::size_t width) {
  auto out = std::to_string(value);
  if (out.size() < width) out.insert(0, width - out.size(), '0');
  return out;
}

}  // namespace

std::optional<LocalDay> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = number(text, 0, 4);
  const auto month = number(text, 5, 2);
  const auto day = number(text, 8, 2);
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  return date.ok() ? std::optional(LocalDay(date)) : std::nullopt;
}

std::string day_text(LocalDay day) {
  const std::chrono::year_month_day date(day);
  return padded(static_cast<int>(date.year()), 4) + '-' + padded(static_cast<int>(static_cast<unsigned>(date.month())), 2) + '-' +
         padded(static_cast<int>(static_cast<unsigned>(date.day())), 2);
}

std::optional<int> parse_clock(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hours = number(text, 0, 2);
  const auto minutes = number(text, 3, 2);
  if (!hours || !minutes || *minutes > 59 || *hours * 60 + *minutes > minutes_per_day) return std::nullopt;
  return *hours * 60 + *minutes;
}

std::string clock_text(int minute_of_day) { return padded(minute_of_day / 60, 2) + ':' + padded(minute_of_day % 60, 2); }

int iso_weekday(LocalDay day) { return static_cast<int>(std::chrono::weekday(day).iso_encoding()); }

std::string_view weekday_name(int iso_weekday) { return kWeekdays.at(static_cast<std::size_t>(iso_weekday - 1)); }

std::optional<int> parse_weekday(std::string_view text) {
  for (int day = 1; day <= 7; ++day) {
    if (text == weekday_name(day) || text == weekday_name(day).substr(0, 3)) return day;
  }
  return std::nullopt;
}

LocalDay years_later(LocalDay day, int years) {
  auto date = std::chrono::year_month_day(day) + std::chrono::years(years);
  if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
  return LocalDay(date);
}

}  // namespace valise::calendar
