// The schemas of the relay's two files, version by version. A version that was released is never changed; a new one is added.
#pragma once

#include <span>

#include "sql/database.hpp"

namespace valise::server::store {

[[nodiscard]] std::span<const sql::Sql> store_schema();
[[nodiscard]] std::span<const sql::Sql> attachment_schema();

}  // namespace valise::server::store
