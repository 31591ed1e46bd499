// Reader and Writer: the one bounds-checked way through binary formats of our own and of RFC 9420. Integers are big-endian;
// variable-size vectors carry the length prefix of RFC 9420 section 2.1.2, whose non-minimal forms are refused.
#pragma once

#include <cstdint>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace valise::base {

enum class ReadError {
  truncated = 1,
  trailing_bytes,
  non_minimal_length,
  bad_length_prefix,
};
constexpr std::string_view describe(ReadError error) {
  switch (error) {
    case ReadError::truncated: return "the data ends too early";
    case ReadError::trailing_bytes: return "there are bytes after the end";
    case ReadError::non_minimal_length: return "a length is not in its shortest form";
    case ReadError::bad_length_prefix: return "a length prefix is not valid";
  }
  return "unreadable data";
}

// Reader walks a view that must outlive it. Nothing is copied and nothing allocated; a failed read moves nothing.
class Reader {
 public:
  explicit Reader(ByteView data) : rest_(data) {}

  [[nodiscard]] Result<std::uint8_t> u8();
  [[nodiscard]] Result<std::uint16_t> u16();
  [[nodiscard]] Result<std::uint32_t> u32();
  [[nodiscard]] Result<std::uint64_t> u64();

  // bytes gives the next `size` bytes as a view into the data.
  [[nodiscard]] Result<ByteView> bytes(std::size_t size);
  template <std::size_t N>
  [[nodiscard]] Result<ByteArray<N>> array() {
    auto view = bytes(N);
    if (!view) return pass_on(view);
    return to_array(FixedView<N>(view->template first<N>()));
  }

  // varint reads a vector length (RFC 9420 section 2.1.2): 1, 2 or 4 bytes, at most 2^30-1.
  [[nodiscard]] Result<std::uint32_t> varint();
  // opaque reads `opaque x<V>`: a length and as many bytes.
  [[nodiscard]] Result<ByteView> opaque();

  [[nodiscard]] bool empty() const { return rest_.empty(); }
  [[nodiscard]] std::size_t remaining() const { return rest_.size(); }
  [[nodiscard]] ByteView rest() const { return rest_; }
  // finish fails unless everything was read.
  [[nodiscard]] Result<> finish() const;

 private:
  template <class Int>
  Result<Int> big_endian();

  ByteView rest_;
};

}  // namespace valise::base

VALISE_ERROR_ENUM(valise::base, ReadError, "read")
