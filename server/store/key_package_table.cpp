#include "server/store/key_package_table.hpp"

#include <algorithm>

#include "base/reader.hpp"
#include "base/writer.hpp"
#include "keys/crypto/hash.hpp"
#include "server/core/digest.hpp"
#include "server/store/answer_table.hpp"
#include "server/store/usage_table.hpp"
#include "sql/error.hpp"

namespace valise::server::store::key_packages {
namespace {

using Claimed = core::ClaimedKeyPackage;

base::Result<std::size_t> available(sql::Database& db, devices::RowId device) {
  auto count = db.value("SELECT count(*) FROM key_packages WHERE device = ? AND key_package IS NOT NULL", device);
  if (!count) return base::pass_on(count);
  return static_cast<std::size_t>(count->value_or(0));
}

base::Result<> check(const std::vector<base::Bytes>& packages, base::ByteView last_resort, const core::Limits& limits) {
  if (packages.size() > limits.key_packages_kept) return base::fail(core::Refusal::quota, "key packages");
  if (last_resort.size() > limits.key_package_bytes) return base::fail(core::Refusal::too_large, "key package");
  for (const base::Bytes& package : packages) {
    if (package.empty()) return base::fail(core::Refusal::malformed, "key package is empty");
    if (package.size() > limits.key_package_bytes) return base::fail(core::Refusal::too_large, "key package");
  }
  return {};
}

base::Result<Claimed> take_last_resort(sql::Database& db, devices::RowId row, const base::DeviceId& device) {
  auto rows = db.query("SELECT key_package FROM last_resorts WHERE device = ?", row);
  auto found = rows.next();
  if (!found) return base::pass_on(found);
  if (!*found) return Claimed{.device = device};
  return Claimed{device, rows.bytes(0), true};
}

// take hands out the oldest package, or the last-resort one, or none.
base::Result<Claimed> take(Write& write, const base::DeviceId& device) {
  auto known = devices::find(write.db, device);
  if (!known) return base::pass_on(known);
  if (!*known || (*known)->closed) return Claimed{.device = device};
  const devices::RowId row = (*known)->id;
  std::int64_t package = 0;
  Claimed claimed{.device = device};
  {
    auto rows = write.db.query(
        "SELECT id, key_package FROM key_packages WHERE device = ? AND key_package IS NOT NULL ORDER BY id LIMIT 1", row);
    auto found = rows.next();
    if (!found) return base::pass_on(found);
    if (!*found) return take_last_resort(write.db, row, device);
    package = rows.integer(0);
    claimed.key_package = rows.bytes(1);
  }
  auto gone = write.db.run("UPDATE key_packages SET key_package = NULL, gone_at = ? WHERE id = ?", write.now, package);
  if (!gone) return base::pass_on(gone);
  return claimed;
}

base::Bytes encode(const std::vector<Claimed>& claimed) {
  base::Writer out;
  for (const Claimed& one : claimed) out.u8(one.last_resort ? 1 : 0).opaque(one.key_package);
  return out.take();
}

base::Result<std::vector<Claimed>> decode(const std::vector<base::DeviceId>& devices, base::ByteView answer) {
  std::vector<Claimed> out;
  base::Reader reader(answer);
  for (const base::DeviceId& device : devices) {
    auto last_resort = reader.u8();
    auto package = reader.opaque();
    if (!last_resort || !package) return base::fail(sql::SqlError::corrupt, "answer to a claim");
    out.push_back({device, base::to_bytes(*package), *last_resort != 0});
  }
  return out;
}

bool names_one_twice(std::vector<base::DeviceId> devices) {
  std::ranges::sort(devices);
  return std::ranges::adjacent_find(devices) != devices.end();
}

}  // namespace

base::Result<std::size_t> publish(Write& write, const base::DeviceId& device, const std::vector<base::Bytes>& packages,
                                  base::ByteView last_resort) {
  if (auto good = check(packages, last_resort, write.limits); !good) return base::pass_on(good);
  auto owner = devices::ensure(write.db, device);
  if (!owner) return base::pass_on(owner);
  if (owner->closed) return base::fail(core::Refusal::not_authorised, "device");
  for (const base::Bytes& package : packages) {
    auto added = write.db.run("INSERT INTO key_packages(device, digest, key_package) VALUES(?, ?, ?) ON CONFLICT DO NOTHING",
                              owner->id, crypto::Sha256::of(package), package);
    if (!added) return base::pass_on(added);
  }
  if (!last_resort.empty()) {
    auto replaced = write.db.run("INSERT OR REPLACE INTO last_resorts(device, key_package) VALUES(?, ?)", owner->id, last_resort);
    if (!replaced) return base::pass_on(replaced);
  }
  auto count = available(write.db, owner->id);
  if (count && *count > write.limits.key_packages_kept) return base::fail(core::Refusal::quota, "key packages");
  return count;
}

base::Result<std::vector<Claimed>> claim(Write& write, const core::ClaimSubmission& submission) {
  const auto& [claimer, key, devices, authority] = submission;
  if (devices.size() > write.limits.devices_per_claim) return base::fail(core::Refusal::quota, "devices in a claim");
  if (names_one_twice(devices)) return base::fail(core::Refusal::malformed, "a device is named twice");
  const core::RequestDigest digest = core::digest_of_claim(devices);
  auto asking = devices::ensure(write.db, claimer);
  if (!asking) return base::pass_on(asking);
  if (asking->closed) return base::fail(core::Refusal::not_authorised, "device");
  auto earlier = answers::find(write.db, asking->id, key, digest);
  if (!earlier) return base::pass_on(earlier);
  if (*earlier) return decode(devices, (*earlier)->body);

  std::vector<Claimed> out;
  for (const base::DeviceId& device : devices) {
    auto one = take(write, device);
    if (!one) return base::pass_on(one);
    out.push_back(std::move(*one));
  }
  auto answer = encode(out);
  auto paid = usage::charge(write, asking->id, authority, {.bytes = usage::charge_of_answer(answer.size())});
  if (!paid) return base::pass_on(paid);
  auto kept = answers::keep(write.db, asking->id, key, digest, {.at = write.now, .body = std::move(answer)});
  if (!kept) return base::pass_on(kept);
  return out;
}

base::Result<> erase_all(Write& write, devices::RowId device) {
  if (auto erased = write.db.run("DELETE FROM key_packages WHERE device = ?", device); !erased) return base::pass_on(erased);
  if (auto erased = write.db.run("DELETE FROM last_resorts WHERE device = ?", device); !erased) return base::pass_on(erased);
  return {};
}

base::Result<std::size_t> count(sql::Database& db, const base::DeviceId& device) {
  auto known = devices::find(db, device);
  if (!known) return base::pass_on(known);
  return *known ? available(db, (*known)->id) : base::Result<std::size_t>(0);
}

}  // namespace valise::server::store::key_packages
