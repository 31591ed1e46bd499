// SimVfs: registers a SimDisk::Model with SQLite as a VFS under a name of its own, for the life of the object.
#pragma once

#include <sqlite3.h>

#include "tests/support/sim_model.hpp"

namespace valise::tests {

struct SimVfs {
  explicit SimVfs(std::shared_ptr<SimDisk::Model> disk);
  ~SimVfs();
  SimVfs(const SimVfs&) = delete;
  SimVfs& operator=(const SimVfs&) = delete;

  std::shared_ptr<SimDisk::Model> model;
  std::string name;
  sqlite3_vfs registered{};
};

}  // namespace valise::tests
