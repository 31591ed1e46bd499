// A change of the room by another member.
#include <algorithm>

#include "client-sdk/client/delivery_parts.hpp"
#include "client-sdk/client/message_view.hpp"
#include "client-sdk/client/room_difference.hpp"
#include "client-sdk/client/room_wish.hpp"
#include "client-sdk/client/sentences.hpp"
#include "client-sdk/client/state_loss.hpp"

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
  return note(tx, context, NoticeKind::fork, said("notices.fan_out_differs"), room);
}

// What is different: the room itself, then the devices. Who was taken out and put in again in one is back, and nothing more.
std::vector<store::Sentence> changes(const Context& context, const v1::RoomState& before, const mls::CommitSummary& summary) {
  std::vector<store::Sentence> out;
  const auto say = [&](std::vector<store::Sentence> more) { std::ranges::move(more, std::back_inserter(out)); };
  if (const mls::Bytes* bytes = summary.context_extensions.find(mls::ExtensionType::valise_room_state)) {
    if (auto after = parse_room_state(*bytes)) say(change_sentences(context.directory(), before, *after));
  }
  const auto added = devices(summary.added);
  const auto removed = devices(summary.removed);
  for (const base::DeviceId& device : added) {
    const auto who = member_text(context, device);
    say(removed.contains(device) ? said("notices.member_back", {{"who", who}}) : said("notices.member_added", {{"who", who}}));
  }
  for (const base::DeviceId& device : removed) {
    if (!added.contains(device)) say(said("notices.member_removed", {{"who", member_text(context, device)}}));
  }
  return out;
}

// Who made the change stands first: all else is what they did.
std::vector<store::Sentence> with_author(const Context& context, const RoomGroup& room, const mls::CommitSummary& summary,
                                         std::vector<store::Sentence> changes) {
  const auto committer = room.group.member(summary.committer);
  const auto device = committer ? device_of(committer->credential) : std::nullopt;
  auto out = said("notices.room_changed",
                  {{"room", room.room.subject}, {"who", device ? member_text(context, *device) : std::string("?")}});
  std::ranges::move(changes, std::back_inserter(out));
  return out;
}

Result<> leave(store::Transaction& tx, const Context& context, RoomGroup& room) {
  room.room.membership = store::Membership::removed;
  if (auto put = tx.rooms().put(room.room); !put) return put;
  if (auto erased = tx.rooms().erase_group(room.room.id); !erased) return erased;
  return note(tx, context, NoticeKind::removed_from_room, said("notices.removed_from_room", {{"room", room.room.subject}}),
              room.room.id);
}

// Taken out and put in again by one change: the Welcome to it comes next.
Result<> step_out(store::Transaction& tx, const Context& context, RoomGroup& room) {
  room.room.membership = store::Membership::state_lost;
  if (auto put = tx.rooms().put(room.room); !put) return put;
  if (auto erased = tx.rooms().erase_group(room.room.id); !erased) return erased;
  return tx.places().note_doubt(
      {.room = room.room.id, .what = store::DoubtKind::lost, .after = room.room.last_seq, .since = context.clock.now()});
}

}  // namespace

Result<> take_commit(Context& context, store::Transaction& tx, RoomGroup& room, mls::StagedCommit commit,
                     const v1::Delivery& delivery) {
  const mls::CommitSummary summary = commit.summary;
  room.room.handshake_position = base::RoomSeq(delivery.room_seq());
  if (auto compared = compare_fan_out(tx, context, summary, delivery, room.room.id); !compared) return compared;
  if (summary.removes_self && devices(summary.added).contains(context.device())) return step_out(tx, context, room);
  if (summary.removes_self) return leave(tx, context, room);
  if (auto changed = changes(context, room.state, summary); !changed.empty()) {
    auto noted =
        note(tx, context, NoticeKind::members_changed, with_author(context, room, summary, std::move(changed)), room.room.id);
    if (!noted) return noted;
    room.room.active_at = context.clock.now();
  }
  for (const base::DeviceId& device : devices(summary.added)) {
    if (auto back = tx.rooms().forget_lost_member(room.room.id, device); !back) return back;
    if (auto anew = tx.rooms().forget_sender_chain(room.room.id, device); !anew) return anew;
    if (devices(summary.removed).contains(device)) continue;
    auto since = tx.places().note_member_since(room.room.id, device, base::RoomSeq(delivery.room_seq()));
    if (!since) return since;
  }
  if (auto merged = room.group.merge(std::move(commit)); !merged) return merged;
  if (auto cached = refresh_cache(room); !cached) return cached;
  return save_epoch(tx, room);
}

Result<> pass_over_commit(Context& context, store::Transaction& tx, const RoomGroup& room, base::DeviceId committer,
                          const base::Error& why, const v1::Delivery& delivery) {
  auto noted = note(
      tx, context, NoticeKind::commit_skipped,
      said("notices.change_against_rules", {{"who", member_text(context, committer)}, {"room", room.room.subject}, reason(why)}),
      room.room.id);
  if (!noted) return noted;
  // The relay cannot read commits and follows what it is told: whoever it cut off comes back by the next change.
  if (auto cut = note_cut_off(tx, context, delivery); !cut) return cut;
  if (auto moved = move_position(tx, delivery); !moved) return moved;
  return advance(tx, context, delivery);
}

}  // namespace valise::sdk::client
