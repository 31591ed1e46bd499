#include "tests/simulation/virtual_time.hpp"

#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>

namespace valise::simulation {
namespace {

// Not zero: some code takes the epoch of the clock for "never".
constexpr std::chrono::nanoseconds kBeginning = std::chrono::hours(1);
std::chrono::nanoseconds g_since_boot = kBeginning;
std::optional<milliseconds> g_last_sleep;
std::function<void()> g_on_sleep;

}  // namespace

void VirtualTime::begin_anew() { g_since_boot = kBeginning; }

void VirtualTime::advance_to(Time time) {
  g_since_boot = std::max(g_since_boot, std::chrono::nanoseconds(time.time_since_epoch()));
}

std::optional<milliseconds> VirtualTime::take_last_sleep() { return std::exchange(g_last_sleep, std::nullopt); }

void VirtualTime::on_sleep(std::function<void()> what) { g_on_sleep = std::move(what); }

}  // namespace valise::simulation

// These take the place of the C library's functions in this program.
extern "C" {

int clock_gettime(clockid_t clock, timespec* out) noexcept {
  if (clock != CLOCK_MONOTONIC) return static_cast<int>(::syscall(SYS_clock_gettime, clock, out));
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(valise::simulation::g_since_boot);
  out->tv_sec = seconds.count();
  out->tv_nsec = (valise::simulation::g_since_boot - seconds).count();
  return 0;
}

// Without timer descriptors Asio's timers are looked at in each turn of the loop.
int timerfd_create(int, int) noexcept {
  errno = ENOSYS;
  return -1;
}

int epoll_wait(int, epoll_event*, int, int timeout) {
  using namespace valise::simulation;
  if (timeout > 0) g_last_sleep = std::chrono::milliseconds(timeout);
  if (timeout > 0 && g_on_sleep) g_on_sleep();
  return 0;
}

// Databases that keep a secret lock each piece of memory. Nothing here is one, and the kernel would take more than half of the
// time.
int mlock(const void*, std::size_t) noexcept { return 0; }
int munlock(const void*, std::size_t) noexcept { return 0; }
}
