// Reading of the MLS working group's test vectors (github.com/mlswg/mls-implementations, test-vectors.md).
//
// The folder is $VALISE_VECTORS, or VALISE_VECTORS_DEFAULT of the build; without it a test skips and says so. Cases of cipher
// suites that this program does not have are counted, never silently left out.
#pragma once

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <string>

#include "base/text_encoding.hpp"
#include "client-sdk/mls/cipher_suite.hpp"
#include "client-sdk/mls/suite_x25519.hpp"

namespace valise::mls::vectors {

namespace json = boost::json;

// hex gives the bytes of a hexadecimal string.
[[nodiscard]] Bytes hex(const json::value& value);
// signer makes a signer of a hexadecimal private key (the seed, perhaps with the public key after it).
[[nodiscard]] std::shared_ptr<const Signer> signer(const json::value& value);
[[nodiscard]] std::uint32_t number(const json::value& value);

// suite_of gives the case's suite, or nothing.
[[nodiscard]] const CipherSuite* suite_of(const json::value& test_case);

// load gives a vector file's cases, or nothing when the folder is missing.
[[nodiscard]] std::optional<json::array> load(const std::string& name);

// for_each_case runs `check(case, suite)` for every case of a file whose suite is known, and prints the counts.
void for_each_case(const std::string& name, const std::function<void(const json::value&, const CipherSuite&)>& check);
// for_each_plain_case does so for files without cipher suites.
void for_each_plain_case(const std::string& name, const std::function<void(const json::value&)>& check);

}  // namespace valise::mls::vectors
