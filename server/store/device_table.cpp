#include "server/store/device_table.hpp"

#include "server/store/key_package_table.hpp"
#include "server/store/mailbox_table.hpp"

namespace valise::server::store::devices {

base::Result<std::optional<Device>> find(sql::Database& db, const base::DeviceId& device) {
  auto rows = db.query("SELECT id, last_seq, closed FROM devices WHERE device = ?", device);
  auto found = rows.next();
  if (!found) return base::pass_on(found);
  if (!*found) return std::nullopt;
  return Device{rows.integer(0), rows.id<base::MailboxSeq>(1), rows.integer(2) != 0};
}

base::Result<Device> ensure(sql::Database& db, const base::DeviceId& device) {
  auto known = find(db, device);
  if (!known) return base::pass_on(known);
  if (*known) return **known;
  auto made = db.run("INSERT INTO devices(device, last_seq, closed) VALUES(?, 0, 0)", device);
  if (!made) return base::pass_on(made);
  return Device{.id = db.last_insert_id()};
}

base::Result<> close(Write& write, const base::DeviceId& device) {
  auto known = ensure(write.db, device);
  if (!known) return base::pass_on(known);
  if (auto erased = key_packages::erase_all(write, known->id); !erased) return erased;
  if (auto erased = mailbox::erase_up_to(write, known->id, write.ledger.numbered_up_to(known->id, known->last_seq)); !erased)
    return erased;
  auto marked = write.db.run("UPDATE devices SET closed = 1 WHERE id = ?", known->id);
  if (!marked) return base::pass_on(marked);
  return {};
}

}  // namespace valise::server::store::devices
