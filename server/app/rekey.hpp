// Rotation of the database key, while the relay does not run. At every moment one of two keys opens each file, and both lie in
// the data folder; after a crash the same command finishes the work.
//
//   1. a new key is drawn into database.key.next
//   2. each database is copied under it and swapped in at once
//   3. database.key.next takes the place of the key file
#pragma once

#include "server/app/config.hpp"
#include "server/app/keys.hpp"

namespace valise::server::app {

// rekey_pending tells whether a rotation was interrupted; pending_key is where its new key lies.
[[nodiscard]] bool rekey_pending(const Config& config);
[[nodiscard]] std::filesystem::path pending_key(const Config& config);

// rekey_database does it all, or what is left of it. A key that is a credential cannot be replaced by this program: then the new
// one stays in database.key.next, `in_place` is false, and the operator installs it. Fails as the store and KeyFileErrors.
struct Rekeyed {
  bool in_place = true;
};
[[nodiscard]] base::Result<Rekeyed> rekey_database(const Config& config, base::Random& random);

}  // namespace valise::server::app
