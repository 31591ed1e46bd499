#include "cli/help.hpp"

#include <algorithm>
#include <sstream>

#include "language/lines.hpp"

namespace valise::cli {
namespace {

using language::Speaker;

std::string word_of(std::string name) {
  std::ranges::replace(name, '-', '_');
  return name;
}

bool is_root(const CLI::App& command) { return command.get_parent() == nullptr; }

bool is_help(const CLI::Option& option) { return option.check_lname("help"); }

constexpr std::size_t text_column = 28;
constexpr std::size_t widest = 100;    // longer lines are hard to read
constexpr std::size_t narrowest = 56;  // below that, the terminal breaks lines

// Page writes a help page, line by line.
class Page {
 public:
  Page(const Speaker& speaker, std::size_t width) : speaker_(speaker), width_(std::clamp(width, narrowest, widest)) {}

  void paragraph(const std::string& text) {
    for (const auto& line : language::wrapped(text, width_)) add(language::set_apart_runs(line, speaker_.language()));
  }

  void heading(std::string_view id) {
    add("");
    paragraph(speaker_.say(id));
  }

  // entry writes what something is, and beside it what it is for.
  void entry(const std::string& left, const std::string& text, std::size_t column = text_column) {
    auto line = "  " + left;
    if (text.empty()) return add(line);
    if (line.size() + 2 > column) {
      add(line);
      line.clear();
    }
    for (const auto& part : language::wrapped(text, width_ - column)) {
      line.resize(column, ' ');
      add(line + language::set_beside(part, speaker_.language()));
      line.clear();
    }
  }

  [[nodiscard]] const Speaker& speaker() const { return speaker_; }
  [[nodiscard]] std::string text() && { return std::move(text_); }

 private:
  void add(const std::string& line) { text_ += line + "\n"; }

  const Speaker& speaker_;
  std::size_t width_;
  std::string text_;
};

std::string repeated(const CLI::Option& option) {
  return option.get_expected_max() == CLI::detail::expected_max_vector_size ? " ..." : "";
}

std::string usage(const CLI::App& command) {
  auto out = path_of(command) + " [OPTIONS]";
  for (const auto* operand : operands_of(command)) {
    const auto name = placeholder_of(*operand) + repeated(*operand);
    out += operand->get_required() ? " " + name : " [" + name + "]";
  }
  return out + (commands_of(command).empty() ? "" : " COMMAND");
}

void write_options(Page& page, const CLI::App& command) {
  std::string group;
  for (const auto* option : options_of(command)) {
    if (option->get_group() != group) {
      group = option->get_group();
      page.heading(group == "Options" ? "help.word.options" : group);
    }
    const auto takes = placeholder_of(*option);
    page.entry(names_of(*option) + (takes.empty() ? "" : " " + takes + repeated(*option)),
               description(command, *option, page.speaker()));
  }
}

void write_operands(Page& page, const CLI::App& command) {
  const auto operands = operands_of(command);
  if (!operands.empty()) page.heading("help.word.arguments");
  for (const auto* operand : operands)
    page.entry(placeholder_of(*operand) + repeated(*operand), description(command, *operand, page.speaker()));
}

void write_commands(Page& page, const CLI::App& command) {
  const auto commands = commands_of(command);
  if (!commands.empty()) page.heading("help.word.commands");
  for (const auto* inner : commands) page.entry(inner->get_name(), description(*inner, page.speaker()));
}

void write_examples(Page& page, const CLI::App& command) {
  const auto examples = examples_of(command);
  if (examples.empty()) return;
  std::size_t longest = 0;
  for (const auto& example : examples) {
    if (!example.meaning.empty()) longest = std::max(longest, example.line.size());
  }
  page.heading(is_root(command) ? "help.word.getting_started" : "help.word.examples");
  const auto column = longest + 5 <= 2 * text_column ? longest + 5 : 6;
  for (const auto& [line, meaning] : examples) page.entry(line, meaning.empty() ? "" : page.speaker().say(meaning), column);
}

void write_notes(Page& page, const CLI::App& command) {
  const auto notes = notes_on(command, page.speaker());
  if (notes.empty()) return;
  page.paragraph("");
  page.paragraph(notes);
}

}  // namespace

std::string help_id(const CLI::App& command) {
  if (is_root(command)) return "help." + word_of(command.get_name());
  const auto& parent = *command.get_parent();
  return (is_root(parent) ? "help" : help_id(parent)) + "." + word_of(command.get_name());
}

std::string help_id(const CLI::App& command, const CLI::Option& option) {
  if (is_help(option)) return "help.help";
  const auto& names = option.get_lnames();
  return help_id(command) + "." + word_of(names.empty() ? option.get_name(true, false) : names.front());
}

std::string description(const CLI::App& command, const Speaker& speaker) { return speaker.say(help_id(command)); }

std::string description(const CLI::App& command, const CLI::Option& option, const Speaker& speaker) {
  auto text = speaker.say(help_id(command, option));
  if (const auto value = option.get_default_str(); !value.empty())
    text = speaker.say("help.word.default", {{"text", text}, {"value", value}});
  return option.get_required() && !option.get_positional() ? speaker.say("help.word.required", {{"text", text}}) : text;
}

std::string notes_on(const CLI::App& command, const Speaker& speaker) {
  if (!is_root(command) && !commands_of(command).empty())
    return speaker.say("help.word.commands_of", {{"command", "`" + path_of(command) + " COMMAND --help`"}});
  const auto id = help_id(command) + ".notes";
  return Speaker::knows(id) ? speaker.say(id) : std::string();
}

std::vector<Example> examples_of(const CLI::App& command) {
  std::vector<Example> out;
  if (!is_root(command) && !commands_of(command).empty()) return out;  // CLI11 hands footers down
  std::istringstream lines(command.get_footer());
  for (std::string line; std::getline(lines, line);) {
    const auto mark = line.find("  # ");
    if (!line.empty()) out.push_back({line.substr(0, mark), mark == std::string::npos ? std::string() : line.substr(mark + 4)});
  }
  return out;
}

std::vector<const CLI::App*> commands_of(const CLI::App& command) {
  return command.get_subcommands([](const CLI::App*) { return true; });
}

std::vector<const CLI::Option*> options_of(const CLI::App& command) {
  return command.get_options(
      [](const CLI::Option* option) { return !option->get_lnames().empty() || !option->get_snames().empty(); });
}

std::vector<const CLI::Option*> operands_of(const CLI::App& command) {
  return command.get_options([](const CLI::Option* option) { return option->get_positional() && option->get_lnames().empty(); });
}

std::string names_of(const CLI::Option& option) {
  std::string out;
  for (const auto& name : option.get_snames()) out += (out.empty() ? "" : ", ") + ("-" + name);
  for (const auto& name : option.get_lnames()) out += (out.empty() ? "" : ", ") + ("--" + name);
  return out;
}

std::string placeholder_of(const CLI::Option& option) {
  if (option.get_expected_max() == 0) return {};
  const auto type = option.get_type_name();
  return type.substr(0, type.find(':'));  // what checks add to it comes behind a colon
}

std::string path_of(const CLI::App& command) {
  return is_root(command) ? command.get_name() : path_of(*command.get_parent()) + " " + command.get_name();
}

std::string help_page(const CLI::App& command, const Speaker& speaker, std::size_t width) {
  Page page(speaker, width);
  page.paragraph(description(command, speaker));
  page.paragraph(speaker.say("help.word.usage", {{"how", usage(command)}}));
  write_operands(page, command);
  write_options(page, command);
  write_commands(page, command);
  if (is_root(command)) write_examples(page, command);
  write_notes(page, command);
  if (!is_root(command)) write_examples(page, command);
  return std::move(page).text();
}

}  // namespace valise::cli
