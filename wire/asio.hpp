// The parts of Asio that wire's headers speak of. Coroutines are asio::awaitable; an executor is any that runs one thing at a
// time: a strand, or an io_context with one thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>

namespace valise::wire {

namespace asio = boost::asio;
using std::chrono::milliseconds;

// kNoDeadline: wait as long as the connection lives (its idle timeout still ends it).
inline constexpr milliseconds kNoDeadline = milliseconds::max();

}  // namespace valise::wire
