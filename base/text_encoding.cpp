#include "base/text_encoding.hpp"

#include <array>

namespace valise::base {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64UrlDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

std::string encode64(ByteView bytes, std::string_view digits) {
  std::string out;
  out.reserve((bytes.size() * 4 + 2) / 3);
  unsigned buffer = 0;
  int bits = 0;
  for (Byte byte : bytes) {
    buffer = (buffer << 8 | byte) & 0x3fff;
    for (bits += 8; bits >= 6; bits -= 6) out += digits[buffer >> (bits - 6) & 0x3f];
  }
  if (bits > 0) out += digits[buffer << (6 - bits) & 0x3f];
  return out;
}

// Decodes unpadded digits; refuses impossible lengths and non-zero spare bits, which a canonical encoder never writes.
std::optional<Bytes> decode64(std::string_view text, std::string_view digits) {
  if (text.size() % 4 == 1) return std::nullopt;
  Bytes out;
  out.reserve(text.size() * 3 / 4);
  unsigned buffer = 0;
  int bits = 0;
  for (char c : text) {
    const auto value = digits.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    buffer = (buffer << 6 | static_cast<unsigned>(value)) & 0x3fff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out.push_back(static_cast<Byte>(buffer >> bits));
    }
  }
  if ((buffer & ((1U << bits) - 1)) != 0) return std::nullopt;
  return out;
}

}  // namespace

std::string to_hex(ByteView bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (Byte byte : bytes) {
    out += kHexDigits[byte >> 4];
    out += kHexDigits[byte & 15];
  }
  return out;
}

std::optional<Bytes> parse_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  Bytes out;
  out.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const auto high = hex_digit(text[i]);
    const auto low = hex_digit(text[i + 1]);
    if (!high || !low) return std::nullopt;
    out.push_back(static_cast<Byte>(*high << 4 | *low));
  }
  return out;
}

std::string to_base64(ByteView bytes) {
  std::string out = encode64(bytes, kBase64Digits);
  out.append((4 - out.size() % 4) % 4, '=');
  return out;
}

std::optional<Bytes> parse_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && text.ends_with('=')) {
    text.remove_suffix(1);
    ++padding;
  }
  return decode64(text, kBase64Digits);
}

std::string to_base64url(ByteView bytes) { return encode64(bytes, kBase64UrlDigits); }

std::optional<Bytes> parse_base64url(std::string_view text) { return decode64(text, kBase64UrlDigits); }

}  // namespace valise::base
