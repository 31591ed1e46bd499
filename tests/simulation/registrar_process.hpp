// RegistrarProcess: hands new statements to the relay, again and again until they stand in the log.
#pragma once

#include "client-sdk/net/relay_session.hpp"
#include "tests/simulation/network.hpp"

namespace valise::simulation {

class RegistrarProcess {
 public:
  RegistrarProcess(Scheduler& scheduler, Network& network, base::RelayId relay);
  ~RegistrarProcess() { scheduler_.detach(process_); }
  RegistrarProcess(const RegistrarProcess&) = delete;
  RegistrarProcess& operator=(const RegistrarProcess&) = delete;

  // append calls `done` when the relay has said that the statement is in the log.
  void append(base::Bytes statement, std::function<void()> done);

 private:
  asio::awaitable<void> hand_in(base::Bytes statement, std::function<void()> done);
  asio::awaitable<bool> try_once(const base::Bytes& statement);

  Scheduler& scheduler_;
  Network& network_;
  const base::RelayId relay_;
  asio::io_context io_{1};
  EventLoop loop_{io_};
  const int process_;
};

}  // namespace valise::simulation
