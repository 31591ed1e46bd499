// Reading of the MLS working group's test vectors (github.com/mlswg/mls-implementations, test-vectors.md).
//
// The folder is $VALISE_VECTORS, or VALISE_VECTORS_DEFAULT of the build; without it a test skips and says so. Nothing is left out
// in silence: cases of cipher suites that this program does not have are counted, a file of which no case was run fails, and so
// does a case with a field that the check did not look at.
#pragma once

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <set>
#include <string>

#include "base/text_encoding.hpp"
#include "client-sdk/mls/cipher_suite.hpp"
#include "client-sdk/mls/suite_x25519.hpp"

namespace valise::mls::vectors {

namespace json = boost::json;

// Case is a part of a vector file. What it is asked for counts as looked at.
class Case {
 public:
  Case(const json::value& value, std::set<const json::value*>& seen) : value_(&value), seen_(&seen) {}

  // at gives a field or an element, which must be there.
  [[nodiscard]] Case at(std::string_view field) const { return {value_->at(field), *seen_}; }
  [[nodiscard]] Case at(std::size_t index) const { return {value_->at(index), *seen_}; }
  [[nodiscard]] std::vector<Case> as_array() const;
  [[nodiscard]] bool is_null() const { return value_->is_null() && (look(), true); }
  [[nodiscard]] std::string text() const { return look(), std::string(value_->as_string()); }
  template <class Number>
  [[nodiscard]] Number to_number() const {
    return look(), value_->to_number<Number>();
  }

 private:
  void look() const { seen_->insert(value_); }

  const json::value* value_;
  std::set<const json::value*>* seen_;
};

// hex gives the bytes of a hexadecimal string.
[[nodiscard]] Bytes hex(const Case& value);
// signer makes a signer of a hexadecimal private key (the seed, perhaps with the public key after it).
[[nodiscard]] std::shared_ptr<const Signer> signer(const Case& value);
[[nodiscard]] std::uint32_t number(const Case& value);

// suite_of gives the case's suite, or nothing.
[[nodiscard]] const CipherSuite* suite_of(const Case& test_case);

using Check = std::function<void(const Case&, const CipherSuite&)>;
using PlainCheck = std::function<void(const Case&)>;

// for_each_case runs the check for every case of a file whose suite is known, and prints the counts. For those of other suites
// it runs `foreign`, if given: what can be checked without the suite.
void for_each_case(const std::string& name, const Check& check, const PlainCheck& foreign = {});
// for_each_plain_case does so for files without cipher suites.
void for_each_plain_case(const std::string& name, const PlainCheck& check);

}  // namespace valise::mls::vectors
