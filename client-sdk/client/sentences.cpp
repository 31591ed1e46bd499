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

namespace {

template <class Sentence>
std::string english_of(std::span<const Sentence> sentences) {
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

}  // namespace

std::string in_english(std::span<const store::Sentence> sentences) { return english_of(sentences); }
std::string in_english(std::span<const valise::Sentence> sentences) { return english_of(sentences); }

std::vector<valise::Sentence> to_public(std::span<const store::Sentence> sentences) {
  std::vector<valise::Sentence> out;
  for (const store::Sentence& one : sentences) {
    valise::Sentence& sentence = out.emplace_back(valise::Sentence{.id = one.id});
    for (const auto& [name, value] : one.arguments) sentence.arguments.push_back({.name = name, .value = value});
  }
  return out;
}

}  // namespace valise::sdk::client
