// AlertSender: the way from the network thread to the channels, which may take long. ThreadSender has a few threads and a bounded
// queue; a simulation has its own.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "server/alert/channel.hpp"

namespace valise::server::alert {

class AlertSender {
 public:
  using Done = std::move_only_function<void(base::Result<>)>;
  virtual ~AlertSender() = default;
  // check judges a target before it is kept: not_configured, not_allowed.
  [[nodiscard]] virtual base::Result<> check(core::ChannelKind kind, const std::string& target) const = 0;
  // send calls `done` exactly once, on any thread and never inside the call. busy when too much waits.
  virtual void send(Target target, Message message, Done done) = 0;
};

// Ways: null where the relay has none of that kind.
struct Ways {
  std::unique_ptr<AlertChannel> email;
  std::unique_ptr<AlertChannel> webhook;
  [[nodiscard]] AlertChannel* of(core::ChannelKind kind) const {
    return kind == core::ChannelKind::email ? email.get() : webhook.get();
  }
};

class ThreadSender final : public AlertSender {
 public:
  explicit ThreadSender(Ways ways, std::size_t threads = 4, std::size_t most_waiting = 1000);
  // Waits for what is under way (bounded by the channels' deadlines) and gives up what waits.
  ~ThreadSender() override;
  [[nodiscard]] base::Result<> check(core::ChannelKind kind, const std::string& target) const override;
  void send(Target target, Message message, Done done) override;

 private:
  struct Job {
    Target target;
    Message message;
    Done done;
    bool hopeless = false;  // the queue was full
  };
  void work();

  const Ways ways_;
  const std::size_t most_waiting_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> jobs_;
  bool ending_ = false;
  std::vector<std::jthread> threads_;  // last: they use the rest
};

}  // namespace valise::server::alert
