// ProcessLock: at most one process works on a database. Held for the life of the object; the kernel frees it when the process
// ends.
#pragma once

#include <filesystem>

#include "base/result.hpp"

namespace valise::sql {

class ProcessLock {
 public:
  // take locks `path` plus ".lock" (made if needed, left there). in_use when another process or object holds it, cannot_open when
  // the file cannot be made.
  [[nodiscard]] static base::Result<ProcessLock> take(const std::filesystem::path& path);
  ProcessLock(ProcessLock&& other) noexcept;
  ProcessLock& operator=(ProcessLock&&) = delete;
  ~ProcessLock();

 private:
  explicit ProcessLock(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
};

}  // namespace valise::sql
