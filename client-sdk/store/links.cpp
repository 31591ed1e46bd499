#include "client-sdk/store/links.hpp"

#include "client-sdk/store/query.hpp"

namespace valise::sdk::store {
namespace {

MessageKey read_key(sql::Rows& rows) { return {.id = rows.id<base::MessageId>(0), .sender = rows.id<base::DeviceId>(1)}; }

}  // namespace

base::Result<> Links::put(const MessageKey& from, int body, const MessageKey& target) {
  return write(*db_, "INSERT INTO links (id, sender, body, target, target_sender) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
               from.id, from.sender, body, target.id, target.sender);
}

base::Result<std::vector<MessageKey>> Links::about(const MessageKey& target, int body) const {
  return read_all(
      *db_,
      "SELECT l.id, l.sender FROM links l JOIN messages m ON m.id = l.id AND m.sender = l.sender "
      "WHERE l.target = ? AND l.target_sender = ? AND l.body = ? AND m.state <> 4 ORDER BY m.room_seq NULLS LAST, m.serial",
      read_key, target.id, target.sender, body);
}

base::Result<std::optional<MessageKey>> Links::target_of(const MessageKey& from) const {
  return read_one(*db_, "SELECT target, target_sender FROM links WHERE id = ? AND sender = ?", read_key, from.id, from.sender);
}

base::Result<bool> Links::remind(Reminder what, const MessageKey& message, base::UnixMillis at) {
  auto put = execute(*db_, "INSERT INTO reminders (what, message, sender, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                     static_cast<int>(what), message.id, message.sender, at);
  if (!put) return base::pass_on(put);
  return *put == 1;
}

}  // namespace valise::sdk::store
