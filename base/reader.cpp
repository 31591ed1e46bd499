#include "base/reader.hpp"

namespace valise::base {

template <class Int>
Result<Int> Reader::big_endian() {
  if (rest_.size() < sizeof(Int)) return fail(ReadError::truncated);
  std::uint64_t value = 0;
  for (Byte byte : rest_.first(sizeof(Int))) value = value << 8 | byte;
  rest_ = rest_.subspan(sizeof(Int));
  return static_cast<Int>(value);
}

Result<std::uint8_t> Reader::u8() { return big_endian<std::uint8_t>(); }
Result<std::uint16_t> Reader::u16() { return big_endian<std::uint16_t>(); }
Result<std::uint32_t> Reader::u32() { return big_endian<std::uint32_t>(); }
Result<std::uint64_t> Reader::u64() { return big_endian<std::uint64_t>(); }

Result<ByteView> Reader::bytes(std::size_t size) {
  if (rest_.size() < size) return fail(ReadError::truncated);
  const ByteView view = rest_.first(size);
  rest_ = rest_.subspan(size);
  return view;
}

Result<std::uint32_t> Reader::varint() {
  if (rest_.empty()) return fail(ReadError::truncated);
  const unsigned prefix = rest_[0] >> 6;
  if (prefix == 3) return fail(ReadError::bad_length_prefix);
  const std::size_t size = std::size_t{1} << prefix;
  if (rest_.size() < size) return fail(ReadError::truncated);
  std::uint32_t value = rest_[0] & 0x3f;
  for (std::size_t i = 1; i < size; ++i) value = value << 8 | rest_[i];
  const std::uint32_t smallest = prefix == 0 ? 0 : prefix == 1 ? 0x40 : 0x4000;
  if (value < smallest) return fail(ReadError::non_minimal_length);
  rest_ = rest_.subspan(size);
  return value;
}

Result<ByteView> Reader::opaque() {
  Reader ahead = *this;
  const auto length = ahead.varint();
  if (!length) return fail(length.error().code);
  const auto view = ahead.bytes(*length);
  if (!view) return fail(view.error().code);
  *this = ahead;
  return *view;
}

Result<> Reader::finish() const {
  if (!rest_.empty()) return fail(ReadError::trailing_bytes);
  return {};
}

}  // namespace valise::base
