// What the SDK says to people, for the catalogue of languages (language/catalogue).
#pragma once

#include <string>
#include <vector>

#include "valise/error.hpp"

namespace valise {

// Sentence is a text of the catalogue of languages ("notices.room_closed"). An argument whose name begins with @ is itself a text
// of it: its value is the id.
struct Sentence {
  std::string id;
  std::vector<TextArgument> arguments{};
};

}  // namespace valise
