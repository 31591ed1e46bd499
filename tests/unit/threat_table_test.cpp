// Keeps docs/threat-tests.md true: every row is there once, and the tests that it names are in the sources.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
const fs::path kRoot = VALISE_SOURCE_DIR;

std::string read(const fs::path& path) {
  std::ifstream file(path);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

std::vector<std::string> split(const std::string& text, char by) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, by);) {
    const auto first = part.find_first_not_of(' ');
    if (first != std::string::npos) out.push_back(part.substr(first, part.find_last_not_of(' ') - first + 1));
  }
  return out;
}

// rows gives the cells of each row that begins with a number.
std::vector<std::vector<std::string>> rows() {
  std::vector<std::vector<std::string>> out;
  for (const auto& line : split(read(kRoot / "docs/threat-tests.md"), '\n')) {
    const auto cells = split(line, '|');
    if (!cells.empty() && line.starts_with('|') && std::isdigit(static_cast<unsigned char>(cells[0][0]))) out.push_back(cells);
  }
  return out;
}

// tests_written gives all tests of the tree, as Suite.Name, and what is a program of its own by its name.
std::set<std::string> tests_written() {
  static const std::regex test(R"((?:^|\n)\s*(?:TYPED_)?TEST(?:_F|_P)?\((\w+),\s*(\w+)\))");
  std::set<std::string> out{"PacketLoss"};
  for (const auto& entry : fs::recursive_directory_iterator(kRoot / "tests")) {
    if (!entry.path().string().ends_with("_test.cpp")) continue;
    const auto text = read(entry.path());
    for (std::sregex_iterator found(text.begin(), text.end(), test), end; found != end; ++found) {
      out.insert((*found)[1].str() + "." + (*found)[2].str());
    }
  }
  return out;
}

TEST(ThreatTable, EveryRowIsThereOnce) {
  std::vector<int> expected, found;
  for (int row = 9; row <= 59; ++row) {
    if (row != 26) expected.push_back(row);  // a later suite's
  }
  for (const auto& row : rows()) {
    EXPECT_EQ(row.size(), 4U) << row[0];
    found.push_back(std::stoi(row[0]));
  }
  EXPECT_EQ(found, expected);
}

TEST(ThreatTable, TestsExist) {
  const auto written = tests_written();
  EXPECT_GT(written.size(), 1'000U);
  for (const auto& row : rows()) {
    const auto named = split(row.at(2), ',');
    EXPECT_FALSE(named.empty()) << row[0];
    if (row.at(2) == "none") EXPECT_NE(row.at(3).find("open:"), std::string::npos) << "row " << row[0];
    if (row.at(2) == "none") continue;
    for (const auto& test : named) EXPECT_TRUE(written.contains(test)) << "row " << row[0] << ": " << test;
  }
}

TEST(ThreatTable, AMadeUpTestWouldBeFound) { EXPECT_FALSE(tests_written().contains("ThreatTable.ThisOneDoesNotExist")); }

}  // namespace
