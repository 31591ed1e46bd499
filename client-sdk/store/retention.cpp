#include "client-sdk/store/retention.hpp"

#include <algorithm>
#include <array>

#include "client-sdk/store/query.hpp"

namespace valise::sdk::store {
namespace {

// joined makes one statement of several literals.
template <std::size_t... Sizes>
consteval auto joined(const char (&... parts)[Sizes]) {
  std::array<char, (Sizes + ...) - sizeof...(Sizes) + 1> out{};
  auto* end = out.data();
  ((end = std::copy_n(parts, Sizes - 1, end)), ...);
  return out;
}

// The messages of a room that are over: from before a time, and not queued (state 1).
constexpr char kOver[] = " FROM messages WHERE room = ? AND received_at < ? AND state <> 1";

constexpr auto kCount = joined("SELECT count(*)", kOver);
constexpr auto kMessages = joined("DELETE", kOver);
// What does not go with its message by itself (ON DELETE CASCADE).
constexpr auto kWords = joined("DELETE FROM message_words WHERE rowid IN (SELECT serial", kOver, ")");
constexpr auto kEvidence = joined("DELETE FROM evidence WHERE (message, sender) IN (SELECT id, sender", kOver, ")");
constexpr auto kTransfers = joined("DELETE FROM transfers WHERE (message, sender) IN (SELECT id, sender", kOver, ")");
constexpr auto kOutbox = joined("DELETE FROM outbox WHERE (message, sender) IN (SELECT id, sender", kOver, ")");
constexpr auto kReminders = joined("DELETE FROM reminders WHERE (message, sender) IN (SELECT id, sender", kOver, ")");
constexpr sql::Sql kOfMessages[] = {kWords.data(), kEvidence.data(), kTransfers.data(), kOutbox.data(), kReminders.data()};

// What was said about the room; not what nobody has seen, and what waits (state 1 of a change).
constexpr sql::Sql kAboutRoom[] = {"DELETE FROM notices WHERE room = ? AND at < ? AND seen = 1",
                                   "DELETE FROM room_changes WHERE room = ? AND queued_at < ? AND state <> 1"};

}  // namespace

base::Result<> Retention::set_days(const base::RoomId& room, std::optional<std::uint32_t> days) {
  const auto value = days ? std::optional<std::int64_t>(*days) : std::nullopt;
  return write(*db_,
               "INSERT INTO retention (room, days, erased, own) VALUES (?, ?, 0, 1) ON CONFLICT (room) DO UPDATE SET "
               "days = excluded.days, own = 1",
               room, value);
}

base::Result<> Retention::note_agreed(const base::RoomId& room, std::uint32_t days, base::UnixMillis now) {
  auto known = of(room);
  if (!known) return base::pass_on(known);
  if (known->agreed_days == days) return {};
  return write(
      *db_,
      "INSERT INTO retention (room, erased, agreed_days, agreed_since) VALUES (?1, 0, ?2, ?3) ON CONFLICT (room) DO UPDATE "
      "SET agreed_days = ?2, agreed_since = ?3",
      room, static_cast<std::int64_t>(days), now);
}

base::Result<Retained> Retention::of(const base::RoomId& room) const {
  const auto read = [&](sql::Rows& rows) {
    return Retained{.room = room,
                    .own = rows.integer(3) != 0,
                    .days = rows.is_null(0) ? std::nullopt : std::optional(static_cast<std::uint32_t>(rows.integer(0))),
                    .agreed_days = static_cast<std::uint32_t>(rows.integer(4)),
                    .agreed_since = optional_time(rows, 5),
                    .erased = static_cast<std::uint64_t>(rows.integer(1)),
                    .last_erasure = optional_time(rows, 2)};
  };
  auto found = read_one(*db_, "SELECT days, erased, last_erasure, own, agreed_days, agreed_since FROM retention WHERE room = ?",
                        read, room);
  if (!found) return base::pass_on(found);
  return found->value_or(Retained{.room = room, .days = {}, .agreed_since = {}, .last_erasure = {}});
}

base::Result<std::uint64_t> Retention::due(const base::RoomId& room, base::UnixMillis before) const {
  return read_number(*db_, kCount.data(), room, before);
}

base::Result<Erased> Retention::erase(const base::RoomId& room, base::UnixMillis before, base::UnixMillis now) {
  auto paths = read_all(
      *db_,
      "SELECT path FROM transfers JOIN messages ON messages.id = transfers.message AND messages.sender = transfers.sender WHERE "
      "messages.room = ? AND received_at < ? AND messages.state <> 1 AND path <> ''",
      [](sql::Rows& rows) { return std::filesystem::path(text(rows, 0)); }, room, before);
  if (!paths) return base::pass_on(paths);
  Erased out{.files = std::move(*paths)};
  for (const auto& dependent : kOfMessages) {
    if (auto gone = write(*db_, dependent, room, before); !gone) return base::pass_on(gone);
  }
  auto gone = execute(*db_, kMessages.data(), room, before);
  if (!gone) return base::pass_on(gone);
  out.messages = *gone;
  for (const auto& word : kAboutRoom) {
    if (auto erased = write(*db_, word, room, before); !erased) return base::pass_on(erased);
  }
  if (out.messages == 0) return out;
  auto contexts = write(*db_, "DELETE FROM group_contexts WHERE hash NOT IN (SELECT context FROM evidence)");
  if (!contexts) return base::pass_on(contexts);
  auto counted = write(*db_,
                       "INSERT INTO retention (room, erased, last_erasure) VALUES (?1, ?2, ?3) ON CONFLICT (room) DO UPDATE SET "
                       "erased = erased + ?2, last_erasure = ?3",
                       room, static_cast<std::int64_t>(out.messages), now);
  if (!counted) return base::pass_on(counted);
  return out;
}

}  // namespace valise::sdk::store
