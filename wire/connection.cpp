#include "wire/connection.hpp"

namespace valise::wire {

// For connections that hold nothing back, as those of tests.
asio::awaitable<void> Connection::drained(std::size_t) { co_return; }

}  // namespace valise::wire
