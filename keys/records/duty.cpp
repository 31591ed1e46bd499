#include "keys/records/duty.hpp"

#include <algorithm>

namespace valise::records {
namespace {

using calendar::at;
using calendar::LocalDay;
using std::chrono::days;
using std::chrono::minutes;

// A shift lasts a week at most, so one that matters began in this time before; a change of the clock fits in, too.
constexpr days kLongestTurn(9);
// No change of a clock was ever longer than a day (Samoa, 2011).
constexpr days kLongestChange(1);

bool covers(const Turn& turn, UnixMillis instant) { return turn.from <= instant && instant < turn.to; }

std::vector<Turn> merged(std::vector<Turn> turns) {
  std::ranges::sort(turns, {}, [](const Turn& t) { return std::tie(t.officer, t.from); });
  std::vector<Turn> out;
  for (auto& turn : turns) {
    if (turn.from >= turn.to) continue;  // a shift that fell into a skipped hour
    if (!out.empty() && out.back().officer == turn.officer && turn.from <= out.back().to) {
      out.back().to = std::max(out.back().to, turn.to);
    } else {
      out.push_back(std::move(turn));
    }
  }
  return out;
}

struct Exception {
  UnixMillis from;
  UnixMillis to;
  const v1::ShiftException& rule;
};

// What an exception leaves of the turns, and puts in their place.
std::vector<Turn> applied(const Exception& exception, std::vector<Turn> turns) {
  const auto& [from, to, rule] = exception;
  const bool everybody = rule.replaces().empty();
  std::vector<Turn> out;
  for (auto& turn : turns) {
    const bool meant = everybody || turn.officer == rule.replaces();
    if (!meant || turn.to <= from || to <= turn.from) {
      out.push_back(std::move(turn));
      continue;
    }
    if (turn.from < from) out.push_back({turn.from, from, turn.officer});
    if (to < turn.to) out.push_back({to, turn.to, turn.officer});
    if (!everybody && !rule.officer_id().empty()) {
      out.push_back({std::max(turn.from, from), std::min(turn.to, to), rule.officer_id()});
    }
  }
  if (everybody && !rule.officer_id().empty()) out.push_back({from, to, rule.officer_id()});
  return out;
}

std::vector<std::string> officers_at(const std::vector<Turn>& turns, UnixMillis instant) {
  std::vector<std::string> out;
  for (const auto& turn : turns) {
    if (covers(turn, instant)) out.push_back(turn.officer);
  }
  std::ranges::sort(out);
  return out;
}

// The moments within a time at which something begins or ends.
std::set<UnixMillis> changes(const std::vector<Turn>& turns, UnixMillis from, UnixMillis to) {
  std::set<UnixMillis> out;
  for (const auto& turn : turns) {
    for (const auto moment : {turn.from, turn.to}) {
      if (from < moment && moment < to) out.insert(moment);
    }
  }
  return out;
}

}  // namespace

Plan::Plan(v1::RosterPublished roster, calendar::Zone zone, OfficerIds absent)
    : roster_(std::move(roster)), zone_(std::move(zone)), absent_(std::move(absent)) {}

std::vector<Turn> Plan::weekly(UnixMillis from, UnixMillis to, Reach reach) const {
  std::vector<Turn> out;
  if (roster_.shifts().empty()) {
    for (const auto& officer : roster_.officer_ids()) out.push_back({from - kLongestTurn, to + kLongestTurn, officer});
    return out;
  }
  const auto first = zone_.local(from).time;
  const auto last = calendar::day_of(zone_.local(to).time);
  for (auto day = calendar::day_of(first) - kLongestTurn; day <= last; day += days(1)) {
    const auto weekday = static_cast<std::uint32_t>(calendar::iso_weekday(day));
    for (const auto& shift : roster_.shifts()) {
      if (shift.iso_weekday() != weekday) continue;
      const bool over = at(day, static_cast<int>(shift.ends())) + kLongestChange < first;
      if (over && reach == Reach::touching) continue;
      out.push_back({zone_.instant(at(day, static_cast<int>(shift.starts()))),
                     zone_.instant(at(day, static_cast<int>(shift.ends()))), shift.officer_id()});
    }
  }
  return out;
}

std::vector<Turn> Plan::turns(UnixMillis from, UnixMillis to) const { return turns(from, to, Reach::whole_turns); }

std::vector<Turn> Plan::turns(UnixMillis from, UnixMillis to, Reach reach) const {
  auto out = weekly(from, to, reach);
  for (const auto& rule : roster_.exceptions()) {
    const auto first = calendar::parse_day(rule.first_day());
    const auto last = calendar::parse_day(rule.last_day());
    if (!first || !last) continue;  // replay has seen to it
    const Exception exception{zone_.instant(at(*first, static_cast<int>(rule.starts()))),
                              zone_.instant(at(*last, static_cast<int>(rule.ends()))), rule};
    out = applied(exception, std::move(out));
  }
  std::erase_if(out, [&](const Turn& turn) { return absent_.contains(turn.officer); });
  out = merged(std::move(out));
  std::erase_if(out, [&](const Turn& turn) { return turn.to <= from || to <= turn.from; });
  std::ranges::sort(out, {}, [](const Turn& t) { return std::tie(t.from, t.officer); });
  return out;
}

std::vector<Span> Plan::spans(UnixMillis from, UnixMillis to) const {
  const auto all = turns(from, to);
  auto moments = changes(all, from, to);
  moments.insert(to);
  std::vector<Span> out;
  auto begin = from;
  for (const auto end : moments) {
    auto officers = officers_at(all, begin);
    if (!out.empty() && out.back().officers == officers) {
      out.back().to = end;
    } else {
      out.push_back({begin, end, std::move(officers)});
    }
    begin = end;
  }
  return out;
}

bool Plan::was_relieved(const Turn& turn, const std::vector<Turn>& turns, UnixMillis instant) const {
  if (turn.to > instant || instant >= turn.to + minutes(roster_.overlap_minutes())) return false;
  return !officers_at(turns, turn.to).empty();
}

Plan::OnDuty Plan::on_duty(UnixMillis instant) const {
  OnDuty out;
  if (!has_plan()) {
    for (const auto& officer : roster_.officer_ids()) {
      if (!absent_.contains(officer)) out.officers.push_back(officer);
    }
    return out;
  }
  const auto overlap = minutes(roster_.overlap_minutes());
  const auto near = turns(instant - overlap - minutes(1), instant + minutes(1), Reach::touching);
  out.officers = officers_at(near, instant);
  for (const auto& turn : near) {
    if (was_relieved(turn, near, instant) && std::ranges::find(out.officers, turn.officer) == out.officers.end()) {
      out.relieved.push_back(turn.officer);
    }
  }
  return out;
}

Duty Plan::duty_at(UnixMillis instant) const {
  Duty out{.planned = has_plan()};
  auto [officers, relieved] = on_duty(instant);
  out.officers = std::move(officers);
  out.relieved = std::move(relieved);
  if (!out.planned) return out;
  for (const auto horizon : {days(8), days(62)}) {  // mostly the next change is near
    const auto pieces = spans(instant, instant + horizon);
    if (pieces.size() < 2) continue;
    out.until = pieces[1].from;
    out.next = pieces[1].officers;
    break;
  }
  return out;
}

}  // namespace valise::records
