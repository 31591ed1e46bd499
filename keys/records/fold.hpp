// How names are compared in search: without case, without accents, in any script. By ICU's data, so never a matter of replay.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace valise::records {

// fold gives the form in which texts are compared: no case; Latin, Greek, Cyrillic, Arabic and Hebrew letters without accents,
// vowel marks and ornaments; special Latin letters as plain ones (straße: strasse); Arabic letters that are written in several
// ways as one; traditional Chinese as simplified; full-width forms as ordinary ones. Broken UTF-8 becomes U+FFFD. Several threads
// may call it.
[[nodiscard]] std::string fold(std::string_view text);

// words gives the folded text's words: what stands between anything that is neither letter, digit nor mark.
[[nodiscard]] std::vector<std::string> words(std::string_view text);

// matches_inside tells whether a folded word may be found inside another, not only at its beginning: in scripts that write words
// together, or articles and prepositions in front of them (Chinese, Japanese, Thai, Arabic, Hebrew, ...).
[[nodiscard]] bool matches_inside(std::string_view folded_word);

}  // namespace valise::records
