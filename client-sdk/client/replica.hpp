// The device's replica of the directory log: restored from the store, grown from the relay, never smaller and never another.
#pragma once

#include "client-sdk/client/connect.hpp"

namespace valise::sdk::client {

// load_replica restores the verified log from the store; an empty log if there is none yet.
[[nodiscard]] Result<directory::Log> load_replica(store::LocalStore& store);

// sync_directory fetches what is new, verifies all of it and stores it with its head; gives the number of new entries. A log that
// contradicts what was verified before is a trust failure (LogError, CheckpointError, log_withheld), leaves a notice and changes
// nothing.
[[nodiscard]] asio::awaitable<Result<std::uint64_t>> sync_directory(Context& context, Link link);

// visit_for_directory is a visit to the relay for the directory alone.
[[nodiscard]] asio::awaitable<Result<std::uint64_t>> visit_for_directory(Context& context);

// sync_to makes sure that the replica has at least `size` entries; log_withheld if the relay does not have them.
[[nodiscard]] asio::awaitable<Result<>> sync_to(Context& context, Link link, std::uint64_t size);

}  // namespace valise::sdk::client
