// How wide the terminal of this process is.
#pragma once

#include <cstddef>

namespace valise::cli {

// terminal_width gives the columns of the terminal behind standard error, which stays one when the output goes to a pager; 80
// where there is none.
[[nodiscard]] std::size_t terminal_width();

}  // namespace valise::cli
