// Reserve: space that is kept for a full disk. What frees space (acknowledgements, sweeping) needs some first: the log grows
// before it is moved into the file, and the file grows by what the log holds. So a file beside the database ("-reserve") holds at
// least as much as the log; when the disk is full it is given up for as long as such requests run, and taken again.
//
// One thread at a time.
#pragma once

#include "sql/file_system.hpp"

namespace valise::server::store {

class Reserve {
 public:
  static constexpr std::uint64_t kStep = 2 * 1024 * 1024;

  // Nothing is taken yet. `files` outlives the reserve.
  Reserve(sql::FileSystem& files, const std::filesystem::path& database);
  // keep sees to it that there is room for a log of so many bytes, and kStep more; false when the disk does not have that much.
  // It costs nothing as long as the log is within what is kept.
  [[nodiscard]] bool keep(std::uint64_t log_bytes);
  // give_up frees the space until keep() is called again.
  void give_up();

 private:
  sql::FileSystem& files_;
  std::filesystem::path path_;
  std::uint64_t kept_ = 0;
};

}  // namespace valise::server::store
