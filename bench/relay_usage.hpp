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

// allow_descriptors raises this process's limit as far as it may: every connection is a descriptor here and one in the server,
// which inherits the limit when it is started afterwards.
void allow_descriptors();

}  // namespace valise::bench
