// What a record of exchange proves, found out offline from its files and, if known, the hash of the registrar's genesis.
#pragma once

#include "client-sdk/record/zip.hpp"
#include "valise/record.hpp"

namespace valise::sdk::record {

// verify judges a package. `directory` is the id that the reader trusts (SHA-256 of the genesis), in hexadecimal, or empty. Fails
// with package_malformed where there is nothing to judge.
[[nodiscard]] base::Result<valise::RecordVerdict> verify(const Files& files, const std::string& directory);

}  // namespace valise::sdk::record
