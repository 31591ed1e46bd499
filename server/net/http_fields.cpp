#include "server/net/http_fields.hpp"

#include <charconv>

#include "base/text_encoding.hpp"

namespace valise::server::net {

std::optional<std::uint64_t> parse_decimal(std::string_view text) {
  constexpr std::uint64_t most = 1ULL << 53U;
  if (text.empty() || (text.size() > 1 && text.front() == '0')) return std::nullopt;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value > most) return std::nullopt;
  return value;
}

template <class Id>
std::optional<Id> parse_hex_id(std::string_view text) {
  const auto bytes = base::parse_hex(text);
  if (!bytes) return std::nullopt;
  return Id::parse(base::ByteView(*bytes));
}
template std::optional<base::RoomId> parse_hex_id(std::string_view);
template std::optional<base::AttachmentId> parse_hex_id(std::string_view);
template std::optional<base::IdempotencyKey> parse_hex_id(std::string_view);

std::optional<ContentRange> parse_content_range(std::string_view text) {
  constexpr std::string_view unit = "bytes ";
  const auto dash = text.find('-');
  const auto slash = text.find('/');
  if (!text.starts_with(unit) || dash == text.npos || slash == text.npos || slash < dash) return std::nullopt;
  const auto first = parse_decimal(text.substr(unit.size(), dash - unit.size()));
  const auto last = parse_decimal(text.substr(dash + 1, slash - dash - 1));
  const auto size = parse_decimal(text.substr(slash + 1));
  if (!first || !last || !size || *first > *last || *last >= *size) return std::nullopt;
  return ContentRange{.range = {.first = *first, .last = *last}, .size = *size};
}

std::optional<ByteRange> parse_range(std::string_view text, std::uint64_t size) {
  constexpr std::string_view unit = "bytes=";
  const auto dash = text.find('-');
  if (!text.starts_with(unit) || dash == text.npos || size == 0) return std::nullopt;
  const auto first = parse_decimal(text.substr(unit.size(), dash - unit.size()));
  const auto end = text.substr(dash + 1);
  const auto last = end.empty() ? std::optional(size - 1) : parse_decimal(end);
  if (!first || !last || *first > *last || *first >= size) return std::nullopt;
  return ByteRange{.first = *first, .last = std::min(*last, size - 1)};
}

std::optional<std::string_view> bearer_token(std::string_view authorization) {
  constexpr std::string_view scheme = "Bearer ";
  if (!authorization.starts_with(scheme)) return std::nullopt;
  return authorization.substr(scheme.size());
}

}  // namespace valise::server::net
