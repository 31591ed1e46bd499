#include "server/store/alert_table.hpp"

#include <algorithm>

#include "server/core/alerts.hpp"
#include "server/store/mailbox_table.hpp"

namespace valise::server::store::alerts {
namespace {

using base::Result;
using core::Alert;
using core::AlertState;

Result<bool> below_quota(Write& write, const Opening& opening) {
  const auto& submission = *opening.submission;
  auto all = write.db.value("SELECT count(*) FROM alerts WHERE authority = ? AND next_at IS NOT NULL", submission.authority);
  if (!all) return pass_on(all);
  auto of_post = write.db.value("SELECT count(*) FROM alerts WHERE authority = ? AND post = ? AND next_at IS NOT NULL",
                                submission.authority, submission.alert->post);
  if (!of_post) return pass_on(of_post);
  return static_cast<std::size_t>(all->value_or(0)) < write.limits.open_alerts_per_authority &&
         static_cast<std::size_t>(of_post->value_or(0)) < write.limits.open_alerts_per_post;
}

Result<std::vector<base::DeviceId>> members(sql::Database& db, std::int64_t room) {
  std::vector<base::DeviceId> out;
  auto rows =
      db.query("SELECT d.device FROM members m JOIN devices d ON d.id = m.device WHERE m.room = ? ORDER BY d.device", room);
  for (;;) {
    auto more = rows.next();
    if (!more) return pass_on(more);
    if (!*more) return out;
    out.push_back(rows.id<base::DeviceId>(0));
  }
}

Alert alert_in(const sql::Rows& rows) {
  return {.id = rows.integer(0),
          .version = rows.number(1),
          .state = static_cast<AlertState>(rows.integer(2)),
          .room = rows.id<base::RoomId>(3),
          .room_seq = rows.id<base::RoomSeq>(4),
          .sender = rows.id<base::DeviceId>(5),
          .post = std::string(rows.text(6)),
          .urgency = static_cast<core::Urgency>(rows.integer(7)),
          .accepted_at = rows.time(8),
          .acknowledge_by = rows.time(9),
          .rounds = static_cast<std::uint32_t>(rows.integer(10)),
          .last_round = rows.time(11),
          .steps = static_cast<std::uint32_t>(rows.integer(12)),
          .overdue = rows.integer(13) != 0,
          .next_at = rows.time(14),
          .members = {}};
}

Result<> write_next(Write& write, const AlertAdvance& advance) {
  if (!advance.next) {
    auto erased = write.db.run("DELETE FROM alerts WHERE id = ?", advance.id);
    return erased ? Result<>{} : pass_on(erased);
  }
  const auto& next = *advance.next;
  auto written = write.db.run(
      "UPDATE alerts SET version = version + 1, rounds = ?, last_round = ?, steps = ?, overdue = ?, next_at = ? WHERE id = ?",
      next.rounds, next.last_round, next.steps, next.overdue, next.next_at, advance.id);
  return written ? Result<>{} : pass_on(written);
}

struct Place {
  std::int64_t room = 0;
  base::RoomSeq room_seq;
};
// The place of an alert, if it is still of this version.
Result<std::optional<Place>> find_version(sql::Database& db, std::int64_t id, std::uint64_t version) {
  auto rows = db.query("SELECT room, room_seq FROM alerts WHERE id = ? AND version = ?", id, version);
  auto found = rows.next();
  if (!found) return pass_on(found);
  if (!*found) return std::nullopt;
  return Place{rows.integer(0), rows.id<base::RoomSeq>(1)};
}

}  // namespace

Result<> open(Write& write, const Opening& opening) {
  const auto& submission = *opening.submission;
  auto allowed = below_quota(write, opening);
  if (!allowed) return pass_on(allowed);
  const auto state = *allowed ? core::judge_wish(*submission.alert, opening.members) : AlertState::refused;
  auto kept = write.db.run(
      "INSERT INTO alerts(state, room, room_seq, sender, authority, post, urgency, accepted_at, acknowledge_by, next_at) "
      "VALUES(?, ?, ?, ?, ?, ?, ?, ?8, ?, ?8)",
      static_cast<int>(state), opening.room, opening.room_seq, opening.sender, submission.authority, submission.alert->post,
      static_cast<int>(submission.urgency), write.alert_now,
      core::bounded_deadline(submission.alert->acknowledge_by, write.alert_now));
  return kept ? Result<>{} : pass_on(kept);
}

Result<> settle(Write& write, std::int64_t room, base::RoomSeq room_seq, std::span<const std::string> posts) {
  for (const auto& post : posts) {
    auto settled = write.db.run(
        "UPDATE alerts SET state = 1, version = version + 1, next_at = ? WHERE room = ? AND room_seq = ? AND post = ? AND state "
        "= 0",
        write.alert_now, room, room_seq, post);
    if (!settled) return pass_on(settled);
  }
  return {};
}

Result<> withdraw(Write& write, std::int64_t room, base::RoomSeq room_seq, std::string_view authority) {
  auto withdrawn = write.db.run(
      "UPDATE alerts SET state = 3, version = version + 1, next_at = ? WHERE room = ? AND room_seq = ? AND authority = ? AND "
      "state = 0",
      write.alert_now, room, room_seq, authority);
  return withdrawn ? Result<>{} : pass_on(withdrawn);
}

Result<> tell(Write& write, std::int64_t room, base::RoomSeq room_seq, const AlertTelling& telling) {
  std::vector<mailbox::Recipient> recipients;
  for (const auto& device : telling.devices) {
    auto known = devices::ensure(write.db, device);
    if (!known) return pass_on(known);
    if (!known->closed) recipients.push_back({known->id, device});
  }
  return mailbox::deliver(write, recipients,
                          {.room = telling.with_room ? room : 0,
                           .room_seq = telling.with_room ? room_seq : base::RoomSeq(),
                           .kind = core::DeliveryKind::alert,
                           .bytes = telling.body});
}

Result<bool> advance(Write& write, const AlertAdvance& advance) {
  auto place = find_version(write.db, advance.id, advance.version);
  if (!place) return pass_on(place);
  if (!*place) return false;
  for (const auto& telling : advance.tell) {
    if (auto told = tell(write, (*place)->room, (*place)->room_seq, telling); !told) return pass_on(told);
  }
  if (auto written = write_next(write, advance); !written) return pass_on(written);
  return true;
}

Result<DueAlerts> due(sql::Database& db, base::UnixMillis now, std::size_t limit) {
  DueAlerts out{.now = now, .next_at = {}};
  std::vector<std::int64_t> rooms;
  {
    auto rows = db.query(
        "SELECT a.id, a.version, a.state, r.room, a.room_seq, d.device, a.post, a.urgency, a.accepted_at, a.acknowledge_by, "
        "a.rounds, a.last_round, a.steps, a.overdue, a.next_at, a.room FROM alerts a JOIN rooms r ON r.id = a.room "
        "JOIN devices d ON d.id = a.sender WHERE a.next_at IS NOT NULL AND a.next_at <= ? ORDER BY a.next_at LIMIT ?",
        now, limit);
    for (;;) {
      auto more = rows.next();
      if (!more) return pass_on(more);
      if (!*more) break;
      out.alerts.push_back(alert_in(rows));
      rooms.push_back(rows.integer(15));
    }
  }
  for (std::size_t i = 0; i < rooms.size(); ++i) {
    auto list = members(db, rooms[i]);
    if (!list) return pass_on(list);
    out.alerts[i].members = std::move(*list);
  }
  auto next = db.value("SELECT min(next_at) FROM alerts WHERE next_at > ?", now);
  if (!next) return pass_on(next);
  if (*next) out.next_at = base::from_wire(static_cast<std::uint64_t>(**next));
  return out;
}

Result<AlertCounts> count(sql::Database& db) {
  auto rows = db.query(
      "SELECT (SELECT count(*) FROM alerts WHERE state = 0), (SELECT count(*) FROM alerts WHERE state = 0 AND overdue = 1), "
      "(SELECT count(*) FROM alert_channels WHERE confirmed_at IS NOT NULL), "
      "(SELECT count(*) FROM alert_channels WHERE confirmed_at IS NOT NULL AND failing_since IS NOT NULL)");
  auto found = rows.next();
  if (!found) return pass_on(found);
  return AlertCounts{
      .open = rows.number(0), .overdue = rows.number(1), .channels = rows.number(2), .channels_failing = rows.number(3)};
}

}  // namespace valise::server::store::alerts
