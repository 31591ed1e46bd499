// StoreClock: the time by which a store stamps and erases (server/core/relay_time.hpp), kept in its file so that a restart does
// not forget it. now() from any thread; load and save with the writing connection.
#pragma once

#include <mutex>

#include "server/core/relay_time.hpp"
#include "sql/database.hpp"

namespace valise::server::store {

class StoreClock {
 public:
  // load goes on from what the file says, or begins there, and saves. `latest` selects the newest stamp in the file; `clock`
  // outlives the result.
  [[nodiscard]] static base::Result<std::unique_ptr<StoreClock>> load(sql::Database& db, sql::Sql latest,
                                                                      const base::Clock& clock);

  [[nodiscard]] base::UnixMillis now();
  [[nodiscard]] base::Result<> save(sql::Database& db);

 private:
  StoreClock(const base::Clock& clock, core::RelayTime time) : clock_(clock), time_(time) {}

  const base::Clock& clock_;
  std::mutex mutex_;
  core::RelayTime time_;
};

}  // namespace valise::server::store
