#include "cli/problem.hpp"

#include <algorithm>

#include "cli/exit_code.hpp"
#include "cli/terminal_text.hpp"

namespace valise::cli {
namespace {

using language::Argument;
using language::Speaker;

TextArgument as_text(const Argument& argument) {
  const auto* number = std::get_if<std::int64_t>(&argument.value);
  return {argument.name, number != nullptr ? std::to_string(*number) : std::get<std::string>(argument.value)};
}

// id_of gives where the catalogue has an error's text: its own code for errors of the command line, errors.CODE for the SDK's.
std::string id_of(const Error& error) {
  if (error.code.empty() || Speaker::knows(error.code)) return error.code;
  return "errors." + error.code;
}

std::string advice_id(const Error& error, const std::string& id) {
  if (error.advice.empty()) return "";
  if (Speaker::knows(id + ".advice")) return id + ".advice";
  return std::string("errors.kind.") + name_of(error.kind) + ".advice";
}

// Where the SDK says on what something failed, the sentence follows it, as in English.
std::string with_context(const std::string& sentence, const Error& error, const Speaker& speaker) {
  const auto context = std::ranges::find(error.arguments, "context", &TextArgument::name);
  if (context == error.arguments.end()) return sentence;
  return speaker.say("common.about", {{"what", terminal_line(context->value)}, {"sentence", sentence}});
}

}  // namespace

Error problem(ErrorKind kind, std::string_view id, std::initializer_list<Argument> arguments) {
  const Speaker english;
  Error error{kind, english.say(id, arguments), "", std::string(id), {}};
  const auto advice = std::string(id) + ".advice";
  if (Speaker::knows(advice)) error.advice = english.say(advice, arguments);
  for (const auto& argument : arguments) error.arguments.push_back(as_text(argument));
  return error;
}

ProblemText problem_text(const Error& error, const Speaker& speaker) {
  const auto id = id_of(error);
  if (!Speaker::knows(id)) return {terminal_line(error.message), terminal_line(error.advice)};
  std::vector<Argument> arguments;
  for (const auto& argument : error.arguments) arguments.emplace_back(argument.name, terminal_line(argument.value));
  ProblemText said{with_context(speaker.say(id, arguments), error, speaker), ""};
  if (const auto advice = advice_id(error, id); Speaker::knows(advice)) said.advice = speaker.say(advice, arguments);
  return said;
}

}  // namespace valise::cli
