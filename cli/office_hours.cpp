#include "cli/office_hours.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace valise::cli {
namespace {

constexpr int day = 24 * 60;
constexpr int week = 7 * day;

bool is_valid(const OpenHours& h) {
  return h.iso_weekday >= 1 && h.iso_weekday <= 7 && h.opens_minute >= 0 && h.opens_minute < day && h.closes_minute >= 0 &&
         h.closes_minute <= day;
}

int length_of(const OpenHours& h) { return h.closes_minute - h.opens_minute + (h.closes_minute <= h.opens_minute ? day : 0); }

// Minutes from `from` forward to `to` around the week.
int until(int from, int to) { return (to - from + week) % week; }

std::string clock_text(int minute) { return fmt::format("{:02}:{:02}", minute / 60, minute % 60); }

std::string duration_text(int minutes) {
  if (minutes >= 2 * day) return fmt::format("{} days", minutes / day);
  if (minutes >= 60) return fmt::format("{} h {:02} min", minutes / 60, minutes % 60);
  return fmt::format("{} min", minutes);
}

}  // namespace

std::optional<OpenState> open_state(const std::vector<OpenHours>& hours, const ZoneTime& there) {
  const int now = (there.iso_weekday - 1) * day + there.minute;
  std::optional<int> closes;
  std::optional<int> opens;
  for (const auto& slot : hours) {
    if (!is_valid(slot)) continue;
    const int start = (slot.iso_weekday - 1) * day + slot.opens_minute;
    const int left = length_of(slot) - until(start, now);
    if (left > 0) closes = std::max(closes.value_or(0), left);
    opens = std::min(opens.value_or(week), until(now, start));
  }
  if (closes) return OpenState{true, *closes};
  if (opens) return OpenState{false, *opens};
  return std::nullopt;
}

std::string hours_text(const std::vector<OpenHours>& hours) {
  constexpr const char* names[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  std::vector<std::string> parts;
  for (const auto& slot : hours) {
    if (!is_valid(slot)) continue;
    parts.push_back(
        fmt::format("{} {}-{}", names[slot.iso_weekday - 1], clock_text(slot.opens_minute), clock_text(slot.closes_minute)));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string open_text(const OpenState& state) {
  return fmt::format("{} in {}", state.open ? "open now, closes" : "closed now, opens", duration_text(state.minutes_left));
}

}  // namespace valise::cli
