#include "sql/schema.hpp"

#include "sql/error.hpp"
#include "sql/transaction.hpp"

namespace valise::sql {

base::Result<> migrate(Database& database, std::span<const Sql> steps) {
  const auto target = static_cast<int>(steps.size());
  auto version = database.user_version();
  if (!version) return base::pass_on(version);
  if (*version == target) return {};
  if (*version < 0 || *version > target) {
    return base::fail(SqlError::newer_schema, "schema " + std::to_string(*version) + ", known " + std::to_string(target));
  }
  auto transaction = Transaction::begin(database);
  if (!transaction) return base::pass_on(transaction);
  for (const Sql& step : steps.subspan(static_cast<std::size_t>(*version))) {
    if (auto done = database.script(step); !done) return done;
  }
  if (auto set = database.set_user_version(target); !set) return set;
  return transaction->commit();
}

}  // namespace valise::sql
