// What differs between two texts, in words, and what became of a passage of the first in the second. Pure functions; texts are
// valid UTF-8, of any size: beyond a bound they are compared more coarsely, never at greater cost.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "valise/form_versions.hpp"

namespace valise::sdk::forms {

// difference gives runs of words that stayed, went and came, what went before what came in its place. A script without blanks is
// compared character by character. Single words that stayed between changes are shown as changed, too: people read runs.
[[nodiscard]] std::vector<TextPart> difference(std::string_view before, std::string_view after);

// Trace is what became of a passage, and the words that stand in its place where these are others.
struct Trace {
  PassageFate fate = PassageFate::unknown;
  std::string now;
};
// trace follows a passage that stands in `before`; its first place there counts.
[[nodiscard]] Trace trace(std::string_view passage, std::string_view before, std::string_view after);

}  // namespace valise::sdk::forms
