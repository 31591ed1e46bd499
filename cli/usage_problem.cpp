#include "cli/usage_problem.hpp"

#include <algorithm>
#include <regex>

#include "cli/help.hpp"
#include "cli/problem.hpp"
#include "cli/terminal_text.hpp"

namespace valise::cli {
namespace {

// option_named finds an option of the command, or of those above it; null where CLI11 speaks of something else.
const CLI::Option* option_named(const CLI::App& command, const std::string& name) {
  for (const auto* at = &command; at != nullptr; at = at->get_parent()) {
    const auto found = at->get_options([&](const CLI::Option* option) { return option->get_name() == name; });
    if (!found.empty()) return found.front();
  }
  return nullptr;
}

// shown gives an option's name, and of an operand what help calls it.
std::string shown(const CLI::App& command, const std::string& name) {
  const auto* option = option_named(command, name);
  return option != nullptr && option->get_lnames().empty() && option->get_positional() ? placeholder_of(*option) : name;
}

std::string typed_into(const CLI::Option& option) {
  const auto typed = option.results();
  return typed.empty() ? std::string() : terminal_line(typed.back());
}

// What CLI11 adds to the name of an option's type tells what its check takes: "N:INT in [1 - 366]", "SHELL:{bash,zsh,fish}".
Error bad_value(const CLI::Option& option, const std::string& name, const std::string& why, const std::string& help) {
  static const std::regex range(R"(in \[(\S+) - (\S+)\])");
  static const std::regex words(R"(:\{(.+)\})");
  const auto type = option.get_type_name();
  const auto value = typed_into(option);
  std::smatch found;
  if (why == "usage.bad_time")
    return problem(ErrorKind::usage, "usage.bad_time", {{"option", name}, {"value", value}, {"help", help}});
  if (why == "usage.no_file") return problem(ErrorKind::usage, "usage.no_file", {{"value", value}, {"help", help}});
  if (std::regex_search(type, found, range))
    return problem(ErrorKind::usage, "usage.out_of_range",
                   {{"option", name}, {"least", found[1].str()}, {"most", found[2].str()}, {"value", value}, {"help", help}});
  if (std::regex_search(type, found, words))
    return problem(ErrorKind::usage, "usage.not_one_of",
                   {{"option", name}, {"allowed", found[1].str()}, {"value", value}, {"help", help}});
  return problem(ErrorKind::usage, "usage.bad_value", {{"option", name}, {"value", value}, {"help", help}});
}

// CLI11 tells in a sentence only which options it means; these are its forms.
std::smatch parts_of(const std::string& sentence) {
  static const std::regex form(R"(^(.+) is required$)"                                                     // 1
                               R"(|^(.+) requires (.+)$)"                                                  // 2, 3
                               R"(|^(.+) excludes (.+)$)"                                                  // 4, 5
                               R"(|^The following arguments? (?:was|were) not expected: ([\s\S]+)$)"       // 6
                               R"(|^Could not convert: (\S+) = [\s\S]*$)"                                  // 7
                               R"(|^(\S+): (?:\d+ required .*|At (?:least|Most) .*|too many inputs .*)$)"  // 8
                               R"(|^Expected (?:exactly|at least) \d+ arguments to (\S+), got .*$)"        // 9
                               R"(|^(\S+): ([\s\S]+)$)");                                                  // 10, 11
  std::smatch found;
  std::regex_match(sentence, found, form);
  return found;
}

}  // namespace

Error usage_problem(const CLI::ParseError& refusal, const CLI::App& command) {
  const std::string sentence = refusal.what();
  const auto help = "`" + path_of(command) + " --help`";
  const auto parts = parts_of(sentence);
  const auto part = [&](std::size_t number) { return shown(command, terminal_line(parts[number].str())); };
  const auto has = [&](std::size_t number) { return !parts.empty() && parts[number].matched; };
  if (has(1) && parts[1] == "A subcommand") return problem(ErrorKind::usage, "usage.no_command", {{"help", help}});
  if (has(1)) return problem(ErrorKind::usage, "usage.missing", {{"what", part(1)}, {"help", help}});
  if (has(2)) return problem(ErrorKind::usage, "usage.needs", {{"option", part(2)}, {"other", part(3)}, {"help", help}});
  if (has(4)) return problem(ErrorKind::usage, "usage.excludes", {{"option", part(4)}, {"other", part(5)}, {"help", help}});
  if (has(6)) return problem(ErrorKind::usage, "usage.not_expected", {{"words", part(6)}, {"help", help}});
  const auto value_of = has(7) ? parts[7].str() : has(10) ? parts[10].str() : std::string();
  if (const auto* option = option_named(command, value_of); option != nullptr && !value_of.empty())
    return bad_value(*option, shown(command, value_of), parts[11].str(), help);
  if (has(8) || has(9)) return problem(ErrorKind::usage, "usage.no_value", {{"option", part(has(8) ? 8 : 9)}, {"help", help}});
  return problem(ErrorKind::usage, "usage.other", {{"detail", terminal_line(sentence)}, {"help", help}});
}

}  // namespace valise::cli
