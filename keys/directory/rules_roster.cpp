// The rule for rosters: who staffs a post, and who of them when. Only shape and bounds are judged, never what a wall clock means:
// that depends on a time zone's rules, which change with every release of the tz database, and replay must not.
#include <set>

#include "keys/directory/record_rules.hpp"
#include "keys/directory/rules.hpp"
#include "keys/directory/text.hpp"

namespace valise::directory::rules {
namespace {

using base::fail;
using base::Result;

constexpr std::uint32_t kDay = 24 * 60;
constexpr std::uint32_t kWeek = 7 * kDay;

using Staff = std::set<std::string_view>;

Result<std::vector<OfficerAddress>> parse_roster(const Tables& tables, const v1::RosterPublished& body) {
  if (body.officer_ids_size() > max_roster) return fail(RuleError::too_many_items, "officer_ids");
  std::set<std::string_view> seen;
  std::vector<OfficerAddress> roster;
  for (const auto& id : body.officer_ids()) {
    if (!seen.insert(id).second) return fail(RuleError::roster_repeats_officer);
    auto address = parse_officer(body.authority_id(), id);
    if (!address) return pass_on(address);
    if (auto officer = not_retired(tables, *address); !officer) return pass_on(officer);
    roster.push_back(std::move(*address));
  }
  return roster;
}

Result<> check_shift(const v1::Shift& shift, const Staff& staff) {
  if (!staff.contains(shift.officer_id())) return fail(RuleError::shift_invalid, "officer_id");
  if (shift.iso_weekday() < 1 || shift.iso_weekday() > 7) return fail(RuleError::shift_invalid, "iso_weekday");
  if (shift.starts() >= kDay) return fail(RuleError::shift_invalid, "starts");
  const bool ordered = shift.ends() > shift.starts() && shift.ends() <= shift.starts() + kWeek;
  return ordered ? Result<>{} : fail(RuleError::shift_invalid, "ends");
}

Result<> check_exception(const v1::ShiftException& exception, const Staff& staff) {
  const auto named = [&](const std::string& id) { return id.empty() || staff.contains(id); };
  if (!is_date(exception.first_day())) return fail(RuleError::date_invalid, "first_day");
  if (!is_date(exception.last_day())) return fail(RuleError::date_invalid, "last_day");
  if (exception.starts() >= kDay || exception.ends() < 1 || exception.ends() > kDay) {
    return fail(RuleError::shift_exception_invalid, "starts and ends");
  }
  const bool ordered = exception.first_day() < exception.last_day() ||  // this form of a date sorts like the dates
                       (exception.first_day() == exception.last_day() && exception.starts() < exception.ends());
  if (!ordered) return fail(RuleError::shift_exception_invalid, "last_day");
  if (!named(exception.replaces()) || !named(exception.officer_id())) {
    return fail(RuleError::shift_exception_invalid, "officer_id");
  }
  return check_line(exception.reason(), Presence::optional, "reason");
}

Result<> check_plan(const v1::RosterPublished& body) {
  if (body.shifts_size() > max_shifts) return fail(RuleError::too_many_items, "shifts");
  if (body.exceptions_size() > max_exceptions) return fail(RuleError::too_many_items, "exceptions");
  if (body.overlap_minutes() > max_overlap_minutes) return fail(RuleError::value_invalid, "overlap_minutes");
  const Staff staff(body.officer_ids().begin(), body.officer_ids().end());
  for (const auto& shift : body.shifts()) {
    if (auto ok = check_shift(shift, staff); !ok) return with_context("shifts", std::move(ok.error()));
  }
  for (const auto& exception : body.exceptions()) {
    if (auto ok = check_exception(exception, staff); !ok) return with_context("exceptions", std::move(ok.error()));
  }
  return {};
}

}  // namespace

Result<Ruling> roster_published(const Entry& entry, const v1::RosterPublished& body) {
  auto address = parse_post(body.authority_id(), body.post_id());
  if (!address) return pass_on(address);
  auto authority = active(entry.tables, address->authority);
  if (!authority) return pass_on(authority);
  auto post = not_retired(entry.tables, *address);
  if (!post) return pass_on(post);
  if (auto next = require_next(body.revision(), (*post)->roster_revision); !next) return pass_on(next);
  auto roster = parse_roster(entry.tables, body);
  if (!roster) return pass_on(roster);
  if (auto plan = check_plan(body); !plan) return pass_on(plan);
  return signed_by_all({keys_of(**authority)}, [address = *address, roster = *roster, &body](Tables& tables) {
    auto& staffed = tables.posts.edit(address);
    staffed.roster = roster;
    staffed.plan = body;
    staffed.ever_staffed.insert(roster.begin(), roster.end());
    staffed.roster_revision = body.revision();
    return Applied{.authority = address.authority};
  });
}

}  // namespace valise::directory::rules
