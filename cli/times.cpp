#include "cli/times.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>

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

const char* weekday_name(int iso_weekday) {
  constexpr const char* names[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  return names[(iso_weekday + 6) % 7];
}

// A zone comes from the directory and becomes part of a path: only the characters of IANA names, and no way out of the folder.
bool is_zone_name(const std::string& zone) {
  const auto allowed = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '+' ||
           c == '/';
  };
  return !zone.empty() && zone.size() <= 64 && zone.front() != '/' && std::ranges::all_of(zone, allowed);
}

bool is_known_zone(const std::string& zone) {
  const char* folder = std::getenv("TZDIR");
  const auto file = std::filesystem::path(folder != nullptr ? folder : "/usr/share/zoneinfo") / zone;
  std::error_code ignored;
  return is_zone_name(zone) && std::filesystem::is_regular_file(file, ignored);
}

// Sets TZ and restores it. The name is prefixed with ":" so that it is taken as a file's, never as a rule.
class ZoneChange {
 public:
  explicit ZoneChange(const std::string& zone) {
    if (const char* old = std::getenv("TZ")) old_ = old;
    ::setenv("TZ", (":" + zone).c_str(), 1);
    ::tzset();
  }
  ZoneChange(const ZoneChange&) = delete;
  ZoneChange& operator=(const ZoneChange&) = delete;
  ~ZoneChange() {
    if (old_) {
      ::setenv("TZ", old_->c_str(), 1);
    } else {
      ::unsetenv("TZ");
    }
    ::tzset();
  }

 private:
  std::optional<std::string> old_;
};

}  // namespace

std::string utc_text(Time time) {
  const auto parts = utc_of(time);
  const auto milliseconds = (time - std::chrono::floor<std::chrono::seconds>(time)).count();
  return fmt::format("{}T{}:{:02}.{:03}Z", day_of(parts), clock_of(parts), parts.tm_sec, milliseconds);
}

std::string both_times(Time time) {
  const auto utc = utc_of(time);
  const auto local = local_of(time);
  const auto day = day_of(local) == day_of(utc) ? std::string() : day_of(local) + " ";
  return fmt::format("{} {} UTC ({}{} {} here)", day_of(utc), clock_of(utc), day, clock_of(local), offset_of(local));
}

std::optional<ZoneTime> time_in_zone(Time time, const std::string& zone) {
  if (!is_known_zone(zone)) return std::nullopt;
  const ZoneChange change(zone);
  const auto there = local_of(time);
  const int weekday = there.tm_wday == 0 ? 7 : there.tm_wday;
  return ZoneTime{weekday, there.tm_hour * 60 + there.tm_min,
                  fmt::format("{} {} {} (UTC{})", weekday_name(weekday), day_of(there), clock_of(there), offset_of(there))};
}

}  // namespace valise::cli
