#include "keys/registrar/terminal.hpp"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>

#include "keys/registrar/error.hpp"

namespace valise::registrar {
namespace {

using base::fail;
using base::Result;

constexpr std::size_t kLongestLine = 4096;

// Tty is the controlling terminal; its settings are put back when it goes.
class Tty {
 public:
  Tty() : fd_(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)) {
    if (fd_ >= 0) ::tcgetattr(fd_, &before_);
  }
  Tty(const Tty&) = delete;
  Tty& operator=(const Tty&) = delete;
  ~Tty() {
    if (fd_ < 0) return;
    ::tcsetattr(fd_, TCSAFLUSH, &before_);
    ::close(fd_);
  }
  [[nodiscard]] bool there() const { return fd_ >= 0; }

  void hide_input() {
    auto silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    silent.c_lflag |= ICANON | ECHONL;
    ::tcsetattr(fd_, TCSAFLUSH, &silent);
  }
  void write(std::string_view text) { static_cast<void>(!::write(fd_, text.data(), text.size())); }
  [[nodiscard]] std::string read_line() {
    std::string line;
    line.reserve(kLongestLine);
    char byte = 0;
    while (line.size() < kLongestLine) {
      const auto size = ::read(fd_, &byte, 1);
      if (size < 0 && errno == EINTR) continue;
      if (size <= 0 || byte == '\n') break;
      line += byte;
    }
    return line;
  }

 private:
  int fd_;
  termios before_{};
};

}  // namespace

Result<crypto::Passphrase> TerminalPerson::passphrase(std::string_view question) {
  Tty tty;
  if (!tty.there()) return fail(RegistrarError::passphrase_unavailable);
  tty.hide_input();
  tty.write(std::string(question) + ": ");
  auto line = tty.read_line();
  if (line.empty()) return fail(RegistrarError::passphrase_empty);
  return crypto::Passphrase::consume(line);
}

Result<bool> TerminalPerson::confirm(std::string_view question) {
  Tty tty;
  if (!tty.there()) return fail(RegistrarError::confirmation_unavailable);
  tty.write(std::string(question) + " Type yes to go on: ");
  return tty.read_line() == "yes";
}

}  // namespace valise::registrar
