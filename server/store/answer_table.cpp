#include "server/store/answer_table.hpp"

#include "server/store/usage_table.hpp"

namespace valise::server::store::answers {

base::Result<std::optional<Answer>> find(sql::Database& db, devices::RowId device, const base::IdempotencyKey& key,
                                         const core::RequestDigest& digest) {
  auto rows = db.query("SELECT digest, room_seq, at, answer FROM answers WHERE device = ? AND key = ?", device, key);
  auto found = rows.next();
  if (!found) return base::pass_on(found);
  if (!*found) return std::nullopt;
  if (rows.id<core::RequestDigest>(0) != digest) return base::fail(core::Refusal::key_reused, "idempotency key");
  return Answer{rows.id<base::RoomSeq>(1), rows.time(2), rows.bytes(3)};
}

base::Result<> keep(sql::Database& db, devices::RowId device, const base::IdempotencyKey& key, const core::RequestDigest& digest,
                    const Answer& answer) {
  auto kept = db.run("INSERT INTO answers(device, key, digest, at, room_seq, answer, charged) VALUES(?, ?, ?, ?, ?, ?, ?)",
                     device, key, digest, answer.at, answer.room_seq, answer.body, usage::charge_of_answer(answer.body.size()));
  if (!kept) return base::pass_on(kept);
  return {};
}

}  // namespace valise::server::store::answers
