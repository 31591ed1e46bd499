#include "client-sdk/client/live_errand.hpp"

#include <boost/asio/post.hpp>
#include <future>
#include <utility>

namespace valise::sdk::client {

LiveErrand::LiveErrand(std::function<void()> work)
    : thread_([this, work = std::move(work)] {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return turn_ == Turn::errand; });
        lock.unlock();
        try {
          work();
        } catch (...) {
          failure_ = std::current_exception();
        }
        lock.lock();
        turn_ = Turn::live;
        changed_.notify_all();
      }) {}

LiveErrand::~LiveErrand() { thread_.join(); }

// Passes the turn on, and comes back when it was given back.
void LiveErrand::give(Turn turn, std::unique_lock<std::mutex>& lock) {
  const Turn own = turn_;
  turn_ = turn;
  changed_.notify_all();
  changed_.wait(lock, [&] { return turn_ == own; });
}

std::optional<LiveErrand::Begin> LiveErrand::go() {
  std::unique_lock lock(mutex_);
  give(Turn::errand, lock);
  if (failure_) std::rethrow_exception(failure_);
  return std::exchange(begin_, std::nullopt);
}

void LiveErrand::wait(Begin begin) {
  std::unique_lock lock(mutex_);
  begin_ = std::move(begin);
  give(Turn::live, lock);
}

void LiveErrand::give_up() {
  const std::scoped_lock lock(mutex_);
  turn_ = Turn::live;
  changed_.notify_all();
}

void LiveErrand::take_again() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return turn_ == Turn::errand; });
}

void LiveErrand::aside(boost::asio::io_context& io, const std::function<void()>& work) {
  auto begun = std::make_shared<std::promise<std::function<void()>>>();
  auto resume = begun->get_future();
  begin_ = [begun](std::function<void()> again) { begun->set_value(std::move(again)); };
  give_up();
  std::exception_ptr failure;
  try {
    work();
  } catch (...) {
    failure = std::current_exception();
  }
  boost::asio::post(io, resume.get());
  take_again();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace valise::sdk::client
