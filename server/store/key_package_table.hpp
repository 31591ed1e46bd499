// Key packages: handed out once each. A package's digest stays for the retention time after it was handed out, so that a repeated
// publication cannot bring it back.
#pragma once

#include "server/store/device_table.hpp"

namespace valise::server::store::key_packages {

[[nodiscard]] base::Result<std::size_t> publish(Write& write, const base::DeviceId& device,
                                                const std::vector<base::Bytes>& packages, base::ByteView last_resort);
[[nodiscard]] base::Result<std::vector<core::ClaimedKeyPackage>> claim(Write& write, const core::ClaimSubmission& submission);
[[nodiscard]] base::Result<> erase_all(Write& write, devices::RowId device);
[[nodiscard]] base::Result<std::size_t> count(sql::Database& db, const base::DeviceId& device);

}  // namespace valise::server::store::key_packages
