// Memory, measured from outside: a child process makes the groups and says how far its resident memory grew at most, and how much
// more each further member's state keeps allocated.
#include <malloc.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

#include "bench/mls_quoted.hpp"
#include "bench/mls_rows.hpp"
#include "bench/mls_workloads.hpp"
#include "bench/mls_world.hpp"

namespace valise::mls::bench {
namespace {

double peak_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

double allocated_mib() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd) / (1024 * 1024);
}

struct Memory {
  double peak_mib;
  double state_mib;
};

// measure makes a group of one, adds all others at once, and lets the last of them join, twice.
Memory measure(std::uint32_t size) {
  const double before = peak_mib();
  const Crowd crowd(size);
  Group first = Device(0).create();
  PendingCommit pending = must(first.commit({.adds = crowd.verified()}, rules(), random_source()));
  const Bytes welcome = *pending.welcome;
  must(first.merge(std::move(pending)));
  const auto join = [&] { return must(Group::join(welcome, crowd.last_bundle, crowd.last.signer(), rules())); };
  const Group joined = join();
  const double allocated = allocated_mib();
  const Group again = join();
  return {peak_mib() - before, allocated_mib() - allocated};
}

// in_child runs work in a process of its own and gives what it found.
Memory in_child(const std::function<Memory()>& work) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("pipe");
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("fork");
  if (child == 0) {
    const Memory found = work();
    _exit(::write(ends[1], &found, sizeof found) == sizeof found ? 0 : 1);
  }
  close(ends[1]);
  Memory found{};
  const bool read_all = ::read(ends[0], &found, sizeof found) == sizeof found;
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (!read_all || status != 0) throw std::runtime_error("the process that measures memory failed");
  return found;
}

}  // namespace

void measure_memory(Effort effort, std::vector<Figure>& figures) {
  const std::uint32_t size = effort == Effort::quick ? 50 : 1000;
  const Memory found = in_child([&] { return measure(size); });
  const bool known = effort == Effort::full;
  add_plain(figures, in_group("peak memory, create and join", size), found.peak_mib, "MiB",
            known ? std::optional(quoted::peak_mib) : std::nullopt);
  add_plain(figures, in_group("a further member's state", size), found.state_mib, "MiB",
            known ? std::optional(quoted::state_mib) : std::nullopt);
}

}  // namespace valise::mls::bench
