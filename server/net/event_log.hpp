// EventLog: what the relay tells its operator. Only typed fields: names and words written in the source, numbers, error codes.
// There is no way to hand it a text that came from a peer, an id of a person or device, a token or content.
#pragma once

#include <initializer_list>
#include <string>
#include <variant>

#include "base/result.hpp"
#include "keys/crypto/label.hpp"

namespace valise::server::net {

enum class Severity { debug, info, warning, error };

class Field {
 public:
  Field(crypto::Label name, std::uint64_t value) : name_(name), value_(value) {}
  Field(crypto::Label name, crypto::Label word) : name_(name), value_(word) {}
  Field(crypto::Label name, std::error_code code) : name_(name), value_(code) {}

  // format gives `name=value`; texts of error codes in quotes. format_json gives `"name":value`, numbers as numbers.
  [[nodiscard]] std::string format() const;
  [[nodiscard]] std::string format_json() const;

 private:
  crypto::Label name_;
  std::variant<std::uint64_t, crypto::Label, std::error_code> value_;
};

// EventLog may be called from any thread.
class EventLog {
 public:
  virtual ~EventLog() = default;
  virtual void write(Severity severity, crypto::Label event, std::initializer_list<Field> fields) = 0;
};

// format_event gives `event=name field=value ...`.
[[nodiscard]] std::string format_event(crypto::Label event, std::initializer_list<Field> fields);
// format_event_json gives `"event":"name","field":value,...`, without the braces.
[[nodiscard]] std::string format_event_json(crypto::Label event, std::initializer_list<Field> fields);

// SilentLog is for tests.
class SilentLog final : public EventLog {
 public:
  void write(Severity, crypto::Label, std::initializer_list<Field>) override {}
};

}  // namespace valise::server::net
