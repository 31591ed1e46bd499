#include "server/net/event_log.hpp"

namespace valise::server::net {
namespace {

std::string word(std::uint64_t value) { return std::to_string(value); }
std::string word(crypto::Label value) {
  std::string out(value.text());
  for (char& c : out) c = c == ' ' ? '-' : c;
  return out;
}
std::string word(std::error_code value) { return '"' + value.message() + '"'; }

// Labels and the texts of our error codes need no escaping.
std::string json(std::uint64_t value) { return std::to_string(value); }
std::string json(crypto::Label value) { return '"' + word(value) + '"'; }
std::string json(std::error_code value) { return word(value); }

}  // namespace

std::string Field::format_json() const {
  return json(name_) + ':' + std::visit([](const auto& value) { return json(value); }, value_);
}

std::string format_event_json(crypto::Label event, std::initializer_list<Field> fields) {
  std::string text = "\"event\":" + json(event);
  for (const auto& field : fields) text += ',' + field.format_json();
  return text;
}

std::string Field::format() const {
  return word(name_) + '=' + std::visit([](const auto& value) { return word(value); }, value_);
}

std::string format_event(crypto::Label event, std::initializer_list<Field> fields) {
  std::string line = "event=" + word(event);
  for (const auto& field : fields) line += ' ' + field.format();
  return line;
}

}  // namespace valise::server::net
