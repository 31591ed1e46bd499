// Keeps client-sdk/mls/VALIDATION.md true: what it names must be there, and what is there must be named.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <numeric>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

using Row = std::vector<std::string>;

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::vector<std::string> split(const std::string& text, char by) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, by);) {
    if (!trimmed(part).empty()) out.push_back(trimmed(part));
  }
  return out;
}

std::string read(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

const std::string root = VALISE_SOURCE_DIR "/";

// rows_of gives the table rows whose first cell begins like that.
std::vector<Row> rows_of(const std::string& prefix) {
  std::vector<Row> out;
  for (const std::string& line : split(read(root + "client-sdk/mls/VALIDATION.md"), '\n')) {
    if (line.starts_with("| " + prefix)) out.push_back(split(line, '|'));
  }
  return out;
}

// tests_built gives this program's tests by their full names.
std::set<std::string> tests_built() {
  std::set<std::string> out;
  const auto& program = *testing::UnitTest::GetInstance();
  for (int i = 0; i < program.total_test_suite_count(); ++i) {
    const auto& suite = *program.GetTestSuite(i);
    for (int j = 0; j < suite.total_test_count(); ++j) out.insert(std::string(suite.name()) + "." + suite.GetTestInfo(j)->name());
  }
  return out;
}

// defines tells whether the text has the function's name before an opening parenthesis, outside of comments.
bool defines(const std::string& text, const std::string& function) {
  for (const std::string& line : split(text, '\n')) {
    if (line.starts_with("//")) continue;
    for (auto at = line.find(function + "("); at != std::string::npos; at = line.find(function + "(", at + 1)) {
      if (at == 0 || !(std::isalnum(static_cast<unsigned char>(line[at - 1])) || line[at - 1] == '_')) return true;
    }
  }
  return false;
}

std::vector<std::string> named_tests() {
  std::vector<std::string> out;
  for (const Row& row : rows_of("V-")) {
    const auto tests = split(row.at(4), ',');
    out.insert(out.end(), tests.begin(), tests.end());
  }
  return out;
}

TEST(ValidationTable, NumbersGoOn) {
  for (const std::string prefix : {"V-", "A-"}) {
    int expected = 0;
    for (const Row& row : rows_of(prefix)) {
      EXPECT_EQ(std::stoi(row.at(0).substr(2)), ++expected) << row.at(0);
      EXPECT_EQ(row.size(), prefix == "V-" ? 5U : 4U) << row.at(0);
    }
    EXPECT_GT(expected, 10);
  }
}
TEST(ValidationTable, PlacesExist) {
  for (const Row& row : rows_of("V-")) {
    for (const std::string& place : split(row.at(3), ';')) {
      const auto parts = split(place, ':');
      ASSERT_EQ(parts.size(), 2U) << row.at(0);
      const std::string path = root + (parts[0].starts_with("base/") ? "" : "client-sdk/mls/") + parts[0];
      EXPECT_TRUE(defines(read(path), parts[1])) << row.at(0) << ": " << place;
    }
  }
}
TEST(ValidationTable, TestsExist) {
  const auto built = tests_built();
  for (const Row& row : rows_of("V-")) {
    for (const std::string& test : split(row.at(4), ',')) EXPECT_TRUE(built.contains(test)) << row.at(0) << ": " << test;
  }
}
TEST(ValidationTable, EveryTestOfARuleIsNamed) {
  const auto list = named_tests();
  const std::set<std::string> named(list.begin(), list.end());
  for (const std::string& test : tests_built()) {
    const bool rule = test.find("Rules.") != std::string::npos && test.find(".Unaltered") == std::string::npos;
    EXPECT_TRUE(!rule || named.contains(test)) << test;
  }
}
TEST(ValidationTable, EverySuiteOfRulesHasItsTwin) {
  std::map<std::string, bool> twins;
  for (const std::string& test : tests_built()) {
    const auto parts = split(test, '.');
    if (parts.at(0).ends_with("Rules")) twins[parts[0]] |= parts.at(1).starts_with("Unaltered");
  }
  for (const auto& [suite, has_twin] : twins) EXPECT_TRUE(has_twin) << suite;
}
TEST(ValidationTable, EverySectionIsAnswered) {
  std::set<std::string> known;
  for (const std::string prefix : {"V-", "A-"}) {
    for (const Row& row : rows_of(prefix)) known.insert(row.at(0));
  }
  int keywords = 0;
  std::set<std::string> used;
  for (const char first : std::string("123456789")) {
    for (const Row& row : rows_of(std::string(1, first))) {
      keywords += std::stoi(row.at(1));
      ASSERT_EQ(row.size(), 3U) << row.at(0);
      for (const std::string& number : split(row.at(2), ',')) {
        EXPECT_TRUE(known.contains(number.substr(0, 5))) << row.at(0) << ": " << number;
        used.insert(number);
      }
    }
  }
  EXPECT_EQ(keywords, std::stoi(rows_of("all").at(0).at(1)));
  for (const Row& row : rows_of("A-")) EXPECT_TRUE(used.contains(row.at(0))) << row.at(0);
}

}  // namespace
