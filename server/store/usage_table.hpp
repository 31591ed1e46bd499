// Usage: what is kept here for whom (docs/design/0014-quotas.md), counted in the transactions that keep and that erase
// (ledger.hpp).
#pragma once

#include "server/store/device_table.hpp"

namespace valise::server::store::usage {

// Kept is what a request will leave behind.
struct Kept {
  std::uint64_t bytes = 0;
  std::uint64_t messages = 0;
};

// What something that is kept counts as.
[[nodiscard]] std::uint64_t charge_of_body(std::size_t bytes, std::size_t recipients);
[[nodiscard]] std::uint64_t charge_of_answer(std::size_t bytes);

// charge counts it against the device and its authority; stored_quota when that is too much for either.
[[nodiscard]] base::Result<> charge(Write& write, devices::RowId device, std::string_view authority, const Kept& kept);

// erase takes off what a DELETE ... RETURNING <device that pays>, <charged> has erased, and runs it to its end.
// Gives the number of rows.
[[nodiscard]] base::Result<std::size_t> erase(Write& write, sql::Rows rows, std::int64_t messages_each);

}  // namespace valise::server::store::usage
