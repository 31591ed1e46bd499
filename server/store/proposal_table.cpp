#include "server/store/proposal_table.hpp"

namespace valise::server::store::proposals {
namespace {

using base::fail;
using base::Result;
using core::Refusal;

core::Proposal proposal_in(const sql::Rows& rows) {
  return {.id = rows.id<core::ProposalId>(1),
          .authority = std::string(rows.text(2)),
          .statement = rows.bytes(4),
          .refusal = rows.bytes(5),
          .number = rows.number(0),
          .submitted_at = rows.time(3)};
}

Result<> check_size(const Write& write, base::ByteView bytes) {
  if (bytes.size() > write.limits.proposal_bytes) return fail(Refusal::too_large, "proposal");
  return {};
}

// The one of this id that is there, whatever its state.
Result<core::Proposal> require(Write& write, const core::ProposalId& id) {
  auto known = find(write.db, id);
  if (!known) return pass_on(known);
  if (!*known) return fail(Refusal::not_found, "proposal");
  return std::move(**known);
}

}  // namespace

Result<> put(Write& write, const core::Proposal& proposal) {
  if (auto fits = check_size(write, proposal.statement); !fits) return fits;
  auto known = find(write.db, proposal.id);
  if (!known) return pass_on(known);
  if (*known) {
    const bool same = base::equal((*known)->statement, proposal.statement) && (*known)->refusal.empty();
    return same ? Result<>{} : fail(Refusal::conflict, "proposal");
  }
  auto count = write.db.value("SELECT count(*) FROM proposals WHERE authority = ?", proposal.authority);
  if (!count) return pass_on(count);
  if (static_cast<std::size_t>(count->value_or(0)) >= write.limits.proposals_per_authority) {
    return fail(Refusal::quota, "proposals of an authority");
  }
  auto kept = write.db.run("INSERT INTO proposals(id, authority, submitted_at, statement, refusal) VALUES(?, ?, ?, ?, ?)",
                           proposal.id, proposal.authority, write.now, proposal.statement, base::ByteView{});
  if (!kept) return pass_on(kept);
  return {};
}

Result<> replace(Write& write, const core::ProposalId& id, base::ByteView before, base::ByteView after) {
  if (auto fits = check_size(write, after); !fits) return fits;
  auto known = require(write, id);
  if (!known) return pass_on(known);
  if (!known->refusal.empty() || !base::equal(known->statement, before)) return fail(Refusal::conflict, "proposal");
  auto kept = write.db.run("UPDATE proposals SET statement = ? WHERE id = ?", after, id);
  if (!kept) return pass_on(kept);
  return {};
}

Result<> refuse(Write& write, const core::ProposalId& id, base::ByteView refusal) {
  if (auto fits = check_size(write, refusal); !fits) return fits;
  auto known = require(write, id);
  if (!known) return pass_on(known);
  if (base::equal(known->refusal, refusal)) return {};
  if (!known->refusal.empty()) return fail(Refusal::conflict, "proposal");
  auto kept = write.db.run("UPDATE proposals SET refusal = ? WHERE id = ?", refusal, id);
  if (!kept) return pass_on(kept);
  return {};
}

Result<> erase(Write& write, const core::ProposalId& id) {
  auto erased = write.db.run("DELETE FROM proposals WHERE id = ?", id);
  if (!erased) return pass_on(erased);
  return {};
}

Result<std::optional<core::Proposal>> find(sql::Database& db, const core::ProposalId& id) {
  auto rows = db.query("SELECT number, id, authority, submitted_at, statement, refusal FROM proposals WHERE id = ?", id);
  auto found = rows.next();
  if (!found) return pass_on(found);
  if (!*found) return std::nullopt;
  return proposal_in(rows);
}

Result<std::vector<core::Proposal>> list(sql::Database& db, const ProposalRange& range) {
  auto rows = range.authority ? db.query(
                                    "SELECT number, id, authority, submitted_at, statement, refusal FROM proposals "
                                    "WHERE authority = ?1 AND number > ?2 ORDER BY number LIMIT ?3",
                                    *range.authority, range.after, range.max_count)
                              : db.query(
                                    "SELECT number, id, authority, submitted_at, statement, refusal FROM proposals "
                                    "WHERE number > ?1 ORDER BY number LIMIT ?2",
                                    range.after, range.max_count);
  std::vector<core::Proposal> out;
  std::size_t size = 0;
  auto more = rows.next();
  for (; more && *more; more = rows.next()) {
    auto next = proposal_in(rows);
    size += next.statement.size() + next.refusal.size();
    if (!out.empty() && size > range.max_bytes) break;
    out.push_back(std::move(next));
  }
  if (!more) return pass_on(more);
  return out;
}

}  // namespace valise::server::store::proposals
