// The title of a room, harmless: what a person called it, or, of a room that programs opened by themselves, in the reader's
// language.
#pragma once

#include <string>

#include "cli/output.hpp"

namespace valise::cli {

[[nodiscard]] std::string room_title(const std::string& subject, const Output& output);

}  // namespace valise::cli
