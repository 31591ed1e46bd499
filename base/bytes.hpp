// Byte vocabulary: owned bytes, views, fixed arrays, and the conversions between bytes and text. For public data only;
// secrets have types of their own in keys/crypto/secret.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace valise::base {

using Byte = std::uint8_t;
using Bytes = std::vector<Byte>;
using ByteView = std::span<const Byte>;
using MutableBytes = std::span<Byte>;
template <std::size_t N>
using ByteArray = std::array<Byte, N>;
template <std::size_t N>
using FixedView = std::span<const Byte, N>;

[[nodiscard]] inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const Byte*>(text.data()), text.size()};
}
[[nodiscard]] inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
[[nodiscard]] inline std::string to_string(ByteView bytes) { return std::string(as_text(bytes)); }
[[nodiscard]] inline Bytes to_bytes(ByteView bytes) { return {bytes.begin(), bytes.end()}; }
[[nodiscard]] inline Bytes to_bytes(std::string_view text) { return to_bytes(as_bytes(text)); }

// to_array copies exactly N bytes; the caller has checked the size.
template <std::size_t N>
[[nodiscard]] ByteArray<N> to_array(FixedView<N> bytes) {
  ByteArray<N> out;
  std::ranges::copy(bytes, out.begin());
  return out;
}

// equal compares public bytes, not in constant time.
[[nodiscard]] inline bool equal(ByteView a, ByteView b) { return std::ranges::equal(a, b); }

inline void append(Bytes& to, ByteView bytes) { to.insert(to.end(), bytes.begin(), bytes.end()); }

}  // namespace valise::base
