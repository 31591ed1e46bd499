#include "sql/schema.hpp"

#include "sql/error.hpp"
#include "sql/transaction.hpp"

namespace valise::sql {

namespace {

constexpr std::string_view kProgram = "Valise " VALISE_VERSION;

// note_maker lets an older program say whom to look for. The table must stay as it is in all versions.
base::Result<> note_maker(Database& database, int version) {
  if (auto made =
          database.run("CREATE TABLE IF NOT EXISTS schema_made_by(version INTEGER PRIMARY KEY, program TEXT NOT NULL) STRICT");
      !made) {
    return base::pass_on(made);
  }
  auto noted = database.run("INSERT OR REPLACE INTO schema_made_by(version, program) VALUES(?, ?)", version, kProgram);
  if (!noted) return base::pass_on(noted);
  return {};
}

std::string maker(Database& database, int version) {
  auto rows = database.query("SELECT program FROM schema_made_by WHERE version = ?", version);
  const auto found = rows.next();
  return found && *found ? std::string(rows.text(0)) : "a later version";
}

base::Unexpected too_new(Database& database, int version, int known) {
  return base::fail(SqlError::newer_schema, "schema " + std::to_string(version) + " was made by " + maker(database, version) +
                                                ", this is " + std::string(kProgram) + " and knows schemas up to " +
                                                std::to_string(known) +
                                                "; use that version, or restore the backup that was made before the upgrade");
}

}  // namespace

base::Result<> migrate(Database& database, std::span<const Sql> steps) {
  const auto target = static_cast<int>(steps.size());
  auto version = database.user_version();
  if (!version) return base::pass_on(version);
  if (*version == target) return {};
  if (*version < 0 || *version > target) return too_new(database, *version, target);
  auto transaction = Transaction::begin(database);
  if (!transaction) return base::pass_on(transaction);
  for (const Sql& step : steps.subspan(static_cast<std::size_t>(*version))) {
    if (auto done = database.script(step); !done) return done;
  }
  if (auto noted = note_maker(database, target); !noted) return noted;
  if (auto set = database.set_user_version(target); !set) return set;
  return transaction->commit();
}

}  // namespace valise::sql
