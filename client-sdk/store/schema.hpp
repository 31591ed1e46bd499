// The database's schema, as the steps that made it. Internal to client-sdk/store.
#pragma once

#include <span>

#include "sql/database.hpp"

namespace valise::sdk::store {

// schema_steps: step n brings version n to n+1. Steps that were released are never changed; new ones are added at the end.
[[nodiscard]] std::span<const sql::Sql> schema_steps();

}  // namespace valise::sdk::store
