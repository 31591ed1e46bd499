// Input: a fuzzer's bytes, taken from the front as numbers and strings. When they are used up it gives zeros and nothing.
#pragma once

#include <algorithm>

#include "base/bytes.hpp"

namespace valise::fuzz {

class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : rest_(data, size) {}

  [[nodiscard]] bool empty() const { return rest_.empty(); }
  std::uint8_t u8() {
    if (rest_.empty()) return 0;
    const std::uint8_t value = rest_.front();
    rest_ = rest_.subspan(1);
    return value;
  }
  std::uint16_t u16() { return static_cast<std::uint16_t>(u8() << 8 | u8()); }
  // below gives a number less than `end`, 0 if there is none.
  std::size_t below(std::size_t end) { return end == 0 ? 0 : (end <= 256 ? u8() : u16()) % end; }
  // bytes takes a length (one byte) and as many bytes.
  base::ByteView bytes() {
    const std::size_t size = std::min<std::size_t>(u8(), rest_.size());
    const base::ByteView taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }
  base::ByteView rest() const { return rest_; }

  // change alters bytes as the input says: up to eight times a byte is replaced, put in or taken out, or the end is cut off.
  void change(base::Bytes& bytes) {
    for (std::size_t i = below(8) + 1; i > 0; --i) {
      const std::size_t at = below(bytes.size());
      const auto place = bytes.begin() + static_cast<std::ptrdiff_t>(at);
      switch (below(5)) {
        case 0: bytes.insert(place, u8()); break;
        case 1:
          if (!bytes.empty()) bytes.erase(place);
          break;
        case 2: bytes.resize(at); break;
        case 3: {
          const base::ByteView more = this->bytes();
          bytes.insert(place, more.begin(), more.end());
          break;
        }
        default:
          if (!bytes.empty()) *place = u8();
      }
    }
  }

 private:
  base::ByteView rest_;
};

}  // namespace valise::fuzz
