// LogSink: the relay's events on standard error, one `key=value` line each, through spdlog; journald takes them from there.
#pragma once

#include <memory>

#include "server/net/event_log.hpp"

namespace spdlog {
class logger;
}

namespace valise::server::app {

class LogSink final : public net::EventLog {
 public:
  explicit LogSink(net::Severity least);
  void write(net::Severity severity, crypto::Label event, std::initializer_list<net::Field> fields) override;

 private:
  std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace valise::server::app
