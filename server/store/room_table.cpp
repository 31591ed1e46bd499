#include "server/store/room_table.hpp"

#include <algorithm>
#include <iterator>

#include "server/core/decide.hpp"
#include "server/store/alert_table.hpp"
#include "server/store/answer_table.hpp"
#include "server/store/mailbox_table.hpp"
#include "server/store/usage_table.hpp"

namespace valise::server::store::rooms {
namespace {

using mailbox::Recipient;
using Devices = std::vector<base::DeviceId>;

struct Room {
  std::int64_t id = 0;
  base::RoomSeq position;
  base::RoomSeq last_seq;
};

base::Result<std::optional<Room>> find(sql::Database& db, const base::RoomId& room) {
  auto rows = db.query("SELECT id, position, last_seq FROM rooms WHERE room = ?", room);
  auto found = rows.next();
  if (!found) return base::pass_on(found);
  if (!*found) return std::nullopt;
  return Room{rows.integer(0), rows.id<base::RoomSeq>(1), rows.id<base::RoomSeq>(2)};
}

// members gives the fan-out list, sorted; with closed devices, which stay on it until a commit removes them.
base::Result<Devices> members(sql::Database& db, std::int64_t room) {
  Devices out;
  auto rows = db.query("SELECT d.device FROM members m JOIN devices d ON d.id = m.device WHERE m.room = ?", room);
  for (;;) {
    auto more = rows.next();
    if (!more) return base::pass_on(more);
    if (!*more) break;
    out.push_back(rows.id<base::DeviceId>(0));
  }
  std::ranges::sort(out);
  return out;
}

base::Result<bool> listed(sql::Database& db, std::int64_t room, devices::RowId device) {
  auto found = db.value("SELECT 1 FROM members WHERE room = ? AND device = ?", room, device);
  if (!found) return base::pass_on(found);
  return found->has_value();
}

// Fanout is who gets a message, and whether its submitter is on the list.
struct Fanout {
  bool listed = false;
  std::vector<Recipient> recipients;
};

base::Result<Fanout> fanout_of(sql::Database& db, std::int64_t room, devices::RowId submitter) {
  Fanout out;
  auto rows = db.query("SELECT d.id, d.device, d.closed FROM members m JOIN devices d ON d.id = m.device WHERE m.room = ?", room);
  for (;;) {
    auto more = rows.next();
    if (!more) return base::pass_on(more);
    if (!*more) return out;
    if (rows.integer(0) == submitter) {
      out.listed = true;
    } else if (rows.integer(2) == 0) {
      out.recipients.push_back({rows.integer(0), rows.id<base::DeviceId>(1)});
    }
  }
}

// recipients gives those of `devices` who take deliveries; new ones get a mailbox.
base::Result<std::vector<Recipient>> recipients(sql::Database& db, const Devices& devices) {
  std::vector<Recipient> out;
  for (const base::DeviceId& device : devices) {
    auto known = devices::ensure(db, device);
    if (!known) return base::pass_on(known);
    if (!known->closed) out.push_back({known->id, device});
  }
  return out;
}

base::Result<std::int64_t> write_room(sql::Database& db, const std::optional<Room>& room, const base::RoomId& id,
                                      base::RoomSeq position) {
  auto written = room ? db.run("UPDATE rooms SET position = ?1, last_seq = ?1 WHERE id = ?2", position, room->id)
                      : db.run("INSERT INTO rooms(room, position, last_seq) VALUES(?1, ?2, ?2)", id, position);
  if (!written) return base::pass_on(written);
  return room ? room->id : db.last_insert_id();
}

base::Result<> change_member(sql::Database& db, sql::Sql change, std::int64_t room, const base::DeviceId& device) {
  auto known = devices::ensure(db, device);
  if (!known) return base::pass_on(known);
  auto changed = db.run(change, room, known->id);
  if (!changed) return base::pass_on(changed);
  return {};
}

base::Result<> write_members(sql::Database& db, std::int64_t room, const Devices& before, const Devices& after) {
  Devices gone;
  Devices joined;
  std::ranges::set_difference(before, after, std::back_inserter(gone));
  std::ranges::set_difference(after, before, std::back_inserter(joined));
  for (const base::DeviceId& device : gone) {
    auto changed = change_member(db, "DELETE FROM members WHERE room = ? AND device = ?", room, device);
    if (!changed) return changed;
  }
  for (const base::DeviceId& device : joined) {
    auto changed = change_member(db, "INSERT INTO members(room, device) VALUES(?, ?)", room, device);
    if (!changed) return changed;
  }
  return {};
}

// pay counts what a submission leaves behind: bodies for these numbers of recipients, and the answer.
base::Result<> pay(Write& write, devices::RowId submitter, std::string_view authority,
                   std::initializer_list<std::pair<base::ByteView, std::size_t>> bodies) {
  usage::Kept kept{.bytes = usage::charge_of_answer(0)};
  for (const auto& [body, recipients] : bodies) {
    kept.bytes += usage::charge_of_body(body.size(), recipients);
    kept.messages += recipients == 0 ? 0 : 1;
  }
  return usage::charge(write, submitter, authority, kept);
}

base::Result<> write_commit(Write& write, devices::RowId submitter, const std::optional<Room>& room, const Devices& before,
                            const core::CommitSubmission& submission, const core::CommitAccepted& accepted) {
  auto id = write_room(write.db, room, submission.room, accepted.room_seq);
  if (!id) return base::pass_on(id);
  const mailbox::Body commit{.room = *id,
                             .room_id = submission.room,
                             .room_seq = accepted.room_seq,
                             .kind = core::DeliveryKind::commit,
                             .added = submission.add,
                             .removed = submission.remove,
                             .bytes = submission.commit,
                             .sender = submitter};
  const mailbox::Body welcome{.room = *id,
                              .room_id = submission.room,
                              .room_seq = accepted.room_seq,
                              .kind = core::DeliveryKind::welcome,
                              .bytes = submission.welcome,
                              .sender = submitter};
  auto commit_to = recipients(write.db, accepted.commit_to);
  if (!commit_to) return base::pass_on(commit_to);
  auto welcome_to = recipients(write.db, accepted.welcome_to);
  if (!welcome_to) return base::pass_on(welcome_to);
  auto paid = pay(write, submitter, submission.authority,
                  {{submission.commit, commit_to->size()}, {submission.welcome, welcome_to->size()}});
  if (!paid) return paid;
  if (auto sent = mailbox::deliver(write, *commit_to, commit); !sent) return sent;
  if (auto sent = mailbox::deliver(write, *welcome_to, welcome); !sent) return sent;
  return write_members(write.db, *id, before, accepted.devices);
}

// note_alerts opens the alert that a message asks for, and ends the one that it answers or takes back.
base::Result<> note_alerts(Write& write, std::int64_t room, base::RoomSeq seq, devices::RowId sender,
                           const core::MessageSubmission& submission) {
  if (submission.settles != base::RoomSeq()) {
    if (auto settled = alerts::settle(write, room, submission.settles, submission.posts); !settled) return settled;
  }
  if (submission.withdraws != base::RoomSeq()) {
    auto withdrawn = alerts::withdraw(write, room, submission.withdraws, submission.authority);
    if (!withdrawn) return withdrawn;
  }
  if (!submission.alert || submission.urgency == core::Urgency::routine) return {};
  auto list = members(write.db, room);
  if (!list) return base::pass_on(list);
  return alerts::open(write, {.room = room, .room_seq = seq, .sender = sender, .submission = &submission, .members = *list});
}

base::Result<core::Submitted> answer(Write& write, devices::RowId submitter, const base::IdempotencyKey& key,
                                     const core::RequestDigest& digest, base::RoomSeq room_seq) {
  auto kept = answers::keep(write.db, submitter, key, digest, {.room_seq = room_seq, .at = write.now});
  if (!kept) return base::pass_on(kept);
  return core::Submitted{room_seq, write.now};
}

}  // namespace

base::Result<core::CommitOutcome> submit(Write& write, const core::CommitSubmission& submission,
                                         const core::RequestDigest& digest) {
  auto submitter = devices::ensure(write.db, submission.submitter);
  if (!submitter) return base::pass_on(submitter);
  if (submitter->closed) return base::fail(core::Refusal::not_authorised, "device");
  auto earlier = answers::find(write.db, submitter->id, submission.key, digest);
  if (!earlier) return base::pass_on(earlier);
  if (*earlier) return core::Submitted{(*earlier)->room_seq, (*earlier)->at};

  auto room = find(write.db, submission.room);
  if (!room) return base::pass_on(room);
  const Room present = room->value_or(Room{});
  auto before = members(write.db, present.id);
  if (!before) return base::pass_on(before);
  auto decision = core::decide_commit({present.position, present.last_seq, *before}, submission, write.limits);
  if (!decision) return base::pass_on(decision);
  if (const auto* moved = std::get_if<core::PositionMoved>(&*decision)) return *moved;
  const auto& accepted = std::get<core::CommitAccepted>(*decision);
  auto written = write_commit(write, submitter->id, *room, *before, submission, accepted);
  if (!written) return base::pass_on(written);
  return answer(write, submitter->id, submission.key, digest, accepted.room_seq);
}

base::Result<core::Submitted> submit(Write& write, const core::MessageSubmission& submission, const core::RequestDigest& digest) {
  auto known = devices::find(write.db, submission.submitter);
  if (!known) return base::pass_on(known);
  const devices::Device submitter = known->value_or(devices::Device{});
  if (submitter.closed) return base::fail(core::Refusal::not_authorised, "device");
  auto earlier = answers::find(write.db, submitter.id, submission.key, digest);
  if (!earlier) return base::pass_on(earlier);
  if (*earlier) return core::Submitted{(*earlier)->room_seq, (*earlier)->at};

  auto room = find(write.db, submission.room);
  if (!room) return base::pass_on(room);
  const Room present = room->value_or(Room{});
  auto fanout = fanout_of(write.db, present.id, submitter.id);
  if (!fanout) return base::pass_on(fanout);
  auto seq = core::decide_message({room->has_value(), fanout->listed, present.last_seq}, submission, write.limits);
  if (!seq) return base::pass_on(seq);

  const auto& to = fanout->recipients;
  if (auto paid = pay(write, submitter.id, submission.authority, {{submission.message, to.size()}}); !paid) {
    return base::pass_on(paid);
  }
  auto sent = mailbox::deliver(write, to,
                               {.room = present.id,
                                .room_id = submission.room,
                                .room_seq = *seq,
                                .urgency = submission.urgency,
                                .bytes = submission.message,
                                .sender = submitter.id});
  if (!sent) return base::pass_on(sent);
  auto counted = write.db.run("UPDATE rooms SET last_seq = ? WHERE id = ?", *seq, present.id);
  if (!counted) return base::pass_on(counted);
  if (auto noted = note_alerts(write, present.id, *seq, submitter.id, submission); !noted) return pass_on(noted);
  auto kept = answer(write, submitter.id, submission.key, digest, *seq);
  if (kept) write.ledger.spoke(present.id, submitter.id, *seq);
  return kept;
}

base::Result<bool> is_member(sql::Database& db, const base::RoomId& room, const base::DeviceId& device) {
  auto known = devices::find(db, device);
  if (!known) return base::pass_on(known);
  auto there = find(db, room);
  if (!there) return base::pass_on(there);
  if (!*known || (*known)->closed || !*there) return false;
  return listed(db, (*there)->id, (*known)->id);
}

base::Result<> enter_incarnation(Write& write, const core::Incarnation& incarnation) {
  bool restored = false;
  {
    auto rows = write.db.query("SELECT id FROM incarnation");
    auto known = rows.next();
    if (!known) return base::pass_on(known);
    if (*known && base::equal(rows.blob(0), incarnation.view())) return {};
    restored = *known;
  }
  if (restored) {
    if (auto kept = write.db.run("UPDATE rooms SET kept_seq = min(coalesce(kept_seq, last_seq), last_seq)"); !kept)
      return base::pass_on(kept);
  }
  auto entered = write.db.run("INSERT OR REPLACE INTO incarnation(one, id) VALUES (1, ?)", incarnation);
  if (!entered) return base::pass_on(entered);
  return {};
}

namespace {

// own_seq gives the number of the last message that was accepted from a device in a room, since it is on the list.
base::Result<std::optional<base::RoomSeq>> own_seq(sql::Database& db, std::int64_t room, const base::DeviceId& device) {
  auto rows = db.query("SELECT m.own_seq FROM members m JOIN devices d ON d.id = m.device WHERE m.room = ? AND d.device = ?",
                       room, device);
  auto found = rows.next();
  if (!found) return base::pass_on(found);
  if (!*found || rows.integer(0) == 0) return std::nullopt;
  return rows.id<base::RoomSeq>(0);
}

}  // namespace

base::Result<core::RoomInfo> info(sql::Database& db, const base::RoomId& room, const base::DeviceId& asking) {
  auto there = find(db, room);
  if (!there) return base::pass_on(there);
  if (!*there) return base::fail(core::Refusal::not_found, "room");
  auto allowed = is_member(db, room, asking);
  if (!allowed) return base::pass_on(allowed);
  if (!*allowed) return base::fail(core::Refusal::not_authorised, "room");
  auto devices = members(db, (*there)->id);
  if (!devices) return base::pass_on(devices);
  auto kept = db.value("SELECT kept_seq FROM rooms WHERE id = ?", (*there)->id);
  if (!kept) return base::pass_on(kept);
  auto own = own_seq(db, (*there)->id, asking);
  if (!own) return base::pass_on(own);
  core::RoomInfo out{.position = (*there)->position,
                     .last_seq = (*there)->last_seq,
                     .devices = std::move(*devices),
                     .kept_seq = {},
                     .own_seq = *own};
  if (*kept) out.kept_seq = base::RoomSeq(static_cast<std::uint64_t>(**kept));
  return out;
}

}  // namespace valise::server::store::rooms
