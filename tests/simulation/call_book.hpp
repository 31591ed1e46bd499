// CallBook: the people outside of the simulated network: what the relay sends to their mailboxes, in order. All of it arrives.
#pragma once

#include "server/alert/sender.hpp"
#include "tests/simulation/scheduler.hpp"

namespace valise::simulation {

class CallBook final : public server::alert::AlertSender {
 public:
  struct Call {
    std::string mailbox;
    server::alert::Message message;
  };

  explicit CallBook(Scheduler& scheduler) : scheduler_(scheduler) {}

  [[nodiscard]] base::Result<> check(server::core::ChannelKind, const std::string&) const override { return {}; }
  void send(server::alert::Target target, server::alert::Message message, Done done) override {
    calls_.push_back({.mailbox = std::move(target.address), .message = std::move(message)});
    scheduler_.after(milliseconds(300), [done = std::make_shared<Done>(std::move(done))] { (*done)({}); });
  }
  [[nodiscard]] const std::vector<Call>& calls() const { return calls_; }

 private:
  Scheduler& scheduler_;
  std::vector<Call> calls_;
};

}  // namespace valise::simulation
