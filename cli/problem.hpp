// Errors in words: how the command line makes its own, and says those of the SDK, in the person's language.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "language/speaker.hpp"
#include "valise/error.hpp"

namespace valise::cli {

// problem makes an Error of the catalogue's text `id`, with the advice `id`.advice if there is one. The id becomes its code.
[[nodiscard]] Error problem(ErrorKind kind, std::string_view id, std::initializer_list<language::Argument> arguments = {});

struct ProblemText {
  std::string message;
  std::string advice;  // may be empty
};

// problem_text says an error in the speaker's language, harmless for a terminal. One whose code the catalogue does not know is
// said in English, as it came.
[[nodiscard]] ProblemText problem_text(const Error& error, const language::Speaker& speaker);

}  // namespace valise::cli
