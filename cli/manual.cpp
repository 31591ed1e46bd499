#include "cli/manual.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <sstream>
#include <vector>

namespace valise::cli {
namespace {

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

std::vector<const CLI::Option*> options_of(const CLI::App& app) {
  return app.get_options(
      [](const CLI::Option* option) { return !option->get_lnames().empty() || !option->get_snames().empty(); });
}

std::vector<const CLI::Option*> operands_of(const CLI::App& app) {
  return app.get_options([](const CLI::Option* option) { return option->get_positional() && option->get_lnames().empty(); });
}

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

std::string names_of(const CLI::Option& option) {
  std::string out;
  for (const auto& name : option.get_snames()) out += (out.empty() ? "" : ", ") + ("-" + name);
  for (const auto& name : option.get_lnames()) out += (out.empty() ? "" : ", ") + ("--" + name);
  return out;
}

std::string value_of(const CLI::Option& option) {
  return option.get_expected_max() == 0 ? std::string() : " \\fI" + escaped(option.get_type_name()) + "\\fR";
}

void write_option(std::ostream& out, const CLI::Option& option) {
  out << ".TP\n\\fB" << escaped(names_of(option)) << "\\fR" << value_of(option) << "\n"
      << escaped(option.get_description()) << "\n";
}

void write_footer(std::ostream& out, const std::string& footer) {
  std::istringstream lines(footer);
  bool example = false;
  for (std::string line; std::getline(lines, line);) {
    const bool indented = line.starts_with("  ");
    if (indented != example) out << (indented ? ".PP\n.nf\n.RS 4\n" : ".RE\n.fi\n.PP\n");
    example = indented;
    if (!line.empty())
      out << escaped(line.substr(indented ? 2 : 0)) << "\n";
    else if (!example)
      out << ".PP\n";
  }
  if (example) out << ".RE\n.fi\n";
}

std::string footer_of(const CLI::App& app) {
  auto text = app.get_footer();
  return text.substr(std::min(text.find_first_not_of('\n'), text.size()));
}

void write_command(std::ostream& out, const CLI::App& app, const std::string& path) {
  out << ".SS " << escaped(path);
  for (const auto* operand : operands_of(app)) out << " \\fI" << escaped(operand->get_type_name()) << "\\fR";
  out << "\n" << escaped(app.get_description()) << ".\n";
  for (const auto* operand : operands_of(app)) {
    out << ".TP\n\\fI" << escaped(operand->get_type_name()) << "\\fR\n" << escaped(operand->get_description()) << "\n";
  }
  for (const auto* option : options_of(app)) {
    if (option->get_lnames() != std::vector<std::string>{"help"}) write_option(out, *option);
  }
  if (const auto footer = footer_of(app); !footer.empty()) {
    out << ".PP\n";
    write_footer(out, footer);
  }
  for (const auto* inner : commands_of(app)) write_command(out, *inner, path + " " + inner->get_name());
}

// ---- completion ----

struct Node {
  std::string path;  // "valise dir search"
  std::vector<const CLI::App*> commands;
  std::vector<const CLI::Option*> options;
};

void collect(const CLI::App& app, const std::string& path, std::vector<Node>& out) {
  out.push_back({path, commands_of(app), options_of(app)});
  for (const auto* inner : commands_of(app)) collect(*inner, path + " " + inner->get_name(), out);
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

std::string fish(const std::vector<Node>& nodes) {
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
                         single_quoted(command->get_description()));
    }
    for (const auto* option : node.options) {
      for (const auto& name : option->get_lnames()) {
        const auto scope = root ? std::string() : " -n " + single_quoted(condition);
        out += fmt::format("complete -c valise{} -l {}{} -d {}\n", scope, name, option->get_expected_max() == 0 ? "" : " -r",
                           single_quoted(option->get_description()));
      }
    }
  }
  return out;
}

}  // namespace

std::string manual_page(const CLI::App& root) {
  std::ostringstream out;
  out << ".TH VALISE 1\n.SH NAME\nvalise \\- encrypted messages between central authorities\n.SH SYNOPSIS\n"
      << ".B valise\n[\\fIOPTIONS\\fR] \\fICOMMAND\\fR [\\fIARGUMENTS\\fR]\n.SH DESCRIPTION\n"
      << escaped(root.get_description()) << "\n";
  out << ".SH OPTIONS\n";
  for (const auto* option : options_of(root)) write_option(out, *option);
  out << ".SH COMMANDS\n";
  for (const auto* command : commands_of(root)) write_command(out, *command, command->get_name());
  out << ".SH NOTES\n";
  write_footer(out, footer_of(root));
  out << ".SH SEE ALSO\n.BR valised (8),\n.BR valise\\-registrar (1),\n.BR valise\\-witness (8),\n.BR valise\\-audit (1)";
  return out.str();
}

std::string completion(const CLI::App& root, const std::string& shell) {
  std::vector<Node> nodes;
  collect(root, root.get_name(), nodes);
  if (shell == "fish") return fish(nodes);
  return shell == "zsh" ? zsh(nodes) : bash(nodes);
}

}  // namespace valise::cli
