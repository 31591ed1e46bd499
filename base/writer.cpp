#include "base/writer.hpp"

#include <stdexcept>

namespace valise::base {
namespace {

// Length is the shortest form of a vector's length.
class Length {
 public:
  explicit Length(std::size_t length) {
    if (length >= 0x40000000) throw std::length_error("vector longer than 2^30-1 bytes");
    const std::size_t form = length < 0x40 ? 0 : length < 0x4000 ? 1 : 2;
    size_ = std::size_t{1} << form;
    for (std::size_t i = size_; i-- > 0; length >>= 8) bytes_[i] = static_cast<Byte>(length);
    bytes_[0] = static_cast<Byte>(bytes_[0] | form << 6);
  }
  [[nodiscard]] ByteView view() const { return ByteView(bytes_).first(size_); }

 private:
  ByteArray<4> bytes_{};
  std::size_t size_;
};

}  // namespace

Writer& Writer::big_endian(std::uint64_t value, std::size_t size) {
  ByteArray<sizeof value> digits;
  for (std::size_t i = size; i-- > 0; value >>= 8) digits[i] = static_cast<Byte>(value);
  return bytes(ByteView(digits).first(size));
}

Writer& Writer::u8(std::uint8_t value) {
  out_.push_back(value);
  return *this;
}
Writer& Writer::u16(std::uint16_t value) { return big_endian(value, 2); }
Writer& Writer::u32(std::uint32_t value) { return big_endian(value, 4); }
Writer& Writer::u64(std::uint64_t value) { return big_endian(value, 8); }

Writer& Writer::bytes(ByteView bytes) {
  append(out_, bytes);
  return *this;
}

Writer& Writer::varint(std::size_t length) { return bytes(Length(length).view()); }

std::size_t Writer::begin_opaque() {
  out_.push_back(0);
  return out_.size();
}

Writer& Writer::end_opaque(std::size_t begin) {
  const Length length(out_.size() - begin);
  const ByteView prefix = length.view();
  out_[begin - 1] = prefix.front();
  out_.insert(out_.begin() + static_cast<std::ptrdiff_t>(begin), prefix.begin() + 1, prefix.end());
  return *this;
}

Writer& Writer::opaque(ByteView data) { return varint(data.size()).bytes(data); }

}  // namespace valise::base
