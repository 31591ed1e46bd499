// Migrations: the schema's versions, kept in user_version.
#pragma once

#include <span>

#include "sql/database.hpp"

namespace valise::sql {

// migrate brings a database to version `steps.size()`: steps[n] takes it from version n to n+1. All missing steps are one
// transaction, which also notes the version of this program in the table `schema_made_by`. newer_schema when the file's version
// is greater; then nothing is changed (a downgrade could lose what the newer one relies on), and the context says who made it and
// what to do.
[[nodiscard]] base::Result<> migrate(Database& database, std::span<const Sql> steps);

}  // namespace valise::sql
