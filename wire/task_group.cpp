#include "wire/task_group.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

namespace valise::wire {
namespace {

bool was_cancelled(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const boost::system::system_error& error) {
    return error.code() == asio::error::operation_aborted;
  } catch (...) {
    return false;
  }
}

}  // namespace

TaskGroup::TaskGroup(asio::any_io_executor executor) : executor_(executor), state_(std::make_shared<State>(executor)) {}

TaskGroup::~TaskGroup() { cancel(); }

void TaskGroup::spawn(asio::awaitable<void> child) {
  const auto place = state_->children.emplace(state_->children.end());
  auto on_end = [state = state_, place](std::exception_ptr failure) {
    state->children.erase(place);
    if (failure && !state->failure && !was_cancelled(failure)) state->failure = failure;
    state->ended.notify();
  };
  asio::co_spawn(executor_, std::move(child), asio::bind_cancellation_slot(place->slot(), std::move(on_end)));
}

void TaskGroup::cancel() {
  // A child may end, and leave the list, inside emit.
  for (auto place = state_->children.begin(); place != state_->children.end();) {
    auto& signal = *place++;
    signal.emit(asio::cancellation_type::terminal);
  }
}

asio::awaitable<void> TaskGroup::join() {
  const auto state = state_;
  while (!state->children.empty()) co_await state->ended.wait();
  if (state->failure) std::rethrow_exception(std::exchange(state->failure, nullptr));
}

}  // namespace valise::wire
