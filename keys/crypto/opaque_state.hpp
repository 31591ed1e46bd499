// OpaqueState: room for a state struct of libsodium or OpenSSL inside a class, so that this folder's headers need not include
// theirs. Copied like the struct it stands for; the owner wipes it. Only for this folder's classes.
#pragma once

#include <cstddef>
#include <new>
#include <type_traits>

#include "base/bytes.hpp"

namespace valise::crypto {

template <std::size_t N>
class OpaqueState {
 public:
  template <class State>
  [[nodiscard]] State* as() {
    static_assert(sizeof(State) == N && alignof(State) <= 16 && std::is_trivially_copyable_v<State>);
    return std::launder(reinterpret_cast<State*>(bytes_));
  }
  [[nodiscard]] base::MutableBytes memory() { return bytes_; }

 private:
  alignas(16) base::Byte bytes_[N]{};
};

}  // namespace valise::crypto
