#include "tests/simulation/registrar_process.hpp"

#include <boost/asio/co_spawn.hpp>

namespace valise::simulation {

namespace net = sdk::net;

RegistrarProcess::RegistrarProcess(Scheduler& scheduler, Network& network, base::RelayId relay)
    : scheduler_(scheduler), network_(network), relay_(relay), process_(scheduler.attach(loop_)) {}

void RegistrarProcess::append(base::Bytes statement, std::function<void()> done) {
  asio::co_spawn(io_, hand_in(std::move(statement), std::move(done)), [](std::exception_ptr failure) {
    if (failure) std::rethrow_exception(failure);
  });
}

asio::awaitable<void> RegistrarProcess::hand_in(base::Bytes statement, std::function<void()> done) {
  for (;;) {
    const bool accepted = co_await try_once(statement);
    if (accepted) break;
    asio::steady_timer timer(io_, milliseconds(1000));
    co_await timer.async_wait(asio::use_awaitable);
  }
  done();
}

asio::awaitable<bool> RegistrarProcess::try_once(const base::Bytes& statement) {
  auto connected = co_await network_.connect();
  if (!connected) co_return false;
  auto session = co_await net::RelaySession::over(std::move(*connected), relay_, net::Anonymous{}, {});
  if (!session) co_return false;
  v1::ClientFrame frame;
  frame.mutable_append_statement()->set_signed_statement(base::to_string(statement));
  auto reply = co_await (*session)->request(std::move(frame), milliseconds(30'000));
  if (!reply && reply.error().code == net::RelayFailure::rejected) throw std::runtime_error("the relay rejects a statement");
  co_return reply.has_value();
}

}  // namespace valise::simulation
