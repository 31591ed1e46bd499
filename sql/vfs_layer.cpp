#include "sql/vfs_layer.hpp"

#include <atomic>

namespace valise::sql {

std::string fresh_vfs_name(std::string_view what) {
  static std::atomic<unsigned> count{0};
  return "valise-" + std::string(what) + "-" + std::to_string(++count);
}

}  // namespace valise::sql
