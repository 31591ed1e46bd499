// What the tests of keys/crypto share.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>

#include "base/random.hpp"
#include "base/result.hpp"
#include "base/text_encoding.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/support/temp_folder.hpp"

namespace valise::crypto::test {

// hex gives the bytes of a literal.
inline base::Bytes hex(std::string_view digits) { return base::parse_hex(digits).value(); }
template <std::size_t N>
base::ByteArray<N> hex_array(std::string_view digits) {
  const auto bytes = hex(digits);
  return base::to_array(base::FixedView<N>(base::ByteView(bytes).subspan(0, N).template first<N>()));
}
template <class SecretType>
SecretType secret(std::string_view digits) {
  return SecretType::from_bytes(hex_array<SecretType::size>(digits));
}

using tests::SeededRandom;

// error_of gives a result's error code; none for a success.
template <class T>
std::error_code error_of(const base::Result<T>& result) {
  return result ? std::error_code() : result.error().code;
}

// entries counts what is in a folder, hidden files included.
inline std::size_t entries(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

}  // namespace valise::crypto::test
