// LiveErrand: a blocking function that runs within a Live and may wait for the relay without stopping it.
//
// The function has a thread of its own, but never runs at the same time as the Live's: the two pass one turn to and fro. While
// the function has it, the Live's thread stands still; while the function waits, the Live follows, and other functions run. So
// all that the one thread of a Client protects stays protected, and functions written for programs that block can be used as
// they are. A coroutine with a stack of its own would do the same with less, and needs a library for it.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "base/result.hpp"

namespace valise::sdk::client {

class LiveErrand {
 public:
  // What begins, on the Live's thread, what the function waits for; to call `resume` there when it ended.
  using Begin = std::function<void(std::function<void()> resume)>;

  explicit LiveErrand(std::function<void()> work);
  // Must have ended.
  ~LiveErrand();
  LiveErrand(const LiveErrand&) = delete;
  LiveErrand& operator=(const LiveErrand&) = delete;

  // go gives the turn to the function until it waits, and gives what is to be begun; nothing: it has ended. Throws what the
  // function threw. On the Live's thread.
  [[nodiscard]] std::optional<Begin> go();
  // wait gives the turn back until `begin` has resumed. On the thread of the function.
  void wait(Begin begin);
  // aside gives the turn back while `work` runs on the thread of the function, and comes back through `io`. On that thread.
  void aside(boost::asio::io_context& io, const std::function<void()>& work);

 private:
  enum class Turn { live, errand };
  void give(Turn turn, std::unique_lock<std::mutex>& lock);
  void give_up();
  void take_again();

  std::mutex mutex_;
  std::condition_variable changed_;
  Turn turn_ = Turn::live;
  std::optional<Begin> begin_;
  std::exception_ptr failure_;
  std::thread thread_;  // last: everything else is there before it runs
};

// wait_in runs `work` on the Live's thread while the errand waits, and gives its result.
template <class T>
base::Result<T> wait_in(LiveErrand& errand, boost::asio::io_context& io, boost::asio::awaitable<base::Result<T>> work) {
  std::optional<base::Result<T>> result;
  std::exception_ptr failure;
  errand.wait([&](std::function<void()> resume) {
    boost::asio::co_spawn(io, std::move(work), [&, resume = std::move(resume)](std::exception_ptr failed, base::Result<T> given) {
      failure = failed;
      result.emplace(std::move(given));
      resume();
    });
  });
  if (failure) std::rethrow_exception(failure);
  return std::move(*result);
}

}  // namespace valise::sdk::client
