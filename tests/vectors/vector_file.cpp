#include "tests/vectors/vector_file.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <map>
#include <sstream>

namespace valise::mls::vectors {
namespace {

std::filesystem::path folder() {
  const char* given = std::getenv("VALISE_VECTORS");
  return std::filesystem::path(given ? given : VALISE_VECTORS_DEFAULT) / "mls";
}

// load gives a file's cases, or nothing when the folder is missing.
std::optional<json::array> load(const std::string& name) {
  std::ifstream file(folder() / (name + ".json"));
  if (!file) return std::nullopt;
  std::stringstream text;
  text << file.rdbuf();
  return json::parse(text.str()).as_array();
}

// unseen names the fields that the check did not look at.
void unseen(const json::value& value, const std::set<const json::value*>& seen, const std::string& path,
            std::set<std::string>& names) {
  if (const auto* object = value.if_object()) {
    for (const auto& [key, inner] : *object) unseen(inner, seen, path + "." + std::string(key), names);
  } else if (const auto* array = value.if_array(); array && !array->empty()) {
    for (const json::value& inner : *array) unseen(inner, seen, path + "[]", names);
  } else if (!seen.contains(&value)) {
    names.insert(path);
  }
}

// run_case calls check(case) and expects that it looked at every field.
void run_case(const json::value& value, const PlainCheck& check) {
  std::set<const json::value*> seen;
  check(Case(value, seen));
  if (testing::Test::HasFatalFailure()) return;  // it did not get to the end
  std::set<std::string> names;
  unseen(value, seen, {}, names);
  for (const std::string& name : names) ADD_FAILURE() << "the check does not look at the field " << name;
}

std::string hex_of(CipherSuiteId id) {
  std::stringstream out;
  out << "0x" << std::hex << std::setw(4) << std::setfill('0') << static_cast<unsigned>(id);
  return out.str();
}

}  // namespace

std::vector<Case> Case::as_array() const {
  look();
  std::vector<Case> out;
  for (const json::value& inner : value_->as_array()) out.emplace_back(inner, *seen_);
  return out;
}

Bytes hex(const Case& value) { return base::parse_hex(value.text()).value(); }

std::shared_ptr<const Signer> signer(const Case& value) {
  const Bytes bytes = hex(value);
  const auto seed = crypto::SigningSeed::from_bytes(ByteView(bytes).first<32>());
  return std::make_shared<Ed25519Signer>(crypto::SigningKey::from_seed(seed));
}

std::uint32_t number(const Case& value) { return value.to_number<std::uint32_t>(); }

const CipherSuite* suite_of(const Case& test_case) {
  return CipherSuite::find(CipherSuiteId(test_case.at("cipher_suite").to_number<std::uint16_t>()));
}

void for_each_case(const std::string& name, const Check& check, const PlainCheck& foreign) {
  const auto cases = load(name);
  if (!cases) GTEST_SKIP() << "no vectors in " << folder() << " (set VALISE_VECTORS)";
  std::map<CipherSuiteId, int> run;
  int left_out = 0;
  for (std::size_t i = 0; i < cases->size(); ++i) {
    SCOPED_TRACE(name + " case " + std::to_string(i));
    const auto one = [&](const Case& test_case) {
      if (const CipherSuite* suite = suite_of(test_case)) return ++run[suite->id()], check(test_case, *suite);
      ++left_out;
      if (foreign) foreign(test_case);
    };
    std::set<const json::value*> unused;
    if (suite_of(Case((*cases)[i], unused)))
      run_case((*cases)[i], one);
    else
      one(Case((*cases)[i], unused));
  }
  std::cout << name << ": " << cases->size() << " in the file;";
  for (const auto& [suite, count] : run) std::cout << ' ' << count << " run with suite " << hex_of(suite) << ';';
  std::cout << ' ' << left_out << " of other suites, " << (foreign ? "checked as far as no cryptography is needed" : "left out")
            << '\n';
  EXPECT_FALSE(run.empty()) << "no case of " << name << " was run";
}

void for_each_plain_case(const std::string& name, const PlainCheck& check) {
  const auto cases = load(name);
  if (!cases) GTEST_SKIP() << "no vectors in " << folder() << " (set VALISE_VECTORS)";
  for (std::size_t i = 0; i < cases->size(); ++i) {
    SCOPED_TRACE(name + " case " + std::to_string(i));
    run_case((*cases)[i], check);
  }
  std::cout << name << ": " << cases->size() << " in the file, all run\n";
  EXPECT_FALSE(cases->empty()) << "no case of " << name << " was run";
}

}  // namespace valise::mls::vectors
