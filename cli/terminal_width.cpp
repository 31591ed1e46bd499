#include "cli/terminal_width.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

namespace valise::cli {

std::size_t terminal_width() {
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace valise::cli
