// Secret: key material that cannot be copied, compared, printed or serialised by accident, and is wiped when it goes.
//
// A secret has a fixed size and a tag, so that keys for different purposes are different types. Moving hands the memory over, so
// that nothing stays behind; what was moved from reads as zeros. Reading is by expose() only, which is easy to search for.
// Secrets live in memory that is not swapped (keys/crypto/locked_memory.hpp); the process that holds them is not dumpable
// (keys/crypto/process.hpp).
#pragma once

#include <string>

#include "keys/crypto/locked_memory.hpp"

namespace valise::crypto {

// wipe overwrites memory in a way that the compiler may not remove (sodium_memzero).
void wipe(base::MutableBytes memory);
void wipe(std::span<char> memory);
// wipe of a string overwrites all it has room for, and leaves it empty.
void wipe(std::string& text);

template <class Tag, std::size_t N>
class Secret {
 public:
  static constexpr std::size_t size = N;

  // from_bytes copies key material in; the caller wipes its own copy.
  [[nodiscard]] static Secret from_bytes(base::FixedView<N> bytes) {
    Secret out;
    std::ranges::copy(bytes, out.block_.bytes().begin());
    return out;
  }
  // make calls fill(span of N bytes), for functions that write a key where they are told.
  template <class Fill>
  [[nodiscard]] static Secret make(Fill&& fill) {
    Secret out;
    fill(std::span<base::Byte, N>(out.block_.bytes()));
    return out;
  }

  Secret(Secret&& other) noexcept = default;
  Secret& operator=(Secret&& other) noexcept = default;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() = default;

  [[nodiscard]] base::FixedView<N> expose() const {
    return block_.size() == N ? base::FixedView<N>(block_.bytes()) : base::FixedView<N>(nothing);
  }
  // duplicate is the explicit copy, for the few places where a key has two owners.
  [[nodiscard]] Secret duplicate() const { return from_bytes(expose()); }
  // retag turns a secret into one for another purpose where a standard defines both as the same bytes. Consumes this one.
  template <class OtherTag>
  [[nodiscard]] Secret<OtherTag, N> retag() && {
    auto out = Secret<OtherTag, N>::from_bytes(expose());
    block_.release();
    return out;
  }

 private:
  static_assert(N > 0 && N <= LockedBlock::max_size);
  static constexpr base::ByteArray<N> nothing{};

  Secret() : block_(N) {}

  LockedBlock block_;
};

}  // namespace valise::crypto
