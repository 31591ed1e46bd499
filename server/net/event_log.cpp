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

}  // namespace

std::string Field::format() const {
  return word(name_) + '=' + std::visit([](const auto& value) { return word(value); }, value_);
}

std::string format_event(crypto::Label event, std::initializer_list<Field> fields) {
  std::string line = "event=" + word(event);
  for (const auto& field : fields) line += ' ' + field.format();
  return line;
}

}  // namespace valise::server::net
