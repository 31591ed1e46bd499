#include "server/store/log_table.hpp"

#include <algorithm>

#include "server/store/device_table.hpp"

namespace valise::server::store::log {

base::Result<std::uint64_t> size(sql::Database& db) {
  auto last = db.value("SELECT max(idx) FROM log");
  if (!last) return base::pass_on(last);
  return static_cast<std::uint64_t>(last->value_or(-1) + 1);
}

base::Result<std::optional<base::LogIndex>> find(sql::Database& db, const core::LeafHash& leaf_hash) {
  auto index = db.value("SELECT idx FROM log WHERE leaf_hash = ?", leaf_hash);
  if (!index) return base::pass_on(index);
  if (!*index) return std::nullopt;
  return base::LogIndex(static_cast<std::uint64_t>(**index));
}

base::Result<base::LogIndex> append(Write& write, const AppendEntry& entry) {
  auto present = size(write.db);
  if (!present) return base::pass_on(present);
  if (*present != entry.expected.value()) return base::fail(core::Refusal::conflict, "log");
  auto twice = find(write.db, entry.leaf_hash);
  if (!twice) return base::pass_on(twice);
  if (*twice) return base::fail(core::Refusal::conflict, "log entry");
  auto kept = write.db.run("INSERT INTO log(idx, leaf_hash, entry) VALUES(?, ?, ?)", *present, entry.leaf_hash, entry.entry);
  if (!kept) return base::pass_on(kept);
  for (const base::DeviceId& device : entry.close) {
    if (auto closed = devices::close(write, device); !closed) return base::pass_on(closed);
  }
  write.changes.log_size = *present + 1;
  return entry.expected;
}

base::Result<> seed(Write& write, const std::vector<AppendEntry>& entries) {
  auto present = size(write.db);
  if (!present) return base::pass_on(present);
  if (*present > 0) {
    auto there = read(write.db, {.max_entries = entries.size(), .max_bytes = SIZE_MAX});
    if (!there) return base::pass_on(there);
    const bool same = std::ranges::equal(*there, entries, {}, {}, &AppendEntry::entry);
    return same ? base::Result<>{} : base::fail(core::Refusal::conflict, "log");
  }
  for (const AppendEntry& entry : entries) {
    if (auto appended = append(write, entry); !appended) return base::pass_on(appended);
  }
  return {};
}

base::Result<> put_served_head(Write& write, const std::string& note) {
  auto put = write.db.run("INSERT OR REPLACE INTO served_head(one, note) VALUES(1, ?)", base::as_bytes(note));
  if (!put) return base::pass_on(put);
  return {};
}

base::Result<std::string> read_served_head(sql::Database& db) {
  auto rows = db.query("SELECT note FROM served_head");
  auto more = rows.next();
  if (!more) return base::pass_on(more);
  return *more ? base::to_string(rows.blob(0)) : std::string();
}

base::Result<std::vector<base::Bytes>> read(sql::Database& db, const LogRange& range) {
  std::vector<base::Bytes> out;
  std::size_t bytes = 0;
  auto rows = db.query("SELECT entry FROM log WHERE idx >= ? ORDER BY idx LIMIT ?", range.first, range.max_entries);
  for (;;) {
    auto more = rows.next();
    if (!more) return base::pass_on(more);
    if (!*more) return out;
    bytes += rows.blob(0).size();
    if (!out.empty() && bytes > range.max_bytes) return out;
    out.push_back(rows.bytes(0));
  }
}

}  // namespace valise::server::store::log
