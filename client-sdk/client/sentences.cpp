#include "client-sdk/client/sentences.hpp"

#include <vector>

#include "client-sdk/client/error.hpp"
#include "language/speaker.hpp"

namespace valise::sdk::client {

std::vector<store::Sentence> said(std::string id, std::vector<store::Sentence::Argument> arguments) {
  return {{.id = std::move(id), .arguments = std::move(arguments)}};
}

store::Sentence::Argument reason(const base::Error& error) {
  const auto id = "errors." + code_of(error.code);
  if (language::Speaker::knows(id)) return {"@why", id};
  return {"why", error.message()};
}

std::string in_english(std::span<const store::Sentence> sentences) {
  const language::Speaker english(language::Language::en);
  std::string out;
  for (const auto& sentence : sentences) {
    std::vector<language::Argument> arguments;
    for (const auto& [name, value] : sentence.arguments) {
      const bool text = name.starts_with('@');
      arguments.emplace_back(text ? name.substr(1) : name, text ? english.say(value) : value);
    }
    if (!out.empty()) out += ' ';
    out += english.say(sentence.id, arguments);
  }
  return out;
}

}  // namespace valise::sdk::client
