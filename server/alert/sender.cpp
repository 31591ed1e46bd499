#include "server/alert/sender.hpp"

namespace valise::server::alert {

ThreadSender::ThreadSender(Ways ways, std::size_t threads, std::size_t most_waiting)
    : ways_(std::move(ways)), most_waiting_(most_waiting) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

ThreadSender::~ThreadSender() {
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  threads_.clear();
  for (auto& job : jobs_) job.done(base::fail(AlertError::busy));
}

base::Result<> ThreadSender::check(core::ChannelKind kind, const std::string& target) const {
  const auto* way = ways_.of(kind);
  return way == nullptr ? base::fail(AlertError::not_configured) : way->check(target);
}

void ThreadSender::send(Target target, Message message, Done done) {
  {
    const std::scoped_lock lock(mutex_);
    const bool hopeless = jobs_.size() >= most_waiting_;
    jobs_.push_back({std::move(target), std::move(message), std::move(done), hopeless});
  }
  changed_.notify_one();
}

void ThreadSender::work() {
  for (;;) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return ending_ || !jobs_.empty(); });
    if (ending_) return;
    auto job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    auto* way = ways_.of(job.target.kind);
    auto sent = job.hopeless     ? base::fail(AlertError::busy)
                : way == nullptr ? base::fail(AlertError::not_configured)
                                 : way->send(job.target, job.message);
    job.done(std::move(sent));
  }
}

}  // namespace valise::server::alert
