#include "server/app/log_sink.hpp"

#include <fmt/chrono.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdlib>

#include "server/app/init.hpp"

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

struct Names {
  std::string_view level;
  std::string_view priority;  // as sd-daemon(3) has it
};
Names names_of(net::Severity severity) {
  switch (severity) {
    case net::Severity::debug: return {"debug", "<7>"};
    case net::Severity::info: return {"info", "<6>"};
    case net::Severity::warning: return {"warning", "<4>"};
    case net::Severity::error: return {"error", "<3>"};
  }
  return {"info", "<6>"};
}

std::string now() {
  const auto time = std::chrono::system_clock::now();
  const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count() % 1000;
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(std::chrono::system_clock::to_time_t(time)), millis);
}

std::string dashed(crypto::Label label) {
  std::string out(label.text());
  std::ranges::replace(out, ' ', '-');
  return out;
}

}  // namespace

LogSink::LogSink(net::Severity least, LogFormat format)
    : logger_(std::make_shared<spdlog::logger>("valised", std::make_shared<spdlog::sinks::stderr_sink_mt>())),
      in_journal_(std::getenv("JOURNAL_STREAM") != nullptr),
      format_(format) {
  logger_->set_pattern("%v");
  logger_->flush_on(spdlog::level::debug);
  change(least, format);
}

void LogSink::change(net::Severity least, LogFormat format) {
  logger_->set_level(level_of(least));
  format_ = format;
}

void LogSink::line(net::Severity severity, const std::string& text, const std::string& json) {
  const auto level = level_of(severity);
  const auto [name, priority] = names_of(severity);
  if (format_ == LogFormat::json) {
    logger_->log(level, "{{\"time\":\"{}\",\"level\":\"{}\",{}}}", now(), name, json);
  } else if (in_journal_) {
    logger_->log(level, "{}level={} {}", priority, name, text);
  } else {
    logger_->log(level, "time={} level={} {}", now(), name, text);
  }
}

void LogSink::write(net::Severity severity, crypto::Label event, std::initializer_list<net::Field> fields) {
  if (logger_->should_log(level_of(severity))) {
    line(severity, net::format_event(event, fields), net::format_event_json(event, fields));
  }
}

void LogSink::write_own(net::Severity severity, crypto::Label event, crypto::Label name, std::string_view words) {
  if (!logger_->should_log(level_of(severity))) return;
  const auto quoted = json_text(words);
  line(severity, net::format_event(event, {}) + " " + dashed(name) + "=" + quoted,
       net::format_event_json(event, {}) + ",\"" + dashed(name) + "\":" + quoted);
}

}  // namespace valise::server::app
