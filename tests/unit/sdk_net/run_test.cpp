#include "client-sdk/net/run.hpp"

#include <gtest/gtest.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace valise::sdk::net {
namespace {

asio::awaitable<base::Result<int>> after(milliseconds time, bool& ended) {
  struct Note {
    bool& ended;
    ~Note() { ended = true; }
  } const note{ended};
  asio::steady_timer timer(co_await asio::this_coro::executor, time);
  co_await timer.async_wait(asio::use_awaitable);
  co_return 7;
}
asio::awaitable<base::Result<>> fails() { co_return base::fail(NetError::fenced); }
asio::awaitable<base::Result<>> throws() {
  throw std::runtime_error("a bug");
  co_return base::Result<>{};
}

TEST(Run, GivesTheResult) {
  asio::io_context context;
  bool ended = false;
  EXPECT_EQ(run(context, after(milliseconds(5), ended)), 7);
  EXPECT_EQ(run(context, fails()).error().code, NetError::fenced);
  EXPECT_EQ(run(context, after(milliseconds(5), ended), std::chrono::seconds(10)), 7) << "the context can be used again";
}

TEST(Run, CancelsAtTheDeadline) {
  asio::io_context context;
  bool ended = false;
  EXPECT_EQ(run(context, after(std::chrono::hours(1), ended), milliseconds(20)).error().code, NetError::timeout);
  EXPECT_TRUE(ended) << "nothing of the coroutine is left behind";
}

TEST(Run, HandsExceptionsOn) {
  asio::io_context context;
  EXPECT_THROW(static_cast<void>(run(context, throws())), std::runtime_error);
}

}  // namespace
}  // namespace valise::sdk::net
