// A change of the room by another member.
#include <algorithm>

#include "client-sdk/client/delivery_parts.hpp"
#include "client-sdk/client/message_view.hpp"

namespace valise::sdk::client {
namespace {

using store::NoticeKind;

std::set<base::DeviceId> devices(const std::vector<mls::Member>& members) {
  std::set<base::DeviceId> out;
  for (const mls::Member& member : members) {
    if (const auto device = device_of(member.credential)) out.insert(*device);
  }
  return out;
}

template <class Repeated>
std::set<base::DeviceId> devices_on_wire(const Repeated& ids) {
  std::set<base::DeviceId> out;
  for (const std::string& id : ids) out.insert(base::DeviceId::parse(id).value_or(base::DeviceId{}));
  return out;
}

// The relay learns who gets what from the committer. If that is not what the commit says, somebody is cut off, or listens to
// noise.
Result<> compare_fan_out(store::Transaction& tx, const Context& context, const mls::CommitSummary& summary,
                         const v1::Delivery& delivery, base::RoomId room) {
  const bool same = devices(summary.added) == devices_on_wire(delivery.added()) &&
                    devices(summary.removed) == devices_on_wire(delivery.removed());
  if (same) return {};
  return note(tx, context, NoticeKind::fork, "The relay was told other members of this room than the members were.", room);
}

std::string changes(const Context& context, const mls::CommitSummary& summary) {
  std::string text;
  for (const base::DeviceId& device : devices(summary.added)) text += " Added: " + member_text(context, device) + ".";
  for (const base::DeviceId& device : devices(summary.removed)) text += " Removed: " + member_text(context, device) + ".";
  return text;
}

Result<> leave(store::Transaction& tx, const Context& context, RoomGroup& room) {
  room.room.membership = store::Membership::removed;
  if (auto put = tx.rooms().put(room.room); !put) return put;
  if (auto erased = tx.rooms().erase_group(room.room.id); !erased) return erased;
  return note(tx, context, NoticeKind::removed_from_room,
              "This device was removed from the room \"" + room.room.subject + "\". What was written stays readable here.",
              room.room.id);
}

}  // namespace

Result<> take_commit(Context& context, store::Transaction& tx, RoomGroup& room, mls::StagedCommit commit,
                     const v1::Delivery& delivery) {
  const mls::CommitSummary summary = commit.summary;
  room.room.handshake_position = base::RoomSeq(delivery.room_seq());
  if (auto compared = compare_fan_out(tx, context, summary, delivery, room.room.id); !compared) return compared;
  if (summary.removes_self) return leave(tx, context, room);
  if (const std::string text = changes(context, summary); !text.empty()) {
    auto noted =
        note(tx, context, NoticeKind::members_changed, "The room \"" + room.room.subject + "\" changed." + text, room.room.id);
    if (!noted) return noted;
  }
  if (auto merged = room.group.merge(std::move(commit)); !merged) return merged;
  if (auto cached = refresh_cache(room); !cached) return cached;
  return save_epoch(tx, room);
}

}  // namespace valise::sdk::client
