// The order of names in a table of contents, as readers of a language expect it, by ICU.
#pragma once

#include <string>
#include <string_view>

namespace valise::records {

// sort_key gives bytes that compare as the texts do. The texts' own order where ICU has none for the language.
[[nodiscard]] std::string sort_key(std::string_view text, std::string_view language);

}  // namespace valise::records
