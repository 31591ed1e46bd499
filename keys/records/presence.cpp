#include "keys/records/presence.hpp"

#include <algorithm>

namespace valise::records {
namespace {

using directory::DirectoryState;

OfficerIds retired(const DirectoryState& state, const directory::Post& post) {
  OfficerIds out;
  for (const auto& address : post.roster) {
    if (!state.active(address)) out.insert(address.officer.string());
  }
  return out;
}

bool has_plan(const directory::Post& post) { return post.plan.shifts_size() + post.plan.exceptions_size() > 0; }

// Of an officer whose authority is active.
bool has_device(const DirectoryState& state, const directory::OfficerAddress& address) {
  const auto* officer = state.officer(address);
  if (officer == nullptr || officer->retired) return false;
  return std::ranges::any_of(officer->devices, [&](const auto& id) { return !state.device(id)->revoked_at; });
}

v1::RosterPublished staff_only(v1::RosterPublished roster) {
  roster.clear_shifts();
  roster.clear_exceptions();
  return roster;
}

}  // namespace

std::optional<calendar::Zone> zone_of(const directory::Authority& authority) {
  auto zone = calendar::Zone::find(authority.record.time_zone());
  return zone ? std::optional(std::move(*zone)) : std::nullopt;
}

std::optional<OfficeState> office_at(const DirectoryState& state, const directory::Authority& authority, UnixMillis instant) {
  const auto& record = authority.record;
  if (record.office_hours().empty()) return std::nullopt;
  auto zone = zone_of(authority);
  if (!zone) return std::nullopt;
  return Office(record.office_hours(), state.calendar(record.holiday_calendar()), std::move(*zone)).state_at(instant);
}

bool overdue(const directory::Authority& authority, UnixMillis instant) {
  const auto zone = zone_of(authority).value_or(calendar::Zone::utc());
  return confirmation_overdue(authority.record.last_confirmed(), calendar::day_of(zone.local(instant).time));
}

Duty duty_at(const DirectoryState& state, const directory::Post& post, UnixMillis instant) {
  const auto* authority = state.authority(post.address.authority);
  auto zone = has_plan(post) && authority != nullptr ? zone_of(*authority) : std::nullopt;
  if (!zone) return Plan(staff_only(post.plan), calendar::Zone::utc(), retired(state, post)).duty_at(instant);
  return Plan(post.plan, std::move(*zone), retired(state, post)).duty_at(instant);
}

bool staffed_at(const DirectoryState& state, const directory::Authority& authority, const directory::Post& post,
                UnixMillis instant, calendar::Zones& zones) {
  if (post.retired || authority.status != directory::AuthorityStatus::active) return false;
  const auto reachable = [&](const directory::OfficerAddress& address) { return has_device(state, address); };
  const auto* zone = has_plan(post) ? zones.find(authority.record.time_zone()) : nullptr;
  if (zone == nullptr) return std::ranges::any_of(post.roster, reachable);
  const auto by_id = [&](const std::string& id) {
    return std::ranges::any_of(post.roster,
                               [&](const auto& address) { return address.officer.string() == id && reachable(address); });
  };
  const auto duty = Plan(post.plan, *zone, retired(state, post)).on_duty(instant);
  return std::ranges::any_of(duty.officers, by_id) || std::ranges::any_of(duty.relieved, by_id);
}

}  // namespace valise::records
