// Answers to requests that changed something, kept for the retention time: the same key with the same request gets the same
// answer (R6).
#pragma once

#include "server/store/device_table.hpp"

namespace valise::server::store::answers {

struct Answer {
  base::RoomSeq room_seq;  // of submissions
  base::UnixMillis at;
  base::Bytes body;  // of claims
};

// find gives the earlier answer, if any. key_reused if it was to another request.
[[nodiscard]] base::Result<std::optional<Answer>> find(sql::Database& db, devices::RowId device, const base::IdempotencyKey& key,
                                                       const core::RequestDigest& digest);
[[nodiscard]] base::Result<> keep(sql::Database& db, devices::RowId device, const base::IdempotencyKey& key,
                                  const core::RequestDigest& digest, const Answer& answer);

}  // namespace valise::server::store::answers
