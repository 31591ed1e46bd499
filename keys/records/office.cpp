#include "keys/records/office.hpp"

#include <algorithm>

namespace valise::records {
namespace {

using calendar::at;
using calendar::LocalDay;
using std::chrono::days;

constexpr int kHorizon = 62;  // days to look ahead

}  // namespace

const v1::Holiday* Office::holiday(LocalDay day) const {
  if (calendar_ == nullptr) return nullptr;
  const auto date = calendar::day_text(day);
  const auto& all = calendar_->holidays();  // in the order of their dates: a rule of replay
  const auto it = std::ranges::lower_bound(all, date, {}, [](const v1::Holiday& h) -> const std::string& { return h.date(); });
  return it != all.end() && it->date() == date ? &*it : nullptr;
}

bool Office::knows_year(LocalDay day) const {
  if (calendar_ == nullptr) return false;
  const auto year = calendar::day_text(day).substr(0, 5);
  return std::ranges::any_of(calendar_->holidays(), [&](const v1::Holiday& h) { return h.date().starts_with(year); });
}

void Office::append(std::vector<Open>& out, LocalDay day) const {
  if (holiday(day) != nullptr) return;
  for (const auto& hours : *hours_) {
    if (hours.iso_weekday() != static_cast<std::uint32_t>(calendar::iso_weekday(day))) continue;
    for (const auto& open : hours.open()) {
      const Open next{zone_.instant(at(day, static_cast<int>(open.opens()))),
                      zone_.instant(at(day, static_cast<int>(open.closes())))};
      if (!out.empty() && next.from <= out.back().to) {  // goes on over midnight
        out.back().to = std::max(out.back().to, next.to);
      } else if (next.from < next.to) {
        out.push_back(next);
      }
    }
  }
}

std::optional<OfficeState> Office::state_at(UnixMillis instant) const {
  const bool has_hours = std::ranges::any_of(*hours_, [](const v1::OfficeDay& day) { return !day.open().empty(); });
  if (!has_hours) return std::nullopt;
  const auto today = calendar::day_of(zone_.local(instant).time);
  OfficeState out{.holidays_known = knows_year(today)};
  if (const auto* day = holiday(today)) out.holiday = *day;
  std::vector<Open> open;
  for (int ahead = -1; ahead <= kHorizon; ++ahead) {
    append(open, today + days(ahead));
    const auto it = std::ranges::find_if(open, [&](const Open& o) { return instant < o.to; });
    if (it == open.end()) continue;
    out.open = it->from <= instant;
    out.until = out.open ? it->to : it->from;
    const bool may_go_on = out.open && std::next(it) == open.end() && zone_.local(it->to).time == at(today + days(ahead + 1), 0);
    if (!may_go_on) return out;
    out.until.reset();  // until the next day has been looked at
  }
  return out;
}

bool confirmation_overdue(std::string_view last_confirmed, LocalDay today) {
  const auto day = calendar::parse_day(last_confirmed);
  return !day || calendar::years_later(*day, 1) < today;
}

}  // namespace valise::records
