#include "cli/interruption.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

namespace valise::cli {
namespace {

volatile sig_atomic_t caught = 0;
volatile sig_atomic_t wake_descriptor = -1;

void wake() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(wake_descriptor, &one, sizeof one);
}

void on_signal(int number) {
  const int saved = errno;
  caught = number;
  wake();
  errno = saved;
}

void install(int number, struct sigaction& old) {
  struct sigaction action{};
  action.sa_handler = on_signal;
  action.sa_flags = static_cast<int>(SA_RESTART | SA_RESETHAND);  // the second one has its usual effect
  ::sigaction(number, &action, &old);
}

}  // namespace

Interruption::Interruption(LentSignals* lent) : lent_(lent) {
  if (lent_ != nullptr) {
    lent_->heard = true;
    return;
  }
  caught = 0;
  wake_descriptor = ::eventfd(0, EFD_CLOEXEC);
  watcher_ = std::thread([this] { watch(); });
  install(SIGINT, old_interrupt_);
  install(SIGTERM, old_terminate_);
}

Interruption::~Interruption() {
  if (lent_ != nullptr) {
    lent_->heard = false;
    return;
  }
  ::sigaction(SIGINT, &old_interrupt_, nullptr);
  ::sigaction(SIGTERM, &old_terminate_, nullptr);
  wake();
  watcher_.join();
  ::close(wake_descriptor);
  wake_descriptor = -1;
}

int Interruption::signal_number() const { return lent_ != nullptr ? lent_->number.load() : caught; }

// watch ends with the first word, be it the handler's or the destructor's.
void Interruption::watch() {
  std::uint64_t count = 0;
  while (::read(wake_descriptor, &count, sizeof count) < 0 && errno == EINTR) {
  }
  if (caught != 0) stop_.request_stop();
}

}  // namespace valise::cli
