// The header fields and targets of attachment requests, parsed strictly (docs/PROTOCOL.md, "Attachments" of the relay session).
#pragma once

#include <optional>
#include <string_view>

#include "base/ids.hpp"

namespace valise::server::net {

// parse_decimal accepts digits only, without a sign or leading zeros, up to 2^53.
[[nodiscard]] std::optional<std::uint64_t> parse_decimal(std::string_view text);

template <class Id>
[[nodiscard]] std::optional<Id> parse_hex_id(std::string_view text);
extern template std::optional<base::RoomId> parse_hex_id(std::string_view);
extern template std::optional<base::AttachmentId> parse_hex_id(std::string_view);
extern template std::optional<base::IdempotencyKey> parse_hex_id(std::string_view);

// ByteRange is [first, last], both included, as HTTP counts.
struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  [[nodiscard]] std::uint64_t length() const { return last - first + 1; }
};
struct ContentRange {
  ByteRange range;
  std::uint64_t size = 0;
};
// parse_content_range reads "bytes a-b/size" with a <= b < size.
[[nodiscard]] std::optional<ContentRange> parse_content_range(std::string_view text);
// parse_range reads "bytes=a-b" or "bytes=a-" for something of `size` bytes; the end is cut to the size. Nothing if it does not
// begin before the end, or is of another form.
[[nodiscard]] std::optional<ByteRange> parse_range(std::string_view text, std::uint64_t size);

// bearer_token gives what follows "Bearer ".
[[nodiscard]] std::optional<std::string_view> bearer_token(std::string_view authorization);

}  // namespace valise::server::net
