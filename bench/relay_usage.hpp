// Usage: processor time and memory of another process, from /proc.
#pragma once

#include <sys/types.h>

#include <map>

namespace valise::bench {

struct Usage {
  std::map<pid_t, double> seconds;  // of each thread; the first one began first
  double resident_mib = 0;

  // of reads them. Throws std::runtime_error if the process is gone.
  [[nodiscard]] static Usage of(pid_t process);

  [[nodiscard]] double all() const;
  [[nodiscard]] double main_thread() const { return seconds.begin()->second; }
};

}  // namespace valise::bench
