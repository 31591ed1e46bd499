// Words: what a message is found by, and how a question is taken apart. Folded as names of the directory are
// (keys/records/fold.hpp).
#pragma once

#include "client-sdk/client/context.hpp"
#include "client-sdk/store/word_index.hpp"
#include "valise/v1/content.pb.h"

namespace valise::sdk::client {

// index_of gives the words of a text as they stand in the index: folded; each character of a script without blanks between words
// (Chinese, Japanese, Thai) as a word of its own, so that any part of a text is found wherever a dictionary would have divided
// it; an Arabic word also without the article and prepositions that are written together with it.
[[nodiscard]] std::string index_of(std::string_view text);

// terms_of takes a question apart: each of its words must be found, as the beginning of a word. A run of characters of a script
// without blanks must stand side by side. Empty for a text without words.
[[nodiscard]] std::vector<store::SearchTerm> terms_of(std::string_view question);

// index_words puts all that a person can read in a message into the index: texts, names of files, fields, and the subject and
// reference numbers of its room.
[[nodiscard]] Result<> index_words(store::Transaction& tx, const store::Message& message, const v1::Content& content);

}  // namespace valise::sdk::client
