#include "server/store/store_clock.hpp"

#include "sql/transaction.hpp"

namespace valise::server::store {
namespace {

base::Result<std::optional<core::RelayTime::Saved>> saved_in(sql::Database& db) {
  auto rows = db.query("SELECT time, wall, budget FROM relay_time");
  auto found = rows.next();
  if (!found) return base::pass_on(found);
  if (!*found) return std::nullopt;
  return core::RelayTime::Saved{rows.time(0), rows.time(1), std::chrono::microseconds(rows.integer(2))};
}

base::Result<core::RelayTime> time_in(sql::Database& db, sql::Sql latest, const base::Clock& clock) {
  auto saved = saved_in(db);
  if (!saved) return base::pass_on(saved);
  // The stamps of a file that has never kept a time were the wall clock's, whatever that was.
  if (!*saved) return core::RelayTime::first(clock.now(), clock.monotonic());
  auto stamp = db.value(latest);
  if (!stamp) return base::pass_on(stamp);
  const base::UnixMillis floor = *stamp ? base::from_wire(static_cast<std::uint64_t>(**stamp)) : (*saved)->time;
  return core::RelayTime::resume(**saved, floor, clock.now(), clock.monotonic());
}

}  // namespace

base::Result<std::unique_ptr<StoreClock>> StoreClock::load(sql::Database& db, sql::Sql latest, const base::Clock& clock) {
  auto transaction = sql::Transaction::begin(db);
  if (!transaction) return base::pass_on(transaction);
  auto time = time_in(db, latest, clock);
  if (!time) return base::pass_on(time);
  std::unique_ptr<StoreClock> loaded(new StoreClock(clock, *time));
  if (auto saved = loaded->save(db); !saved) return base::pass_on(saved);
  if (auto committed = transaction->commit(); !committed) return base::pass_on(committed);
  return loaded;
}

base::UnixMillis StoreClock::now() {
  const std::scoped_lock lock(mutex_);
  return time_.now(clock_.now(), clock_.monotonic());
}

base::Result<> StoreClock::save(sql::Database& db) {
  (void)now();
  const std::scoped_lock lock(mutex_);
  const auto& state = time_.saved();
  auto kept = db.run("INSERT OR REPLACE INTO relay_time(one, time, wall, budget) VALUES(1, ?, ?, ?)", state.time, state.wall,
                     state.budget.count());
  if (!kept) return base::pass_on(kept);
  return {};
}

}  // namespace valise::server::store
