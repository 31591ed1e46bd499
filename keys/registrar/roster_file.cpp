#include "keys/registrar/roster_file.hpp"

#include <set>
#include <sstream>

#include "keys/calendar/civil.hpp"
#include "keys/directory/address.hpp"
#include "keys/directory/record_rules.hpp"
#include "keys/registrar/toml_reading.hpp"

namespace valise::registrar {
namespace {

using calendar::minutes_per_day;

constexpr std::string_view kUnknownField = "there is no such field";

// A point of the weekly plan: "08:00", or "fri 17:00".
struct WeekTime {
  std::optional<int> weekday;
  int minute = 0;
};
std::optional<WeekTime> parse_week_time(std::string_view text) {
  WeekTime out;
  if (const auto space = text.find(' '); space != std::string_view::npos) {
    out.weekday = calendar::parse_weekday(text.substr(0, space));
    if (!out.weekday) return std::nullopt;
    text.remove_prefix(space + 1);
  }
  const auto minute = calendar::parse_clock(text);
  if (!minute) return std::nullopt;
  out.minute = *minute;
  return out;
}

struct ShiftLines {
  std::size_t line = 0;
  std::optional<std::string> officer;
  std::vector<int> days;
  std::optional<WeekTime> from;
  std::optional<WeekTime> to;
};

struct DatedTime {
  std::string day;
  std::optional<int> minute;
};

// After how many weeks an exception comes again, and the last day on which it may begin.
struct Repetition {
  std::optional<std::int64_t> weeks;
  std::optional<calendar::LocalDay> until;
};

class RosterReading {
 public:
  RosterReading(std::string_view file, Problems& problems) : reading_(file, problems) {}

  v1::RosterPublished read(const toml::table& table) {
    for (const auto& [key, value] : table) read_field(key.str(), value);
    if (!table.contains("officers")) reading_.refuse_line(1, "officers", "the staff of the post is missing");
    check_staff();
    return std::move(roster_);
  }

 private:
  void read_field(std::string_view key, const toml::node& value) {
    if (key == "officers") return read_staff(value);
    if (key == "overlap") return read_overlap(value);
    if (key == "shifts") return read_all(value, "shifts", &RosterReading::read_shift);
    if (key == "exceptions") return read_all(value, "exceptions", &RosterReading::read_exception);
    reading_.refuse(value, key, kUnknownField);
  }

  void read_staff(const toml::node& value) {
    std::set<std::string> seen;
    for (auto& id : reading_.texts(value, "officers")) {
      if (!directory::is_name(id)) reading_.refuse(value, "officers", "an officer is named by the id alone, such as jmwangi");
      if (!seen.insert(id).second) reading_.refuse(value, "officers", "an officer is named twice");
      roster_.add_officer_ids(std::move(id));
    }
  }
  void read_overlap(const toml::node& value) {
    const auto minutes = reading_.number(value, "overlap");
    if (!minutes) return;
    if (*minutes < 0 || *minutes > directory::max_overlap_minutes) {
      return reading_.refuse(value, "overlap", "0 to 240 minutes are possible");
    }
    roster_.set_overlap_minutes(static_cast<std::uint32_t>(*minutes));
  }
  void read_all(const toml::node& value, std::string_view field, void (RosterReading::*reader)(const toml::table&)) {
    const auto* items = reading_.list(value, field);
    if (items == nullptr) return;
    for (const auto& item : *items) {
      if (const auto* table = reading_.table(item, field)) (this->*reader)(*table);
    }
  }

  // ---- shifts ----

  std::optional<WeekTime> week_time(const toml::node& value, std::string_view field) {
    const auto text = reading_.text(value, field);
    if (!text) return std::nullopt;
    auto time = parse_week_time(*text);
    if (!time) reading_.refuse(value, field, "a time is written like 08:00, or fri 17:00");
    return time;
  }
  std::vector<int> weekdays(const toml::node& value) {
    std::vector<int> out;
    if (value.is_array() && value.as_array()->empty()) reading_.refuse(value, "shifts.days", "is empty");
    for (const auto& text : reading_.texts(value, "shifts.days")) {
      const auto day = calendar::parse_weekday(text);
      if (!day) {
        reading_.refuse(value, "shifts.days", "days are mon, tue, wed, thu, fri, sat, sun");
      } else if (std::ranges::find(out, *day) != out.end()) {
        reading_.refuse(value, "shifts.days", "a day is named twice");
      } else {
        out.push_back(*day);
      }
    }
    return out;
  }
  void read_shift(const toml::table& table) {
    ShiftLines shift{.line = TomlReading::line_of(table)};
    for (const auto& [key, value] : table) {
      if (key == "officer") {
        shift.officer = reading_.text(value, "shifts.officer");
        note_place(shift.officer, value, "shifts.officer");
      } else if (key == "days") {
        shift.days = weekdays(value);
      } else if (key == "from") {
        shift.from = week_time(value, "shifts.from");
      } else if (key == "to") {
        shift.to = week_time(value, "shifts.to");
      } else {
        reading_.refuse(value, "shifts." + std::string(key.str()), kUnknownField);
      }
    }
    for (const auto* field : {"officer", "from", "to"}) {
      if (!table.contains(field)) reading_.refuse_line(shift.line, std::string("shifts.") + field, "is missing");
    }
    if (shift.officer && shift.from && shift.to) add(shift, table.contains("days"));
  }
  void add(const ShiftLines& shift, bool has_days) {
    if (shift.from->weekday.has_value() != shift.to->weekday.has_value() || shift.from->weekday.has_value() == has_days) {
      return reading_.refuse_line(shift.line, "shifts", "give either days, or the day in both from and to");
    }
    if (shift.from->minute == minutes_per_day)
      return reading_.refuse_line(shift.line, "shifts.from", "24:00 is 00:00 of the next day");
    if (!has_days) {
      const int length = (*shift.to->weekday - *shift.from->weekday) * minutes_per_day + shift.to->minute - shift.from->minute;
      return add(shift, *shift.from->weekday, length > 0 ? length : length + 7 * minutes_per_day);
    }
    const int length = shift.to->minute - shift.from->minute;
    for (const int day : shift.days) add(shift, day, length > 0 ? length : length + minutes_per_day);
  }
  void add(const ShiftLines& shift, int weekday, int length) {
    auto& added = *roster_.add_shifts();
    added.set_officer_id(*shift.officer);
    added.set_iso_weekday(static_cast<std::uint32_t>(weekday));
    added.set_starts(static_cast<std::uint32_t>(shift.from->minute));
    added.set_ends(static_cast<std::uint32_t>(shift.from->minute + length));
    if (roster_.shifts_size() == directory::max_shifts + 1) {
      reading_.refuse_line(shift.line, "shifts", "there are more than 336 turns in the weekly plan");
    }
  }

  // ---- exceptions ----

  std::optional<DatedTime> dated_time(const toml::node& value, std::string_view field) {
    std::ostringstream text;
    if (const auto* date = value.as_date()) {
      text << date->get();
    } else if (const auto* moment = value.as_date_time()) {
      if (moment->get().is_local()) text << moment->get().date << ' ' << moment->get().time;
    } else if (const auto* written = value.as_string()) {
      text << written->get();
    }
    const auto written = text.str();
    const auto day = calendar::parse_day(written.substr(0, 10));
    const auto clock = written.size() > 10 ? calendar::parse_clock(std::string_view(written).substr(11, 5)) : std::nullopt;
    const bool whole_minutes = written.size() == 16 || (written.size() == 19 && written.ends_with(":00"));
    const bool right = day && (written.size() == 10 || (clock && whole_minutes && (written[10] == ' ' || written[10] == 'T')));
    if (right) return DatedTime{written.substr(0, 10), clock};
    reading_.refuse(value, field,
                    "a date is written like 2026-12-24, with a time like 2026-12-24T08:00:00, both as the clock shows there");
    return std::nullopt;
  }
  void read_exception(const toml::table& table) {
    const auto line = TomlReading::line_of(table);
    v1::ShiftException out;
    Repetition again;
    std::optional<DatedTime> from;
    std::optional<DatedTime> to;
    bool nobody = false;
    for (const auto& [key, value] : table) {
      const auto field = "exceptions." + std::string(key.str());
      if (key == "from") {
        from = dated_time(value, field);
      } else if (key == "to") {
        to = dated_time(value, field);
      } else if (key == "every") {
        again.weeks = weeks(value, field);
      } else if (key == "until") {
        again.until = date(value, field);
      } else if (key == "nobody") {
        nobody = reading_.flag(value, field).value_or(false);
      } else if (key == "officer") {
        out.set_officer_id(reading_.text(value, field).value_or(""));
        note_place(out.officer_id(), value, field);
      } else if (key == "replaces") {
        out.set_replaces(reading_.text(value, field).value_or(""));
        note_place(out.replaces(), value, field);
      } else if (key == "reason") {
        read_reason(out, value, field);
      } else {
        reading_.refuse(value, field, kUnknownField);
      }
    }
    for (const auto* field : {"from", "to"}) {
      if (!table.contains(field)) reading_.refuse_line(line, std::string("exceptions.") + field, "is missing");
    }
    if (out.officer_id().empty() != nobody) reading_.refuse_line(line, "exceptions", "give either officer, or nobody = true");
    if (table.contains("every") != table.contains("until")) {
      reading_.refuse_line(line, "exceptions", "give both every and until, or neither");
    }
    if (from && to && set_time(out, *from, *to, line)) add(std::move(out), again, line);
  }
  std::optional<std::int64_t> weeks(const toml::node& value, std::string_view field) {
    const auto number = reading_.number(value, field);
    if (number && (*number < 1 || *number > 52)) reading_.refuse(value, field, "1 to 52 weeks are possible");
    return number && *number >= 1 && *number <= 52 ? number : std::nullopt;
  }
  std::optional<calendar::LocalDay> date(const toml::node& value, std::string_view field) {
    const auto time = dated_time(value, field);
    if (time && time->minute) reading_.refuse(value, field, "a date without a time");
    return time ? calendar::parse_day(time->day) : std::nullopt;
  }
  void add(v1::ShiftException exception, const Repetition& again, std::size_t line) {
    const auto step = std::chrono::days(7 * again.weeks.value_or(0));
    auto first = *calendar::parse_day(exception.first_day());
    auto last = *calendar::parse_day(exception.last_day());
    do {
      if (roster_.exceptions_size() == directory::max_exceptions) {
        if (!std::exchange(full_, true)) reading_.refuse_line(line, "exceptions", "there are more than 256 exceptions");
        return;
      }
      exception.set_first_day(calendar::day_text(first));
      exception.set_last_day(calendar::day_text(last));
      *roster_.add_exceptions() = exception;
      first += step;
      last += step;
    } while (again.weeks && again.until && first <= *again.until);
  }
  void read_reason(v1::ShiftException& out, const toml::node& value, std::string_view field) {
    out.set_reason(reading_.text(value, field).value_or(""));
    if (!directory::check_line(out.reason(), directory::Presence::optional, field)) {
      reading_.refuse(value, field, "a reason is one line of at most 512 bytes");
    }
  }
  bool set_time(v1::ShiftException& out, const DatedTime& from, const DatedTime& to, std::size_t line) {
    auto last_day = *calendar::parse_day(to.day);
    int ends = to.minute.value_or(minutes_per_day);
    if (ends == 0) {  // midnight is the end of the day before
      last_day -= std::chrono::days(1);
      ends = minutes_per_day;
    }
    auto first_day = *calendar::parse_day(from.day);
    int starts = from.minute.value_or(0);
    if (starts == minutes_per_day) {
      first_day += std::chrono::days(1);
      starts = 0;
    }
    if (calendar::at(first_day, starts) >= calendar::at(last_day, ends)) {
      reading_.refuse_line(line, "exceptions", "ends before it starts");
      return false;
    }
    out.set_first_day(calendar::day_text(first_day));
    out.set_starts(static_cast<std::uint32_t>(starts));
    out.set_last_day(calendar::day_text(last_day));
    out.set_ends(static_cast<std::uint32_t>(ends));
    return true;
  }

  // ---- who is named must be on the staff, wherever in the file the staff stands ----

  struct Mention {
    std::string officer;
    std::size_t line;
    std::string field;
  };
  void note_place(const std::optional<std::string>& officer, const toml::node& value, std::string_view field) {
    if (officer) mentions_.push_back({*officer, TomlReading::line_of(value), std::string(field)});
  }
  void check_staff() {
    const std::set<std::string> staff(roster_.officer_ids().begin(), roster_.officer_ids().end());
    for (const auto& mention : mentions_) {
      if (!staff.contains(mention.officer)) {
        reading_.refuse_line(mention.line, mention.field, "this officer is not among the officers of the roster");
      }
    }
  }

  TomlReading reading_;
  v1::RosterPublished roster_;
  bool full_ = false;  // of exceptions, and said so
  std::vector<Mention> mentions_;
};

std::string week_time_text(std::uint32_t weekday, std::uint32_t minute) {
  const auto day = (weekday - 1 + minute / minutes_per_day) % 7 + 1;
  return std::string(calendar::weekday_name(static_cast<int>(day)).substr(0, 3)) + ' ' +
         calendar::clock_text(static_cast<int>(minute % minutes_per_day));
}

std::string dated_time_text(const std::string& day, std::uint32_t minute, std::uint32_t plain) {
  return minute == plain ? day : day + 'T' + calendar::clock_text(static_cast<int>(minute)) + ":00";
}

}  // namespace

v1::RosterPublished parse_roster(std::string_view toml, std::string_view file, Problems& problems) {
  const auto table = parse_toml(toml, file, problems);
  auto out = table ? RosterReading(file, problems).read(*table) : v1::RosterPublished();
  in_order(problems);
  return out;
}

std::string format_roster(const v1::RosterPublished& roster) {
  std::ostringstream out;
  toml::array officers;
  for (const auto& id : roster.officer_ids()) officers.push_back(id);
  out << "officers = " << officers << '\n';
  if (roster.overlap_minutes() > 0) out << "overlap = " << roster.overlap_minutes() << '\n';
  for (const auto& shift : roster.shifts()) {
    out << "\n[[shifts]]\nofficer = " << toml::value(shift.officer_id()) << "\nfrom = \""
        << week_time_text(shift.iso_weekday(), shift.starts()) << "\"\nto = \""
        << week_time_text(shift.iso_weekday(), shift.ends()) << "\"\n";
  }
  for (const auto& exception : roster.exceptions()) {
    out << "\n[[exceptions]]\nfrom = " << dated_time_text(exception.first_day(), exception.starts(), 0)
        << "\nto = " << dated_time_text(exception.last_day(), exception.ends(), minutes_per_day) << '\n';
    if (!exception.replaces().empty()) out << "replaces = " << toml::value(exception.replaces()) << '\n';
    if (exception.officer_id().empty()) {
      out << "nobody = true\n";
    } else {
      out << "officer = " << toml::value(exception.officer_id()) << '\n';
    }
    if (!exception.reason().empty()) out << "reason = " << toml::value(exception.reason()) << '\n';
  }
  return out.str();
}

}  // namespace valise::registrar
