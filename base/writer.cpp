#include "base/writer.hpp"

#include <stdexcept>

namespace valise::base {

Writer& Writer::big_endian(std::uint64_t value, int size) {
  for (int shift = (size - 1) * 8; shift >= 0; shift -= 8) out_.push_back(static_cast<Byte>(value >> shift));
  return *this;
}

Writer& Writer::u8(std::uint8_t value) { return big_endian(value, 1); }
Writer& Writer::u16(std::uint16_t value) { return big_endian(value, 2); }
Writer& Writer::u32(std::uint32_t value) { return big_endian(value, 4); }
Writer& Writer::u64(std::uint64_t value) { return big_endian(value, 8); }

Writer& Writer::bytes(ByteView bytes) {
  append(out_, bytes);
  return *this;
}

Writer& Writer::varint(std::size_t length) {
  if (length < 0x40) return u8(static_cast<std::uint8_t>(length));
  if (length < 0x4000) return u16(static_cast<std::uint16_t>(0x4000 | length));
  if (length < 0x40000000) return u32(static_cast<std::uint32_t>(0x80000000 | length));
  throw std::length_error("vector longer than 2^30-1 bytes");
}

Writer& Writer::opaque(ByteView data) { return varint(data.size()).bytes(data); }

}  // namespace valise::base
