#include "tests/interop/peer/arguments.hpp"

#include <charconv>

#include "base/text_encoding.hpp"

namespace valise::interop {

std::string_view Arguments::word() {
  if (!more()) {
    fail(PeerError::missing_argument);
    return {};
  }
  const auto end = std::min(rest_.find(' '), rest_.size());
  const std::string_view out = rest_.substr(0, end);
  rest_.remove_prefix(end);
  return out;
}

base::Bytes Arguments::bytes() {
  const std::string_view text = word();
  if (text.empty() || text == "-") return {};
  auto parsed = base::parse_hex(text);
  if (!parsed) fail(PeerError::bad_argument);
  return parsed ? std::move(*parsed) : base::Bytes{};
}

std::uint64_t Arguments::number(std::uint64_t most) {
  const std::string_view text = word();
  if (text.empty()) return 0;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc{} && end == text.data() + text.size() && value <= most) return value;
  fail(PeerError::bad_argument);
  return 0;
}

bool Arguments::more() {
  rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size()));
  return !rest_.empty();
}

void Arguments::fail(PeerError error) {
  if (!error_) error_ = error;
}

base::Result<> Arguments::finish() {
  if (!error_ && more()) error_ = PeerError::too_many_arguments;
  if (error_) return base::fail(*error_);
  return {};
}

}  // namespace valise::interop
