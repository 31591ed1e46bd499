#include "client-sdk/client/commit_check.hpp"

#include <algorithm>

namespace valise::sdk::client {
namespace {

Result<v1::RoomState> state_after(const CommitCase& commit) {
  const auto before = commit.extensions.list();
  const auto after = commit.summary.context_extensions.list();
  const bool same_others = std::ranges::equal(before, after, [](const mls::Extension& a, const mls::Extension& b) {
    return a.type == b.type && (a.type == mls::ExtensionType::valise_room_state || a.data == b.data);
  });
  if (!same_others || commit.summary.reinit || !commit.summary.psks.empty() || !commit.summary.custom.empty()) {
    return fail(RoomRuleError::other_extension);
  }
  const mls::Bytes* state = commit.summary.context_extensions.find(mls::ExtensionType::valise_room_state);
  auto parsed = state == nullptr ? Result<v1::RoomState>(fail(RoomRuleError::malformed_state)) : parse_room_state(*state);
  return parsed ? parsed : fail(RoomRuleError::malformed_state);
}

std::set<base::DeviceId> devices(const std::vector<mls::Member>& members) {
  std::set<base::DeviceId> out;
  for (const mls::Member& member : members) out.insert(device_of(member.credential).value_or(base::DeviceId{}));
  return out;
}

Result<> check_members(const CommitCase& commit, const v1::RoomState& after) {
  const auto wanted = members_of(commit.directory, after);
  const auto added = devices(commit.summary.added);
  if (!std::ranges::includes(wanted, added)) return fail(RoomRuleError::stranger_added);
  const bool justified = std::ranges::all_of(devices(commit.summary.removed), [&](const base::DeviceId& device) {
    return !wanted.contains(device) || added.contains(device);
  });
  return justified ? Result<>{} : fail(RoomRuleError::member_removed);
}

}  // namespace

Result<v1::RoomState> check_commit(const CommitCase& commit) {
  auto after = state_after(commit);
  if (!after) return after;
  const bool people = !commit.summary.added.empty() || !commit.summary.removed.empty();
  const bool state = commit.before.SerializeAsString() != after->SerializeAsString();
  if (!people && !state) return after;
  if (after->head_size() != commit.directory.size()) return fail(RoomRuleError::head_went_back);
  const directory::Device* device = commit.directory.device(commit.committer);
  if (device == nullptr) return fail(RoomRuleError::not_a_participant);
  const Actor actor = actor_of(commit.directory, device->officer);
  if (auto checked = check_change(commit.before, *after, actor, commit.directory, commit.accepted_at); !checked) {
    return pass_on(checked);
  }
  if (auto checked = check_members(commit, *after); !checked) return pass_on(checked);
  return after;
}

}  // namespace valise::sdk::client
