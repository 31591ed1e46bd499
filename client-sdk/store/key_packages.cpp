#include "client-sdk/store/key_packages.hpp"

#include "client-sdk/store/query.hpp"

namespace valise::sdk::store {

base::Result<> KeyPackages::put(const KeyPackageBundle& bundle) {
  return write(*db_, "INSERT INTO key_packages VALUES (?, ?, ?, ?, ?)", bundle.ref, static_cast<int>(bundle.use), bundle.made_at,
               bundle.key_package, bundle.private_bundle.expose());
}

base::Result<std::optional<KeyPackageBundle>> KeyPackages::find(const KeyPackageRef& ref) const {
  const auto read = [](sql::Rows& rows) {
    return KeyPackageBundle{.ref = rows.id<KeyPackageRef>(0),
                            .use = enumerator<KeyPackageUse>(rows, 1),
                            .made_at = rows.time(2),
                            .key_package = rows.bytes(3),
                            .private_bundle = secret(rows, 4)};
  };
  return read_one(*db_, "SELECT ref, use, made_at, key_package, private_bundle FROM key_packages WHERE ref = ?", read, ref);
}

base::Result<std::vector<KeyPackageRef>> KeyPackages::refs() const {
  return read_all(*db_, "SELECT ref FROM key_packages ORDER BY made_at, ref",
                  [](sql::Rows& rows) { return rows.id<KeyPackageRef>(0); });
}

base::Result<KeyPackageCount> KeyPackages::count() const {
  const auto read = [](sql::Rows& rows) { return KeyPackageCount{rows.number(0), rows.number(1)}; };
  auto count = read_one(*db_, "SELECT total(use = 0), total(use = 1) FROM key_packages", read);
  if (!count) return base::pass_on(count);
  return count->value_or(KeyPackageCount{});
}

base::Result<> KeyPackages::erase(const KeyPackageRef& ref) { return write(*db_, "DELETE FROM key_packages WHERE ref = ?", ref); }

base::Result<std::uint64_t> KeyPackages::erase_made_before(base::UnixMillis time) {
  return execute(*db_, "DELETE FROM key_packages WHERE made_at < ?", time);
}

}  // namespace valise::sdk::store
