#include "keys/registrar/calendar_file.hpp"

#include <algorithm>
#include <set>
#include <sstream>

#include "keys/calendar/civil.hpp"
#include "keys/directory/address.hpp"
#include "keys/directory/record_rules.hpp"
#include "keys/directory/records.hpp"
#include "keys/records/country.hpp"
#include "keys/registrar/toml_reading.hpp"

namespace valise::registrar {
namespace {

constexpr std::string_view kUnknownField = "there is no such field";

class CalendarReading {
 public:
  CalendarReading(std::string_view file, Problems& problems) : reading_(file, problems) {}

  v1::HolidayCalendarPublished read(const toml::table& table) {
    for (const auto& [key, value] : table) {
      if (key == "name") {
        read_name(value);
      } else if (key == "holidays") {
        read_holidays(value);
      } else {
        reading_.refuse(value, key.str(), kUnknownField);
      }
    }
    if (!table.contains("name")) reading_.refuse_line(1, "name", "is missing");
    auto& days = *out_.mutable_holidays();
    std::sort(days.begin(), days.end(), [](const auto& a, const auto& b) { return a.date() < b.date(); });
    return std::move(out_);
  }

 private:
  void read_name(const toml::node& value) {
    out_.set_name(reading_.text(value, "name").value_or(""));
    const auto country = directory::calendar_country(out_.name());
    if (!directory::is_name(out_.name())) {
      reading_.refuse(value, "name", "a calendar is named like ke, or de-by");
    } else if (!country.empty() && !records::is_country(country)) {
      reading_.refuse(value, "name", "begins with two letters that are no country's code");
    }
  }
  void read_holidays(const toml::node& value) {
    const auto* items = reading_.list(value, "holidays");
    if (items == nullptr) return;
    if (items->size() > directory::max_holidays) reading_.refuse(value, "holidays", "there are more than 512");
    for (const auto& item : *items) {
      if (const auto* table = reading_.table(item, "holidays")) read_holiday(*table);
    }
  }
  void read_holiday(const toml::table& table) {
    auto& holiday = *out_.add_holidays();
    for (const auto& [key, value] : table) {
      if (key == "date") {
        holiday.set_date(date(value));
      } else if (key == "names") {
        read_names(value, holiday);
      } else {
        reading_.refuse(value, "holidays." + std::string(key.str()), kUnknownField);
      }
    }
    for (const auto* field : {"date", "names"}) {
      if (!table.contains(field)) reading_.refuse(table, std::string("holidays.") + field, "is missing");
    }
  }
  std::string date(const toml::node& value) {
    std::ostringstream text;
    if (const auto* day = value.as_date()) {
      text << day->get();
    } else if (const auto* written = value.as_string()) {
      text << written->get();
    }
    if (!calendar::parse_day(text.str())) {
      reading_.refuse(value, "holidays.date", "a date is written like 2026-12-12");
    } else if (!dates_.insert(text.str()).second) {
      reading_.refuse(value, "holidays.date", "this date stands here already");
    }
    return text.str();
  }
  void read_names(const toml::node& value, v1::Holiday& holiday) {
    const auto* names = reading_.table(value, "holidays.names");
    if (names == nullptr) return;
    if (names->empty()) reading_.refuse(value, "holidays.names", "a name in some language is wanted");
    for (const auto& [language, name] : *names) {
      auto& added = *holiday.add_names();
      added.set_language(std::string(language.str()));
      added.set_text(reading_.text(name, "holidays.names").value_or("?"));
      if (!records::is_known_language(language.str())) {
        reading_.refuse(name, "holidays.names", "there is no such language (BCP 47)");
      } else if (!directory::check_line(added.text(), directory::Presence::required, "names")) {
        reading_.refuse(name, "holidays.names", "a name is one line of at most 512 bytes");
      }
    }
  }

  TomlReading reading_;
  v1::HolidayCalendarPublished out_;
  std::set<std::string> dates_;
};

}  // namespace

v1::HolidayCalendarPublished parse_calendar(std::string_view toml, std::string_view file, Problems& problems) {
  const auto table = parse_toml(toml, file, problems);
  auto out = table ? CalendarReading(file, problems).read(*table) : v1::HolidayCalendarPublished();
  in_order(problems);
  return out;
}

std::string format_calendar(const v1::HolidayCalendarPublished& calendar) {
  std::ostringstream out;
  out << "name = " << toml::value(calendar.name()) << '\n';
  for (const auto& holiday : calendar.holidays()) {
    toml::table names;
    for (const auto& name : holiday.names()) names.insert(name.language(), name.text());
    names.is_inline(true);
    out << "\n[[holidays]]\ndate = " << holiday.date() << "\nnames = " << names << '\n';
  }
  return out.str();
}

}  // namespace valise::registrar
