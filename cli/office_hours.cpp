#include "cli/office_hours.hpp"

#include <fmt/format.h>

#include <array>

#include <algorithm>
#include <cstdlib>

#include "cli/terminal_text.hpp"

namespace valise::cli {
namespace {

using language::Speaker;
using std::chrono::days;
using std::chrono::minutes;

constexpr int day = 24 * 60;

bool is_valid(const OpenHours& h) {
  return h.iso_weekday >= 1 && h.iso_weekday <= 7 && h.opens_minute >= 0 && h.opens_minute < day && h.closes_minute >= 0 &&
         h.closes_minute <= day;
}

std::string minute_text(int minute) { return fmt::format("{:02}:{:02}", minute / 60, minute % 60); }

std::string name_text(const OfficerName& officer, const Speaker& speaker) {
  return speaker.say("directory.officer", {{"name", terminal_line(officer.name)}, {"address", terminal_line(officer.address)}});
}

// The day is left out where it says nothing: an exception that starts or ends with its date.
std::string dated_text(const std::string& date, int minute, int plain) {
  return minute == plain ? date : date + ' ' + minute_text(minute);
}

// text_in chooses the person's language, else English, else the first.
const LocalText* text_in(const std::vector<LocalText>& texts, const Speaker& speaker) {
  for (const std::string_view wanted : {language::code_of(speaker.language()), std::string_view("en")}) {
    const auto found = std::ranges::find(texts, wanted, &LocalText::language);
    if (found != texts.end()) return &*found;
  }
  return texts.empty() ? nullptr : &texts.front();
}

std::string until_text(const OfficeState& office, Time now, const Speaker& speaker) {
  const std::initializer_list<language::Argument> arguments{{"duration", duration_text(office.until->at - now, speaker)},
                                                            {"moment", moment_text(*office.until, now, speaker)}};
  return office.open ? speaker.say("directory.closes", arguments) : speaker.say("directory.opens", arguments);
}

}  // namespace

std::string clock_text(const LocalClock& clock, const Speaker& speaker) {
  const int offset = std::abs(clock.utc_offset_minutes);
  return fmt::format("{} {} {} (UTC{}{})", speaker.weekday(clock.iso_weekday), terminal_line(clock.date),
                     minute_text(clock.minute), clock.utc_offset_minutes < 0 ? '-' : '+', minute_text(offset));
}

std::string moment_text(const Moment& moment, Time now, const Speaker& speaker) {
  const auto date = moment.at - now >= days(6) ? terminal_line(moment.local.date) + ' ' : std::string();
  const auto clock = fmt::format("{} {}{}", speaker.weekday(moment.local.iso_weekday), date, minute_text(moment.local.minute));
  return speaker.say("directory.there", {{"clock", clock}});
}

std::string duration_text(std::chrono::milliseconds duration, const Speaker& speaker) {
  const auto left = std::chrono::ceil<minutes>(duration).count();
  if (left >= 2 * day) return speaker.say("common.days", {{"count", left / day}});
  if (left < 60) return speaker.say("common.minutes", {{"count", std::max<std::int64_t>(left, 0)}});
  return speaker.say("common.hours_minutes", {{"hours", left / 60}, {"minutes", fmt::format("{:02}", left % 60)}});
}

// Days that follow each other and have the same hours are one: Mon-Fri 08:00-13:00, 14:00-17:00; Sat 09:00-12:00.
std::string hours_text(const std::vector<OpenHours>& hours, const Speaker& speaker) {
  std::array<std::vector<std::string>, 8> week;  // from 1; the last stays empty
  for (const auto& slot : hours) {
    if (!is_valid(slot)) continue;
    week[static_cast<std::size_t>(slot.iso_weekday) - 1].push_back(
        fmt::format("{}-{}", minute_text(slot.opens_minute), minute_text(slot.closes_minute)));
  }
  std::string out;
  for (std::size_t first = 0; first < 7; ++first) {
    if (week[first].empty()) continue;
    auto last = first;
    while (week[last + 1] == week[first]) ++last;
    const auto name = [&](std::size_t weekday) { return speaker.weekday(static_cast<int>(weekday) + 1); };
    out += (out.empty() ? "" : "; ") + name(first) + (last == first ? "" : "-" + name(last)) + " " + speaker.list(week[first]);
    first = last;
  }
  return out;
}

std::string office_text(const OfficeState& office, Time now, const Speaker& speaker) {
  std::string out = office.open ? speaker.say("directory.open_now") : speaker.say("directory.closed_now");
  if (const auto* holiday = text_in(office.holiday, speaker)) {
    out = speaker.say("common.about", {{"what", out}, {"sentence", terminal_line(holiday->text)}});
  }
  if (office.until) out = speaker.list({out, until_text(office, now, speaker)});
  return office.holidays_known ? out : speaker.say("directory.holidays_unknown", {{"office", out}});
}

std::string names_text(const std::vector<OfficerName>& names, const Speaker& speaker) {
  if (names.empty()) return speaker.say("directory.nobody");
  std::vector<std::string> texts;
  for (const auto& officer : names) texts.push_back(name_text(officer, speaker));
  return speaker.list(texts);
}

std::string duty_text(const DutyView& duty, Time now, const Speaker& speaker) {
  if (!duty.planned) return duty.officers.empty() ? speaker.say("directory.nobody") : speaker.say("directory.no_plan");
  auto out = names_text(duty.officers, speaker);
  if (!duty.relieved.empty()) {
    out = speaker.say("directory.still", {{"officers", out}, {"relieved", names_text(duty.relieved, speaker)}});
  }
  if (!duty.until) return out;
  return speaker.say("directory.on_duty_until", {{"officers", out},
                                                 {"moment", moment_text(*duty.until, now, speaker)},
                                                 {"duration", duration_text(duty.until->at - now, speaker)},
                                                 {"next", names_text(duty.next, speaker)}});
}

std::string shift_text(const ShiftView& shift, const Speaker& speaker) {
  const int later = shift.ends_minute / day;
  const int minute = shift.ends_minute % day;
  const bool next_midnight = later == 1 && minute == 0;
  const auto end = next_midnight ? "24:00" : minute_text(minute);
  const auto end_day =
      later == 0 || next_midnight ? std::string() : speaker.weekday((shift.iso_weekday + later - 1) % 7 + 1) + ' ';
  return fmt::format("{} {} - {}{}  {}", speaker.weekday(shift.iso_weekday), minute_text(shift.starts_minute), end_day, end,
                     name_text(shift.officer, speaker));
}

std::string exception_text(const ShiftExceptionView& e, const Speaker& speaker) {
  const auto from = dated_text(terminal_line(e.first_day), e.starts_minute, 0);
  const auto to = dated_text(terminal_line(e.last_day), e.ends_minute, day);
  auto who = e.officer ? name_text(*e.officer, speaker) : speaker.say("directory.nobody");
  if (e.replaces) who = speaker.say("directory.instead_of", {{"officer", who}, {"replaced", name_text(*e.replaces, speaker)}});
  const auto out = fmt::format("{} - {}: {}", from, to, who);
  return e.reason.empty() ? out : fmt::format("{} ({})", out, speaker.set_apart(terminal_line(e.reason)));
}

}  // namespace valise::cli
