#include "server/store/worker.hpp"

namespace valise::server::store {

Worker::Worker(Executor* executor, std::size_t max_waiting, Serve serve)
    : queue_(max_waiting), serve_(std::move(serve)), executor_(executor), turn_(std::make_shared<Turn>()) {
  turn_->worker = this;
  if (executor_ == nullptr) thread_ = std::thread([this] { serve_all(); });
}

Worker::~Worker() {
  queue_.stop();
  if (thread_.joinable()) {
    thread_.join();
  } else {
    const std::scoped_lock lock(turn_->mutex);
    turn_->worker = nullptr;
    serve_all();
  }
}

void Worker::submit(std::unique_ptr<Task> task, const Lane& lane) {
  queue_.push(std::move(task), lane);
  if (executor_ != nullptr) post_turn();
}

void Worker::serve_all() {
  while (auto waiting = queue_.pop()) serve_(queue_, std::move(*waiting));
}

void Worker::post_turn() {
  if (turn_->posted.exchange(true)) return;
  executor_->post([turn = turn_] {
    const std::scoped_lock lock(turn->mutex);
    if (turn->worker != nullptr) turn->worker->take_turn();
  });
}

void Worker::take_turn() {
  turn_->posted = false;
  if (auto waiting = queue_.try_pop()) serve_(queue_, std::move(*waiting));
  if (!queue_.empty()) post_turn();
}

}  // namespace valise::server::store
