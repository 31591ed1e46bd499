// Writer: the counterpart of Reader (base/reader.hpp), for public data. Lengths above 2^30-1 are a bug of the caller and throw.
#pragma once

#include <cstdint>
#include <utility>

#include "base/bytes.hpp"

namespace valise::base {

class Writer {
 public:
  // What is written should have about the expected size, or it is copied as it grows.
  explicit Writer(std::size_t expected = 128) { out_.reserve(expected); }

  Writer& u8(std::uint8_t value);
  Writer& u16(std::uint16_t value);
  Writer& u32(std::uint32_t value);
  Writer& u64(std::uint64_t value);
  Writer& bytes(ByteView bytes);
  // varint writes a vector length in its shortest form (RFC 9420 section 2.1.2); throws std::length_error above 2^30-1.
  Writer& varint(std::size_t length);
  // opaque writes `opaque x<V>`: the length and the bytes.
  Writer& opaque(ByteView bytes);
  // opaque_of writes what write(*this) appends as `opaque x<V>`.
  template <class Write>
  Writer& opaque_of(Write&& write) {
    const std::size_t begin = begin_opaque();
    write(*this);
    return end_opaque(begin);
  }

  [[nodiscard]] ByteView view() const { return out_; }
  [[nodiscard]] std::size_t size() const { return out_.size(); }
  // take hands the bytes over and leaves the writer empty.
  [[nodiscard]] Bytes take() { return std::exchange(out_, {}); }

 private:
  Writer& big_endian(std::uint64_t value, std::size_t size);
  // begin_opaque leaves room for the shortest length, which end_opaque fills in, moving what was written if it needs more.
  std::size_t begin_opaque();
  Writer& end_opaque(std::size_t begin);

  Bytes out_;
};

}  // namespace valise::base
