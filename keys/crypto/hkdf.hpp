// HKDF-SHA-256 (RFC 5869). Results are secrets of the type that the caller names; inputs are views, since what stands for salt
// and input key material differs from use to use.
#pragma once

#include "keys/crypto/hash.hpp"
#include "keys/crypto/secret.hpp"

namespace valise::crypto {

inline constexpr std::size_t hkdf_size = 32;
inline constexpr std::size_t hkdf_max_output = 255 * hkdf_size;

using PseudorandomKey = Secret<struct PseudorandomKeyTag, hkdf_size>;

// hkdf_extract_into is HKDF-Extract over the parts of the input key material, one after the other. An empty salt is as good as
// 32 zero bytes (RFC 5869 section 2.2).
void hkdf_extract_into(base::ByteView salt, Parts ikm, std::span<base::Byte, hkdf_size> out);

template <class SecretType = PseudorandomKey>
[[nodiscard]] SecretType hkdf_extract(base::ByteView salt, base::ByteView ikm) {
  return SecretType::make([&](std::span<base::Byte, hkdf_size> out) { hkdf_extract_into(salt, {ikm}, out); });
}
template <class SecretType = PseudorandomKey>
[[nodiscard]] SecretType hkdf_extract_parts(base::ByteView salt, Parts ikm) {
  return SecretType::make([&](std::span<base::Byte, hkdf_size> out) { hkdf_extract_into(salt, ikm, out); });
}

// HkdfExpander is HKDF-Expand for those who derive several things from one pseudorandom key, which costs less than doing it one
// by one. Its state is secret and wiped.
class HkdfExpander {
 public:
  explicit HkdfExpander(base::ByteView prk) : keyed_(prk) {}
  // expand_into does what hkdf_expand_into does.
  void expand_into(Parts info, base::MutableBytes out);

 private:
  HmacSha256 keyed_;
};

// hkdf_expand_into is HKDF-Expand, filling all of `out`. `info` is made of its parts, one after the other. More than
// hkdf_max_output bytes are a bug of the caller and throw std::length_error.
void hkdf_expand_into(base::ByteView prk, Parts info, base::MutableBytes out);

// hkdf_expand gives a secret: `hkdf_expand<JoinerSecret>(prk.expose(), info)`.
template <class SecretType>
[[nodiscard]] SecretType hkdf_expand(base::ByteView prk, base::ByteView info) {
  static_assert(SecretType::size <= hkdf_max_output);
  return SecretType::make([&](std::span<base::Byte, SecretType::size> out) { hkdf_expand_into(prk, {info}, out); });
}
template <class SecretType>
[[nodiscard]] SecretType hkdf_expand_parts(base::ByteView prk, Parts info) {
  static_assert(SecretType::size <= hkdf_max_output);
  return SecretType::make([&](std::span<base::Byte, SecretType::size> out) { hkdf_expand_into(prk, info, out); });
}

}  // namespace valise::crypto
