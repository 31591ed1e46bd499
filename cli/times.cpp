#include "cli/times.hpp"

#include <fmt/format.h>

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
  const auto day = day_of(local) == day_of(utc) ? std::string() : day_of(local) + " ";
  return speaker.say("common.both_times",
                     {{"utc", day_of(utc) + " " + clock_of(utc)}, {"local", day + clock_of(local) + " " + offset_of(local)}});
}

}  // namespace valise::cli
