// What notices say, in sentences of the catalogue of languages (language/catalogue/notices.json).
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "client-sdk/store/notices.hpp"
#include "valise/sentence.hpp"

namespace valise::sdk::client {

// said gives one sentence: note(tx, context, kind, said("notices.removed_from_room", {{"room", subject}}), room).
[[nodiscard]] std::vector<store::Sentence> said(std::string id, std::vector<store::Sentence::Argument> arguments = {});

// reason gives why something failed as the argument {why}: the catalogue's text of the error, where people meet it by name.
[[nodiscard]] store::Sentence::Argument reason(const base::Error& error);

// in_english says sentences one after the other. One that the catalogue does not have is its id: a fault, but never silence.
[[nodiscard]] std::string in_english(std::span<const store::Sentence> sentences);
[[nodiscard]] std::string in_english(std::span<const valise::Sentence> sentences);

// to_public gives sentences as front ends get them.
[[nodiscard]] std::vector<valise::Sentence> to_public(std::span<const store::Sentence> sentences);

}  // namespace valise::sdk::client
