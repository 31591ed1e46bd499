#include "cli/manual.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <sstream>
#include <vector>

#include "cli/help.hpp"
#include "language/lines.hpp"

namespace valise::cli {
namespace {

using language::Speaker;

// escaped gives text as roff shows it: no control lines, no escapes, hyphens that can be copied.
std::string escaped(std::string_view text) {
  std::string out;
  bool line_start = true;
  for (const char c : text) {
    if (line_start && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
    line_start = c == '\n';
  }
  return out;
}

// text gives words of the catalogue, with the places where a line may end. Isolates are left out: the device for terminals prints
// nothing but the last of characters that stand in one column.
std::string text(std::string_view words) {
  std::string out;
  for (auto piece : language::pieces(words)) {
    const bool blank = piece.ends_with(' ');
    if (blank) piece.pop_back();
    piece = escaped(piece);
    for (auto at = piece.find(' '); at != std::string::npos; at = piece.find(' ', at)) piece.replace(at, 1, "\\~");
    out += piece + (blank ? " " : "\\:");
  }
  return out.ends_with("\\:") ? out.substr(0, out.size() - 2) : out;
}

void write_entry(std::ostream& out, const std::string& left, const std::string& words) {
  out << ".TP\n" << left << "\n" << text(words) << "\n";
}

void write_option(std::ostream& out, const CLI::App& app, const CLI::Option& option, const Speaker& speaker) {
  const auto takes = placeholder_of(option);
  write_entry(out, "\\fB" + escaped(names_of(option)) + "\\fR" + (takes.empty() ? "" : " \\fI" + escaped(takes) + "\\fR"),
              description(app, option, speaker));
}

void write_notes(std::ostream& out, const CLI::App& app, const Speaker& speaker) {
  std::istringstream lines(notes_on(app, speaker));
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty()) out << ".PP\n" << text(line) << "\n";
  }
}

// Examples are not filled; an explanation stands below its example.
void write_examples(std::ostream& out, const CLI::App& app, std::string_view heading, const Speaker& speaker) {
  const auto examples = examples_of(app);
  if (examples.empty()) return;
  out << ".PP\n" << text(speaker.say(heading)) << "\n";
  for (const auto& [line, meaning] : examples) {
    out << ".RS 4\n.nf\n" << escaped(line) << "\n.fi\n.RE\n";
    if (!meaning.empty()) out << ".RS 8\n" << text(speaker.say(meaning)) << "\n.RE\n";
  }
}

void write_command(std::ostream& out, const CLI::App& app, const Speaker& speaker) {
  const auto path = path_of(app);
  out << ".SS " << escaped(path.substr(path.find(' ') + 1));
  for (const auto* operand : operands_of(app)) out << " \\fI" << escaped(placeholder_of(*operand)) << "\\fR";
  out << "\n" << text(description(app, speaker)) << "\n";
  for (const auto* operand : operands_of(app))
    write_entry(out, "\\fI" + escaped(placeholder_of(*operand)) + "\\fR", description(app, *operand, speaker));
  for (const auto* option : options_of(app)) {
    if (!option->check_lname("help")) write_option(out, app, *option, speaker);
  }
  write_notes(out, app, speaker);
  write_examples(out, app, "help.word.examples", speaker);
  for (const auto* inner : commands_of(app)) write_command(out, *inner, speaker);
}

// ---- completion ----

struct Node {
  const CLI::App* app;
  std::string path;  // "valise dir search"
  std::vector<const CLI::App*> commands;
  std::vector<const CLI::Option*> options;
};

void collect(const CLI::App& app, std::vector<Node>& out) {
  out.push_back({&app, path_of(app), commands_of(app), options_of(app)});
  for (const auto* inner : commands_of(app)) collect(*inner, out);
}

std::string words_of(const Node& node, const Node& root) {
  std::string out;
  for (const auto* command : node.commands) out += command->get_name() + " ";
  const auto add = [&](const Node& from) {
    for (const auto* option : from.options) {
      for (const auto& name : option->get_lnames()) out += "--" + name + " ";
    }
  };
  add(node);
  if (node.path != root.path) add(root);
  return out;
}

// Options whose value is a file or a folder, by what they are called.
bool takes_path(const CLI::Option& option) {
  const auto type = option.get_type_name();
  return type.find("FILE") != std::string::npos || type.find("DIR") != std::string::npos ||
         type.find("PATH") != std::string::npos;
}

std::string path_options(const std::vector<Node>& nodes) {
  std::vector<std::string> names;
  for (const auto& node : nodes) {
    for (const auto* option : node.options) {
      if (option->get_expected_max() == 0 || !takes_path(*option)) continue;
      for (const auto& name : option->get_lnames()) names.push_back("--" + name);
    }
  }
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  return fmt::format("{}", fmt::join(names, "|"));
}

std::string bash(const std::vector<Node>& nodes) {
  std::string cases;
  for (const auto& node : nodes)
    cases += fmt::format("    \"{}\") offered=\"{}\" ;;\n", node.path, words_of(node, nodes.front()));
  std::string paths;
  for (const auto& node : nodes) paths += fmt::format("      \"{}\") at=\"$at $word\" ;;\n", node.path);
  return fmt::format(R"(# Completion of valise for bash. Made by `valise completion bash`.
_valise_words() {{
  local current="${{COMP_WORDS[COMP_CWORD]}}" before="${{COMP_WORDS[COMP_CWORD-1]}}" at="valise" word offered=""
  for word in "${{COMP_WORDS[@]:1:$((COMP_CWORD - 1))}}"; do
    case "$at $word" in
{}    esac
  done
  case "$before" in
    {}) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  case "$at" in
{}  esac
  COMPREPLY=($(compgen -W "$offered" -- "$current"))
  [[ ${{#COMPREPLY[@]}} -gt 0 || $current == -* ]] || COMPREPLY=($(compgen -f -- "$current"))
}}
complete -o filenames -F _valise_words valise)",
                     paths, path_options(nodes), cases);
}

// zsh takes bash's function. As a file in fpath, the script is itself the function _valise when it is first called.
std::string zsh(const std::vector<Node>& nodes) {
  return "#compdef valise\n# Completion of valise for zsh. Made by `valise completion zsh`.\nautoload -U +X bashcompinit && "
         "bashcompinit\n" +
         bash(nodes) + "\n[[ ${funcstack[1]} == _valise ]] && _bash_complete -o filenames -F _valise_words";
}

std::string single_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string fish(const std::vector<Node>& nodes, const Speaker& speaker) {
  std::string out = "# Completion of valise for fish. Made by `valise completion fish`.\n";
  for (const auto& node : nodes) {
    const bool root = node.path == nodes.front().path;
    const auto words = root ? std::string() : node.path.substr(nodes.front().path.size() + 1);
    std::string condition = "__fish_use_subcommand";
    if (!root) {
      condition.clear();
      std::istringstream parts(words);
      for (std::string part; parts >> part;)
        condition += (condition.empty() ? "" : "; and ") + ("__fish_seen_subcommand_from " + part);
    }
    for (const auto* command : node.commands) {
      out += fmt::format("complete -c valise -n {} -f -a {} -d {}\n", single_quoted(condition), command->get_name(),
                         single_quoted(description(*command, speaker)));
    }
    for (const auto* option : node.options) {
      for (const auto& name : option->get_lnames()) {
        const auto scope = root ? std::string() : " -n " + single_quoted(condition);
        out += fmt::format("complete -c valise{} -l {}{} -d {}\n", scope, name, option->get_expected_max() == 0 ? "" : " -r",
                           single_quoted(description(*node.app, *option, speaker)));
      }
    }
  }
  return out;
}

}  // namespace

std::string manual_page(const CLI::App& root, const Speaker& speaker) {
  std::ostringstream out;
  const auto section = [&](std::string_view id) { out << ".SH " << escaped(speaker.say(id)) << "\n"; };
  // The device knows the hyphens of English only and would break options; it cannot spread a line that has no blanks.
  out << "'\\\" -*- coding: UTF-8 -*-\n.TH VALISE 1\n.nh\n.ad l\n";
  section("help.man.name");
  out << "valise \\- " << speaker.say("help.man.what") << "\n";  // as it is: whatis reads it
  section("help.man.synopsis");
  out << ".B valise\n[\\fIOPTIONS\\fR] \\fICOMMAND\\fR [\\fIARGUMENTS\\fR]\n";
  section("help.man.description");
  out << text(description(root, speaker)) << "\n";
  write_examples(out, root, "help.word.getting_started", speaker);
  section("help.man.options");
  for (const auto* option : options_of(root)) write_option(out, root, *option, speaker);
  section("help.man.commands");
  for (const auto* command : commands_of(root)) write_command(out, *command, speaker);
  section("help.man.notes");
  write_notes(out, root, speaker);
  section("help.man.see_also");
  out << ".BR valise\\-desk (1),\n.BR valised (8),\n.BR valise\\-registrar (1),\n.BR valise\\-witness (8),\n.BR valise\\-audit "
         "(1)";
  return out.str();
}

std::string completion(const CLI::App& root, const std::string& shell, const Speaker& speaker) {
  std::vector<Node> nodes;
  collect(root, nodes);
  if (shell == "fish") return fish(nodes, speaker);
  return shell == "zsh" ? zsh(nodes) : bash(nodes);
}

}  // namespace valise::cli
