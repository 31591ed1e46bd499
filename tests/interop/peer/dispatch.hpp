// dispatch: one line of the protocol in, one line out.
#pragma once

#include <iosfwd>

#include "tests/interop/peer/state.hpp"

namespace valise::interop {

// A longer line is refused: there is no message that long, in hexadecimal digits.
inline constexpr std::size_t longest_line = std::size_t{36} << 20;

// answer gives `ok FIELD...` or `err TEXT` for any line at all, and nothing for empty lines and comments.
[[nodiscard]] std::string answer(Peer& peer, std::string_view line);

// serve answers lines until `quit` or the end of the input; each answer is flushed.
void serve(Peer& peer, std::istream& in, std::ostream& out);

}  // namespace valise::interop
