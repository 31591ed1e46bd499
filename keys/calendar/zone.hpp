// Zone: the wall clock of an IANA time zone, by ICU's rules (on Debian those of the package tzdata).
//
// Wall clock to instant is a monotone mapping with two fixed rules for the changes of daylight saving time:
//   - a time that is skipped means the moment of the change;
//   - a time that comes twice means its first occurrence.
// So every wall-clock time has exactly one instant, a later one never an earlier instant, and shifts that join on the wall clock
// join on the time line: none begins before the one before has ended, and no moment is left out.
//
// Immutable and cheap to copy; several threads may use one object.
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "keys/calendar/civil.hpp"

namespace valise::calendar {

enum class CalendarError {
  zone_unknown = 1,
};
constexpr std::string_view describe(CalendarError error) {
  switch (error) {
    case CalendarError::zone_unknown: return "there is no such IANA time zone";
  }
  return "calendar failure";
}

// WallClock is what a clock on the wall shows, and how far it is from UTC.
struct WallClock {
  LocalMinute time;
  std::chrono::minutes utc_offset;  // local minus UTC; rounded towards zero where it has seconds (before 1972)
};

class Zone {
 public:
  // find takes a canonical IANA name or one of its aliases, such as "Europe/Paris", and "UTC". Abbreviations ("EST", "PST8PDT")
  // and offsets are refused: they do not say where a clock hangs. Fails with zone_unknown.
  [[nodiscard]] static base::Result<Zone> find(std::string_view name);
  [[nodiscard]] static Zone utc();

  [[nodiscard]] const std::string& name() const { return name_; }
  // local gives the wall clock at an instant, to the minute.
  [[nodiscard]] WallClock local(base::UnixMillis instant) const;
  // instant gives the moment of a wall-clock time by the rules above.
  [[nodiscard]] base::UnixMillis instant(LocalMinute local) const;

 private:
  struct Rules;
  Zone(std::string name, std::shared_ptr<const Rules> rules) : name_(std::move(name)), rules_(std::move(rules)) {}

  std::string name_;
  std::shared_ptr<const Rules> rules_;
};

// Zones remembers the zones that were asked for: to open one costs as much as thousands of questions to it. One thread at a time.
class Zones {
 public:
  // find gives a zone as Zone::find does, or null. It is good as long as this object.
  [[nodiscard]] const Zone* find(std::string_view name);

 private:
  std::map<std::string, std::optional<Zone>, std::less<>> known_;
};

// zone_data_version gives the tz release in use, such as "2025b".
[[nodiscard]] std::string zone_data_version();

}  // namespace valise::calendar

VALISE_ERROR_ENUM(valise::calendar, CalendarError, "calendar")
