// KeyPackages: the private halves of the key packages that this device published. Each is used by one Welcome and erased in the
// transaction that stores the joined group; the last-resort one stays until it is replaced.
#pragma once

#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "keys/crypto/secret_bytes.hpp"

namespace valise::sql {
class Database;
}

namespace valise::sdk::store {

// KeyPackageRef is the hash by which a Welcome names the key package.
using KeyPackageRef = base::BinaryId<struct KeyPackageRefTag, 32>;

enum class KeyPackageUse : int { once = 0, last_resort = 1 };

struct KeyPackageBundle {
  KeyPackageRef ref;
  KeyPackageUse use = KeyPackageUse::once;
  base::UnixMillis made_at;
  base::Bytes key_package;             // public half, as published
  crypto::SecretBytes private_bundle;  // private keys as client-sdk/mls serialises them
};

struct KeyPackageCount {
  std::uint64_t once = 0;
  std::uint64_t last_resort = 0;
};

class KeyPackages {
 public:
  explicit KeyPackages(sql::Database& db) : db_(&db) {}

  // put stores a bundle; fails with constraint if `ref` is known.
  [[nodiscard]] base::Result<> put(const KeyPackageBundle& bundle);
  [[nodiscard]] base::Result<std::optional<KeyPackageBundle>> find(const KeyPackageRef& ref) const;
  // refs gives all that are kept, oldest first.
  [[nodiscard]] base::Result<std::vector<KeyPackageRef>> refs() const;
  [[nodiscard]] base::Result<KeyPackageCount> count() const;
  // erase removes the bundle; one that is not there is no error.
  [[nodiscard]] base::Result<> erase(const KeyPackageRef& ref);
  // erase_made_before removes bundles of either use that are older than `time` and gives their number.
  [[nodiscard]] base::Result<std::uint64_t> erase_made_before(base::UnixMillis time);

 private:
  sql::Database* db_;
};

}  // namespace valise::sdk::store
