#include "cli/office_hours.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>

namespace valise::cli {
namespace {

using std::chrono::days;
using std::chrono::minutes;

constexpr int day = 24 * 60;

bool is_valid(const OpenHours& h) {
  return h.iso_weekday >= 1 && h.iso_weekday <= 7 && h.opens_minute >= 0 && h.opens_minute < day && h.closes_minute >= 0 &&
         h.closes_minute <= day;
}

const char* weekday(int iso_weekday) {
  constexpr const char* names[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  return names[(iso_weekday + 6) % 7];
}

std::string minute_text(int minute) { return fmt::format("{:02}:{:02}", minute / 60, minute % 60); }

// The day is left out where it says nothing: an exception that starts or ends with its date.
std::string dated_text(const std::string& date, int minute, int plain) {
  return minute == plain ? date : date + ' ' + minute_text(minute);
}

const LocalText* english_or_first(const std::vector<LocalText>& texts) {
  const auto english = std::ranges::find(texts, "en", &LocalText::language);
  if (english != texts.end()) return &*english;
  return texts.empty() ? nullptr : &texts.front();
}

}  // namespace

std::string clock_text(const LocalClock& clock) {
  const int offset = std::abs(clock.utc_offset_minutes);
  return fmt::format("{} {} {} (UTC{}{})", weekday(clock.iso_weekday), clock.date, minute_text(clock.minute),
                     clock.utc_offset_minutes < 0 ? '-' : '+', minute_text(offset));
}

std::string moment_text(const Moment& moment, Time now) {
  const auto date = moment.at - now >= days(6) ? moment.local.date + ' ' : std::string();
  return fmt::format("{} {}{} there", weekday(moment.local.iso_weekday), date, minute_text(moment.local.minute));
}

std::string duration_text(std::chrono::milliseconds duration) {
  const auto left = std::chrono::ceil<minutes>(duration).count();
  if (left >= 2 * day) return fmt::format("{} days", left / day);
  if (left >= 60) return fmt::format("{} h {:02} min", left / 60, left % 60);
  return fmt::format("{} min", std::max<std::int64_t>(left, 0));
}

std::string hours_text(const std::vector<OpenHours>& hours) {
  std::vector<std::string> parts;
  for (const auto& slot : hours) {
    if (!is_valid(slot)) continue;
    parts.push_back(
        fmt::format("{} {}-{}", weekday(slot.iso_weekday), minute_text(slot.opens_minute), minute_text(slot.closes_minute)));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string office_text(const OfficeState& office, Time now) {
  std::string out = office.open ? "open now" : "closed now";
  if (const auto* holiday = english_or_first(office.holiday)) out += ": " + holiday->text;
  if (office.until) {
    out += fmt::format(", {} in {} ({})", office.open ? "closes" : "opens", duration_text(office.until->at - now),
                       moment_text(*office.until, now));
  }
  return office.holidays_known ? out : out + "; public holidays there are not known";
}

std::string names_text(const std::vector<OfficerName>& names) {
  if (names.empty()) return "nobody";
  std::vector<std::string> texts;
  for (const auto& officer : names) texts.push_back(fmt::format("{} ({})", officer.name, officer.address));
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::string duty_text(const DutyView& duty, Time now) {
  if (!duty.planned) return duty.officers.empty() ? "nobody" : "no plan: everybody on the roster";
  auto out = names_text(duty.officers);
  if (!duty.relieved.empty()) out += ", still " + names_text(duty.relieved);
  if (!duty.until) return out;
  return out + fmt::format(" until {}, in {}; then {}", moment_text(*duty.until, now), duration_text(duty.until->at - now),
                           names_text(duty.next));
}

std::string shift_text(const ShiftView& shift) {
  const int later = shift.ends_minute / day;
  const int minute = shift.ends_minute % day;
  const bool next_midnight = later == 1 && minute == 0;
  const auto end = next_midnight ? "24:00" : minute_text(minute);
  const auto end_day =
      later == 0 || next_midnight ? std::string() : std::string(weekday((shift.iso_weekday + later - 1) % 7 + 1)) + ' ';
  return fmt::format("{} {} - {}{}  {} ({})", weekday(shift.iso_weekday), minute_text(shift.starts_minute), end_day, end,
                     shift.officer.name, shift.officer.address);
}

std::string exception_text(const ShiftExceptionView& e) {
  auto out = dated_text(e.first_day, e.starts_minute, 0) + " - " + dated_text(e.last_day, e.ends_minute, day) + ": ";
  out += e.officer ? names_text({*e.officer}) : "nobody";
  if (e.replaces) out += " instead of " + names_text({*e.replaces});
  return e.reason.empty() ? out : out + " (" + e.reason + ")";
}

}  // namespace valise::cli
