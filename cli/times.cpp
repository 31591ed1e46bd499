#include "cli/times.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <ctime>

namespace valise::cli {
namespace {

std::time_t seconds_of(Time time) { return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count(); }

std::tm utc_of(Time time) {
  const auto seconds = seconds_of(time);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  return parts;
}

std::tm local_of(Time time) {
  const auto seconds = seconds_of(time);
  std::tm parts{};
  ::localtime_r(&seconds, &parts);
  return parts;
}

std::string day_of(const std::tm& t) { return fmt::format("{:04}-{:02}-{:02}", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday); }
std::string clock_of(const std::tm& t) { return fmt::format("{:02}:{:02}", t.tm_hour, t.tm_min); }

std::string offset_of(const std::tm& t) {
  const long minutes = std::labs(t.tm_gmtoff) / 60;
  return fmt::format("{}{:02}:{:02}", t.tm_gmtoff < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

}  // namespace

std::string utc_text(Time time) {
  const auto parts = utc_of(time);
  const auto milliseconds = (time - std::chrono::floor<std::chrono::seconds>(time)).count();
  return fmt::format("{}T{}:{:02}.{:03}Z", day_of(parts), clock_of(parts), parts.tm_sec, milliseconds);
}

std::string both_times(Time time, const language::Speaker& speaker) {
  const auto utc = utc_of(time);
  const auto local = local_of(time);
  if (local.tm_gmtoff == 0) return day_of(utc) + " " + clock_of(utc) + " UTC";  // the same clock twice says nothing
  const auto day = day_of(local) == day_of(utc) ? std::string() : day_of(local) + " ";
  return speaker.say("common.both_times",
                     {{"utc", day_of(utc) + " " + clock_of(utc)}, {"local", day + clock_of(local) + " " + offset_of(local)}});
}

std::string length_text(std::chrono::milliseconds time, const language::Speaker& speaker) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(time).count();
  constexpr std::int64_t day = 24 * 60;
  if (minutes >= day) return speaker.say("matter.days", {{"days", minutes / day}, {"hours", minutes % day / 60}});
  if (minutes < 60) return speaker.say("matter.minutes", {{"minutes", minutes}});
  return speaker.say("matter.hours", {{"hours", minutes / 60}, {"minutes", minutes % 60}});
}

std::optional<Time> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t size) {
    int out = -1;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + size, out);
    return error == std::errc() && end == text.data() + at + size && out >= 0 ? out : -1;
  };
  using namespace std::chrono;
  const int month_number = number(5, 2);
  const int day_number = number(8, 2);
  if (number(0, 4) < 0 || month_number < 0 || day_number < 0) return std::nullopt;
  const year_month_day date(year(number(0, 4)), month(static_cast<unsigned>(month_number)),
                            day(static_cast<unsigned>(day_number)));
  return date.ok() ? std::optional<Time>(sys_days(date)) : std::nullopt;
}

}  // namespace valise::cli
