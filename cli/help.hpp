// Help: what people are told of commands and options, in their language.
//
// The words are in the catalogue, by the place of a command or option in the tree of commands: `valise dir search` is
// "help.dir.search", its option --on-duty "help.dir.search.on_duty", what stands below its options "help.dir.search.notes". The
// program itself is "help.valise". In the code stand examples only, as a command's footer: a command line each, with the id of
// its explanation behind "  # " where it needs one.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "language/speaker.hpp"

namespace valise::cli {

[[nodiscard]] std::string help_id(const CLI::App& command);
[[nodiscard]] std::string help_id(const CLI::App& command, const CLI::Option& option);

// description says what a command or an option is for; of an option also that it is required, or what holds without it.
[[nodiscard]] std::string description(const CLI::App& command, const language::Speaker& speaker);
[[nodiscard]] std::string description(const CLI::App& command, const CLI::Option& option, const language::Speaker& speaker);
// notes_on gives what else is to be said of a command, in paragraphs; nothing of most.
[[nodiscard]] std::string notes_on(const CLI::App& command, const language::Speaker& speaker);

struct Example {
  std::string line;
  std::string meaning;  // id of its explanation, or nothing
};
[[nodiscard]] std::vector<Example> examples_of(const CLI::App& command);

// commands_of, options_of and operands_of list what a command has in the order in which it was added.
[[nodiscard]] std::vector<const CLI::App*> commands_of(const CLI::App& command);
[[nodiscard]] std::vector<const CLI::Option*> options_of(const CLI::App& command);
[[nodiscard]] std::vector<const CLI::Option*> operands_of(const CLI::App& command);
// names_of gives "-s, --subject"; placeholder_of what an option takes, "FILE", or nothing of a flag.
[[nodiscard]] std::string names_of(const CLI::Option& option);
[[nodiscard]] std::string placeholder_of(const CLI::Option& option);
// path_of gives the words of a command: "valise dir search".
[[nodiscard]] std::string path_of(const CLI::App& command);

// help_page gives the whole help of a command, in lines of at most `width` columns; examples are never broken.
[[nodiscard]] std::string help_page(const CLI::App& command, const language::Speaker& speaker, std::size_t width);

}  // namespace valise::cli
