#include "server/app/log_sink.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace valise::server::app {
namespace {

spdlog::level::level_enum level_of(net::Severity severity) {
  switch (severity) {
    case net::Severity::debug: return spdlog::level::debug;
    case net::Severity::info: return spdlog::level::info;
    case net::Severity::warning: return spdlog::level::warn;
    case net::Severity::error: return spdlog::level::err;
  }
  return spdlog::level::info;
}

}  // namespace

LogSink::LogSink(net::Severity least)
    : logger_(std::make_shared<spdlog::logger>("valised", std::make_shared<spdlog::sinks::stderr_sink_mt>())) {
  logger_->set_pattern("time=%Y-%m-%dT%H:%M:%S.%eZ level=%l %v", spdlog::pattern_time_type::utc);
  logger_->set_level(level_of(least));
  logger_->flush_on(spdlog::level::debug);
}

void LogSink::write(net::Severity severity, crypto::Label event, std::initializer_list<net::Field> fields) {
  const auto level = level_of(severity);
  if (logger_->should_log(level)) logger_->log(level, "{}", net::format_event(event, fields));
}

}  // namespace valise::server::app
