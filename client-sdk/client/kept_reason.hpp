// Reasons that are kept in the store: why a message still waits, or will never be sent. The code of the error is kept, not its
// words, so that they are said in the language of whoever reads them, whenever that is.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "valise/error.hpp"

namespace valise::sdk::client {

// kept gives what is stored of an error: its text of the catalogue and what it is about, in lines; of one that the catalogue does
// not know, the English sentence.
[[nodiscard]] std::string kept(const base::Error& error);

// reason_of gives what was kept as an error of the kind `failed`, without advice. Sentences that earlier versions kept come back
// as they are, without a code; nothing kept gives an empty message.
[[nodiscard]] valise::Error reason_of(std::string_view kept);

}  // namespace valise::sdk::client
