#include "client-sdk/store/directory_log.hpp"

#include "client-sdk/store/query.hpp"

namespace valise::sdk::store {

base::Result<std::uint64_t> DirectoryLog::size() const { return read_number(*db_, "SELECT max(number) + 1 FROM directory_log"); }

base::Result<> DirectoryLog::append(base::LogIndex first, std::span<const base::Bytes> entries) {
  auto kept = size();
  if (!kept) return base::pass_on(kept);
  if (*kept != first.value()) return base::fail(StoreError::log_gap, "entry " + std::to_string(first.value()));
  auto number = first.value();
  for (const auto& entry : entries) {
    if (auto put = write(*db_, "INSERT INTO directory_log VALUES (?, ?)", number, entry); !put) return put;
    ++number;
  }
  return {};
}

base::Result<> DirectoryLog::for_each(base::LogIndex first, const Visit& visit) const {
  if (!storable(first.value())) return {};
  sql::Rows rows = db_->query("SELECT number, entry FROM directory_log WHERE number >= ? ORDER BY number", first);
  for (;;) {
    auto more = rows.next();
    if (!more) return base::Unexpected{translated(std::move(more.error()))};
    if (!*more) return {};
    if (auto visited = visit(rows.id<base::LogIndex>(0), rows.blob(1)); !visited) return visited;
  }
}

}  // namespace valise::sdk::store
