// The rule for calendars of public holidays.
#include "keys/directory/record_rules.hpp"
#include "keys/directory/rules.hpp"
#include "keys/directory/text.hpp"

namespace valise::directory::rules {
namespace {

using base::fail;
using base::Result;

Result<> check_holidays(const v1::HolidayCalendarPublished& body) {
  if (body.holidays_size() > max_holidays) return fail(RuleError::too_many_items, "holidays");
  std::string_view last;
  for (const auto& holiday : body.holidays()) {
    if (!is_date(holiday.date()) || holiday.date() <= last) return fail(RuleError::date_invalid, "holidays");
    if (auto names = check_names(holiday.names(), "holidays"); !names) return names;
    last = holiday.date();
  }
  return {};
}

// The registrar, or any one active authority of the country that the calendar is named after.
std::vector<Group> publishers(const Tables& tables, const std::string& name) {
  std::vector<Group> out{registrar(tables)};
  const auto country = calendar_country(name);
  if (country.empty()) return out;
  for (const auto& [id, authority] : tables.authorities) {
    if (id.country() == country && authority.status == AuthorityStatus::active) out.push_back(keys_of(authority));
  }
  return out;
}

}  // namespace

Result<Ruling> holiday_calendar_published(const Entry& entry, const v1::HolidayCalendarPublished& body) {
  if (!is_name(body.name())) return fail(RuleError::id_invalid, "calendar");
  const auto* before = find(entry.tables.calendars, body.name());
  if (auto next = require_next(body.revision(), before == nullptr ? 0 : before->revision()); !next) return pass_on(next);
  if (auto holidays = check_holidays(body); !holidays) return pass_on(holidays);
  return signed_by_any(publishers(entry.tables, body.name()), [&body](Tables& tables) {
    tables.calendars.put(body.name(), body);
    return Applied{};
  });
}

}  // namespace valise::directory::rules
