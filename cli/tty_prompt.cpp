#include "cli/tty_prompt.hpp"

#include <fcntl.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "cli/problem.hpp"

namespace valise::cli {
namespace {

volatile sig_atomic_t pending_signal = 0;
void remember_signal(int number) { pending_signal = number; }

// Catches the signals that would end the process while the echo is off; `deliver` raises the one that came, with its old effect.
class HeldSignals {
 public:
  HeldSignals() {
    pending_signal = 0;
    struct sigaction action{};
    action.sa_handler = remember_signal;  // without SA_RESTART: read() must return
    for (std::size_t i = 0; i < numbers.size(); ++i) ::sigaction(numbers[i], &action, &old_[i]);
  }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;
  ~HeldSignals() {
    for (std::size_t i = 0; i < numbers.size(); ++i) ::sigaction(numbers[i], &old_[i], nullptr);
    if (pending_signal != 0) ::raise(pending_signal);
  }

 private:
  static constexpr std::array numbers{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
  std::array<struct sigaction, numbers.size()> old_{};
};

class SilentTerminal {
 public:
  explicit SilentTerminal(int descriptor) : descriptor_(descriptor) {
    silent_ = ::tcgetattr(descriptor, &old_) == 0;
    auto quiet = old_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    if (silent_) silent_ = ::tcsetattr(descriptor, TCSAFLUSH, &quiet) == 0;
  }
  SilentTerminal(const SilentTerminal&) = delete;
  SilentTerminal& operator=(const SilentTerminal&) = delete;
  ~SilentTerminal() {
    if (silent_) ::tcsetattr(descriptor_, TCSAFLUSH, &old_);
  }
  [[nodiscard]] bool silent() const { return silent_; }

 private:
  int descriptor_;
  termios old_{};
  bool silent_ = false;
};

class Terminal {
 public:
  Terminal() : descriptor_(::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)) {}
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  [[nodiscard]] int descriptor() const { return descriptor_; }
  void write(std::string_view text) const {
    [[maybe_unused]] const auto written = ::write(descriptor_, text.data(), text.size());
  }

 private:
  int descriptor_;
};

Result<Passphrase> read_line(int descriptor) {
  Passphrase line;
  char c = 0;
  for (;;) {
    const auto got = ::read(descriptor, &c, 1);
    if (got < 0 && errno == EINTR && pending_signal == 0) continue;
    if (got < 0) return std::unexpected(problem(ErrorKind::not_authorised, "passphrase.not_typed"));
    if (got == 0 || c == '\n') break;
    if (!line.append(c))
      return std::unexpected(problem(ErrorKind::usage, "passphrase.too_long", {{"limit", Passphrase::max_size}}));
  }
  explicit_bzero(&c, sizeof c);
  return line;
}

}  // namespace

Result<Passphrase> ask_at_terminal(std::string_view prompt) {
  const Terminal terminal;
  const auto no_terminal = problem(ErrorKind::not_authorised, "passphrase.no_terminal");
  if (terminal.descriptor() < 0) return std::unexpected(no_terminal);
  const HeldSignals held;
  const SilentTerminal silence(terminal.descriptor());
  if (!silence.silent()) return std::unexpected(no_terminal);
  terminal.write(prompt);
  auto line = read_line(terminal.descriptor());
  terminal.write("\n");
  return line;
}

}  // namespace valise::cli
