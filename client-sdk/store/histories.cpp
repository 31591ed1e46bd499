#include "client-sdk/store/histories.hpp"

#include <array>

#include "client-sdk/store/query.hpp"

namespace valise::sdk::store {
namespace {

DeviceLink read_link(sql::Rows& rows) {
  return DeviceLink{NewDeviceLink{.gives = rows.integer(1) != 0,
                                  .state = enumerator<LinkState>(rows, 2),
                                  .key = secret_array<StoredLinkKey>(rows, 3),
                                  .peer = optional_id<base::DeviceId>(rows, 4),
                                  .expires = rows.time(5)},
                    rows.id<DeviceLinkId>(0), rows.number(6), rows.number(7)};
}

HistoryPart read_part(sql::Rows& rows) {
  return {.message = {rows.id<base::MessageId>(0), rows.id<base::DeviceId>(1)},
          .link = rows.id<DeviceLinkId>(2),
          .post = text(rows, 3),
          .part = rows.number(4),
          .parts = rows.number(5),
          .state = enumerator<PartState>(rows, 6),
          .taken = rows.number(7)};
}

bool is_over(LinkState state) { return state == LinkState::done || state == LinkState::ended; }

}  // namespace

base::Result<Extent> Histories::extent() const {
  const auto read = [](sql::Rows& rows) {
    return Extent{.rooms = rows.number(0), .messages = rows.number(1), .bytes = rows.number(2)};
  };
  auto found =
      read_one(*db_,
               "SELECT count(DISTINCT room), count(*), coalesce(sum(length(content)), 0) FROM messages "
               "WHERE room_seq > 0 AND spoken = 1 AND EXISTS (SELECT 1 FROM evidence WHERE evidence.message = messages.id "
               "AND evidence.sender = messages.sender)",
               read);
  if (!found) return base::pass_on(found);
  return found->value_or(Extent{});
}

base::Result<DeviceLinkId> Histories::put_link(const NewDeviceLink& link) {
  auto put = write(*db_, "INSERT INTO device_links (gives, state, key, peer, expires_at) VALUES (?, ?, ?, ?, ?)",
                   link.gives ? 1 : 0, static_cast<int>(link.state), link.key.expose(), link.peer, link.expires);
  if (!put) return base::pass_on(put);
  return DeviceLinkId(db_->last_insert_id());
}

base::Result<std::vector<DeviceLink>> Histories::links() const {
  return read_all(*db_, "SELECT * FROM device_links ORDER BY id", read_link);
}

base::Result<std::vector<DeviceLink>> Histories::open_links() const {
  return read_all(*db_, "SELECT * FROM device_links WHERE state < 4 ORDER BY id", read_link);
}

base::Result<> Histories::update(const DeviceLink& link) {
  if (!storable(link.messages) || !storable(link.parts)) return base::fail(StoreError::invalid_value, "link");
  constexpr std::array<base::Byte, 32> nothing{};
  const base::ByteView key = is_over(link.state) ? base::ByteView(nothing) : base::ByteView(link.key.expose());
  return write_one(*db_,
                   "UPDATE device_links SET state = ?, key = ?, peer = ?, expires_at = ?, messages = ?, parts = ? WHERE id = ?",
                   static_cast<int>(link.state), key, link.peer, link.expires, link.messages, link.parts, link.id);
}

base::Result<bool> Histories::put_part(const HistoryPart& part) {
  if (!storable(part.part) || !storable(part.parts)) return base::fail(StoreError::invalid_value, "part");
  auto put = execute(*db_,
                     "INSERT OR IGNORE INTO history_parts (message, sender, link, post, part, parts, state) "
                     "SELECT ?1, ?2, ?3, ?4, ?5, ?6, 1 WHERE NOT EXISTS (SELECT 1 FROM history_parts WHERE link = ?3 AND ?3 <> 0 "
                     "AND part = ?5)",
                     part.message.id, part.message.sender, part.link, part.post, part.part, part.parts);
  if (!put) return base::pass_on(put);
  return *put == 1;
}

base::Result<std::vector<HistoryPart>> Histories::parts_waiting() const {
  return read_all(*db_, "SELECT * FROM history_parts WHERE state = 1 ORDER BY link, sender, part", read_part);
}

base::Result<std::vector<HistoryPart>> Histories::parts_of(DeviceLinkId link, const std::string& post,
                                                           const base::DeviceId& sender) const {
  return read_all(*db_, "SELECT * FROM history_parts WHERE link = ? AND post = ? AND sender = ? ORDER BY part", read_part, link,
                  post, sender);
}

base::Result<> Histories::settle_part(const MessageKey& message, PartState state, std::uint64_t taken) {
  if (!storable(taken)) return base::fail(StoreError::invalid_value, "part");
  return write_one(*db_, "UPDATE history_parts SET state = ?, taken = ? WHERE message = ? AND sender = ?",
                   static_cast<int>(state), taken, message.id, message.sender);
}

base::Result<std::vector<Staff>> Histories::staff(const std::string& post) const {
  const auto read = [](sql::Rows& rows) { return Staff{.officer = text(rows, 0), .owed = rows.integer(1) != 0}; };
  return read_all(*db_, "SELECT officer, owed FROM post_staff WHERE post = ?", read, post);
}

base::Result<std::vector<std::string>> Histories::posts() const {
  return read_all(*db_, "SELECT DISTINCT post FROM post_staff", [](sql::Rows& rows) { return text(rows, 0); });
}

base::Result<> Histories::set_staff(const std::string& post, const Staff& one) {
  return write(*db_, "INSERT OR REPLACE INTO post_staff VALUES (?, ?, ?)", post, one.officer, one.owed ? 1 : 0);
}

base::Result<> Histories::drop_staff(const std::string& post, const std::string& officer) {
  return write(*db_, "DELETE FROM post_staff WHERE post = ? AND officer = ?", post, officer);
}

base::Result<> Histories::drop_post(const std::string& post) {
  return write(*db_, "DELETE FROM post_staff WHERE post = ?", post);
}

}  // namespace valise::sdk::store
