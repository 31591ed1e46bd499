// The directory log: entries as received, numbered from 0 without gaps.
#pragma once

#include "server/store/tables.hpp"

namespace valise::server::store::log {

[[nodiscard]] base::Result<base::LogIndex> append(Write& write, const AppendEntry& entry);
[[nodiscard]] base::Result<> seed(Write& write, const std::vector<AppendEntry>& entries);

[[nodiscard]] base::Result<> put_served_head(Write& write, const std::string& note);

[[nodiscard]] base::Result<std::string> read_served_head(sql::Database& db);
[[nodiscard]] base::Result<std::uint64_t> size(sql::Database& db);
[[nodiscard]] base::Result<std::vector<base::Bytes>> read(sql::Database& db, const LogRange& range);
[[nodiscard]] base::Result<std::optional<base::LogIndex>> find(sql::Database& db, const core::LeafHash& leaf_hash);

}  // namespace valise::server::store::log
