// Secret: key material that cannot be copied, compared, printed or serialised by accident, and is wiped when it goes.
//
// A secret has a fixed size and a tag, so that keys for different purposes are different types. Moving wipes the source. Reading
// is by expose() only, which is easy to search for. Secrets live inside their owner (no allocation each); the process that holds
// them is not dumpable (keys/crypto/process.hpp).
#pragma once

#include <utility>

#include "base/bytes.hpp"

namespace valise::crypto {

// wipe overwrites memory in a way that the compiler may not remove (sodium_memzero).
void wipe(base::MutableBytes memory);

template <class Tag, std::size_t N>
class Secret {
 public:
  static constexpr std::size_t size = N;

  // from_bytes copies key material in; the caller wipes its own copy.
  [[nodiscard]] static Secret from_bytes(base::FixedView<N> bytes) {
    Secret out;
    std::ranges::copy(bytes, out.bytes_.begin());
    return out;
  }
  // make calls fill(span of N bytes), for functions that write a key where they are told.
  template <class Fill>
  [[nodiscard]] static Secret make(Fill&& fill) {
    Secret out;
    fill(std::span<base::Byte, N>(out.bytes_));
    return out;
  }

  Secret(Secret&& other) noexcept : bytes_(other.bytes_) { wipe(other.bytes_); }
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) {
      bytes_ = other.bytes_;
      wipe(other.bytes_);
    }
    return *this;
  }
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() { wipe(bytes_); }

  [[nodiscard]] base::FixedView<N> expose() const { return bytes_; }
  // duplicate is the explicit copy, for the few places where a key has two owners.
  [[nodiscard]] Secret duplicate() const { return from_bytes(bytes_); }
  // retag turns a secret into one for another purpose where a standard defines both as the same bytes. Consumes this one.
  template <class OtherTag>
  [[nodiscard]] Secret<OtherTag, N> retag() && {
    auto out = Secret<OtherTag, N>::from_bytes(bytes_);
    wipe(bytes_);
    return out;
  }

 private:
  Secret() = default;

  base::ByteArray<N> bytes_{};
};

}  // namespace valise::crypto
