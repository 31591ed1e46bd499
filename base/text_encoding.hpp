// Hexadecimal, base64 (RFC 4648 section 4, padded) and base64url (section 5, unpadded), all strict: only the canonical
// encoding of some bytes is accepted, so accepted text re-encodes to itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace valise::base {

// to_hex gives lower-case digits.
[[nodiscard]] std::string to_hex(ByteView bytes);
// parse_hex accepts lower and upper case; nothing for an odd length or another character.
[[nodiscard]] std::optional<Bytes> parse_hex(std::string_view text);

[[nodiscard]] std::string to_base64(ByteView bytes);
[[nodiscard]] std::optional<Bytes> parse_base64(std::string_view text);

[[nodiscard]] std::string to_base64url(ByteView bytes);
[[nodiscard]] std::optional<Bytes> parse_base64url(std::string_view text);

}  // namespace valise::base
