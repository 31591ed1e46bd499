// Every command that the help texts and the documents show must be one that the program understands.
#include <gtest/gtest.h>

#include <fstream>
#include <functional>

#include "cli/command_line.hpp"
#include "cli/help.hpp"

namespace valise::cli {
namespace {

// shell_words splits as a shell would, up to a pipe, redirection or comment.
std::vector<std::string> shell_words(const std::string& line) {
  std::vector<std::string> words(1);
  bool quoted = false;
  bool comment_possible = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ' ' && !quoted) {
      if (!words.back().empty()) words.emplace_back();
      comment_possible = words.size() > 1;
      continue;
    } else if (!quoted && (c == '|' || c == '<' || c == '>' || (c == '#' && comment_possible))) {
      break;
    } else {
      words.back() += c;
    }
    comment_possible = false;
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

void expect_understood(const std::string& line, const std::string& where) {
  auto words = shell_words(line);
  if (!words.empty() && words.back() == "3") words.pop_back();  // of "3< FILE"
  words.erase(words.begin());
  CommandLine command_line;
  try {
    command_line.parse(words);
  } catch (const CLI::ParseError& problem) {
    const bool harmless = problem.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
    EXPECT_TRUE(harmless) << where << ": " << line << "\n  " << problem.what();
  }
}

void for_each_app(const CLI::App& app, const std::function<void(const CLI::App&)>& use) {
  use(app);
  for (const auto* child : app.get_subcommands([](const CLI::App*) { return true; })) for_each_app(*child, use);
}

TEST(Examples, OfTheHelpAreUnderstood) {
  const CommandLine command_line;
  int examples = 0;
  for_each_app(command_line.app, [&](const CLI::App& app) {
    int own = 0;
    for (const auto& example : examples_of(app)) {
      EXPECT_TRUE(example.line.starts_with("valise ")) << example.line;
      expect_understood(example.line, app.get_name() + " --help");
      ++own;
    }
    if (app.get_require_subcommand_min() == 0) {
      EXPECT_GT(own, 0) << app.get_name() << " has no example";
    }
    examples += own;
  });
  EXPECT_GT(examples, 20);
}

class Documents : public ::testing::TestWithParam<const char*> {};

TEST_P(Documents, ShowCommandsThatAreUnderstood) {
  std::ifstream document(std::string(VALISE_SOURCE_DIR "/") + GetParam());
  ASSERT_TRUE(document);
  int commands = 0;
  for (std::string line; std::getline(document, line);) {
    if (!line.starts_with("valise ")) continue;
    expect_understood(line, GetParam());
    ++commands;
  }
  EXPECT_GT(commands, 5);
}

INSTANTIATE_TEST_SUITE_P(All, Documents, ::testing::Values("docs/user/GETTING-STARTED.md", "docs/CLI.md"));

}  // namespace
}  // namespace valise::cli
