// Devices as the file knows them: a small number for each id, the counter of its mailbox, and whether it was ended for good.
#pragma once

#include "server/store/tables.hpp"

namespace valise::server::store::devices {

using RowId = std::int64_t;

struct Device {
  RowId id = 0;
  base::MailboxSeq last_seq;
  bool closed = false;
};

[[nodiscard]] base::Result<std::optional<Device>> find(sql::Database& db, const base::DeviceId& device);
// ensure gives a device, which is made if it was never heard of.
[[nodiscard]] base::Result<Device> ensure(sql::Database& db, const base::DeviceId& device);
// close marks it and erases its key packages and mailbox.
[[nodiscard]] base::Result<> close(Write& write, const base::DeviceId& device);

}  // namespace valise::server::store::devices
