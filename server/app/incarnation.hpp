// The relay's incarnation: a random number that a restored relay draws anew. Clients remember it and so notice that the relay has
// gone back in time, whatever its counters say (R7).
#pragma once

#include <filesystem>

#include "base/random.hpp"
#include "base/result.hpp"
#include "server/net/relay.hpp"

namespace valise::server::app {

// new_incarnation draws one and writes it into the data folder, over an earlier one.
[[nodiscard]] base::Result<> new_incarnation(const std::filesystem::path& data_dir, base::Random& random);
// load_incarnation reads it, and draws one where there is none yet. Fails with bad_key_file and KeyFileErrors.
[[nodiscard]] base::Result<net::Incarnation> load_incarnation(const std::filesystem::path& data_dir, base::Random& random);

}  // namespace valise::server::app
