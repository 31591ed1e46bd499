#include "tests/vectors/vector_file.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

namespace valise::mls::vectors {
namespace {

std::filesystem::path folder() {
  const char* given = std::getenv("VALISE_VECTORS");
  return std::filesystem::path(given ? given : VALISE_VECTORS_DEFAULT) / "mls";
}

void report(const std::string& name, int run, int out_of_scope) {
  std::cout << name << ": " << run << " run, " << out_of_scope << " out of scope (cipher suite)\n";
  EXPECT_GT(run, 0) << name;
}

}  // namespace

Bytes hex(const json::value& value) { return base::parse_hex(std::string_view(value.as_string())).value(); }

std::shared_ptr<const Signer> signer(const json::value& value) {
  const Bytes bytes = hex(value);
  const auto seed = crypto::SigningSeed::from_bytes(ByteView(bytes).first<32>());
  return std::make_shared<Ed25519Signer>(crypto::SigningKey::from_seed(seed));
}

std::uint32_t number(const json::value& value) { return value.to_number<std::uint32_t>(); }

const CipherSuite* suite_of(const json::value& test_case) {
  return CipherSuite::find(CipherSuiteId(test_case.at("cipher_suite").to_number<std::uint16_t>()));
}

std::optional<json::array> load(const std::string& name) {
  std::ifstream file(folder() / (name + ".json"));
  if (!file) return std::nullopt;
  std::stringstream text;
  text << file.rdbuf();
  return json::parse(text.str()).as_array();
}

void for_each_case(const std::string& name, const std::function<void(const json::value&, const CipherSuite&)>& check) {
  const auto cases = load(name);
  if (!cases) GTEST_SKIP() << "no vectors in " << folder() << " (set VALISE_VECTORS)";
  int run = 0;
  int out_of_scope = 0;
  for (const json::value& test_case : *cases) {
    const CipherSuite* suite = suite_of(test_case);
    SCOPED_TRACE(name + " case " + std::to_string(run + out_of_scope));
    if (suite)
      ++run, check(test_case, *suite);
    else
      ++out_of_scope;
  }
  report(name, run, out_of_scope);
}

void for_each_plain_case(const std::string& name, const std::function<void(const json::value&)>& check) {
  const auto cases = load(name);
  if (!cases) GTEST_SKIP() << "no vectors in " << folder() << " (set VALISE_VECTORS)";
  int run = 0;
  for (const json::value& test_case : *cases) {
    SCOPED_TRACE(name + " case " + std::to_string(run++));
    check(test_case);
  }
  report(name, run, 0);
}

}  // namespace valise::mls::vectors
