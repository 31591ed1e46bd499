// Service: a built relay from its start to its end: signals, reloading, the operation listener, systemd. One executor.
//
//   start -> serving --SIGHUP--> reload (validate all, then swap) -> serving
//                    --SIGTERM, SIGINT--> draining --again--> at once -> end
#pragma once

#include <boost/asio/signal_set.hpp>

#include "server/app/log_sink.hpp"
#include "server/app/process_metrics.hpp"
#include "server/app/run.hpp"
#include "server/net/operation_listener.hpp"

namespace valise::server::app {

struct ServiceParts {
  net::Relay& relay;
  LogSink& events;
  RunHooks& hooks;
  metrics::Registry& registry;
  ProcessMetrics& process;
  const StoresMetrics& stores;
  boost::asio::signal_set& signals;  // SIGTERM, SIGINT, SIGHUP
};

class Service {
 public:
  Service(boost::asio::any_io_executor executor, Config config, ServiceParts parts);

  // serve starts the relay, serves and drains it. Call once.
  [[nodiscard]] boost::asio::awaitable<base::Result<>> serve();

 private:
  using Operation = std::unique_ptr<net::OperationListener>;

  boost::asio::awaitable<void> heed_signals();
  boost::asio::awaitable<void> reload();
  // change validates everything before it swaps anything.
  boost::asio::awaitable<base::Result<>> change(Config wanted);
  boost::asio::awaitable<void> drain();
  boost::asio::awaitable<void> await_impatience();
  [[nodiscard]] base::Result<Operation> open_operation(const Config& config);
  [[nodiscard]] std::vector<std::string_view> not_ready() const;
  [[nodiscard]] std::string metrics_text();
  void tell_ready();

  const boost::asio::any_io_executor executor_;
  Config config_;
  ServiceParts parts_;
  Operation operation_;
  bool draining_ = false;
};

}  // namespace valise::server::app
