#include "client-sdk/mls/padding.hpp"

#include <bit>

namespace valise::mls {

std::size_t padme(std::size_t length) {
  if (length < 2) return length;
  const auto exponent = static_cast<unsigned>(std::bit_width(length)) - 1;
  const auto kept_bits = static_cast<unsigned>(std::bit_width(exponent));
  const std::size_t mask = (std::size_t{1} << (exponent - kept_bits)) - 1;
  return (length + mask) & ~mask;
}

}  // namespace valise::mls
