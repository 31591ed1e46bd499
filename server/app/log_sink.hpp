// LogSink: the relay's events on standard error, one line each, through spdlog: `key=value` pairs or JSON. Under systemd's
// journal a text line begins with its priority and leaves the time to the journal.
#pragma once

#include <atomic>
#include <memory>

#include "base/result.hpp"
#include "server/app/config.hpp"

namespace spdlog {
class logger;
}

namespace valise::server::app {

class LogSink final : public net::EventLog {
 public:
  LogSink(net::Severity least, LogFormat format);
  void write(net::Severity severity, crypto::Label event, std::initializer_list<net::Field> fields) override;

  // write_own says something in words that the operator or this program chose: a setting's name, a path, an error of the
  // configuration. Never for what came over the network.
  void write_own(net::Severity severity, crypto::Label event, crypto::Label name, std::string_view words);

  // change takes another level and format from now on.
  void change(net::Severity least, LogFormat format);

 private:
  void line(net::Severity severity, const std::string& text, const std::string& json);

  std::shared_ptr<spdlog::logger> logger_;
  const bool in_journal_;
  std::atomic<LogFormat> format_;
};

}  // namespace valise::server::app
