#include "server/store/invite_table.hpp"

namespace valise::server::store::invites {
namespace {

base::Result<std::optional<core::Invite>> lookup(sql::Database& db, const core::InviteHash& hash) {
  auto rows = db.query("SELECT authority, expires_at, request FROM invites WHERE hash = ?", hash);
  auto found = rows.next();
  if (!found) return base::pass_on(found);
  if (!*found) return std::nullopt;
  return core::Invite{std::string(rows.text(0)), rows.time(1), rows.bytes(2)};
}

}  // namespace

base::Result<core::Invite> find(sql::Database& db, const core::InviteHash& hash, base::UnixMillis now) {
  auto invite = lookup(db, hash);
  if (!invite) return base::pass_on(invite);
  if (!*invite || (*invite)->expires_at <= now) return base::fail(core::Refusal::not_found, "invite");
  return std::move(**invite);
}

base::Result<> add(Write& write, const core::InviteHash& hash, const core::Invite& invite) {
  if (invite.expires_at <= write.now) return base::fail(core::Refusal::expired, "invite");
  auto known = lookup(write.db, hash);
  if (!known) return base::pass_on(known);
  if (*known) {
    const bool same = (*known)->authority == invite.authority && (*known)->expires_at == invite.expires_at;
    return same ? base::Result<>{} : base::fail(core::Refusal::key_reused, "invite");
  }
  auto count = write.db.value("SELECT count(*) FROM invites WHERE authority = ?", invite.authority);
  if (!count) return base::pass_on(count);
  if (static_cast<std::size_t>(count->value_or(0)) >= write.limits.invites_per_authority) {
    return base::fail(core::Refusal::quota, "invites of an authority");
  }
  auto kept = write.db.run("INSERT INTO invites(hash, authority, expires_at, request) VALUES(?, ?, ?, ?)", hash, invite.authority,
                           invite.expires_at, base::ByteView{});
  if (!kept) return base::pass_on(kept);
  return {};
}

base::Result<> submit(Write& write, const core::InviteHash& hash, base::ByteView request) {
  if (request.empty()) return base::fail(core::Refusal::malformed, "enrolment request is empty");
  if (request.size() > write.limits.enrolment_bytes) return base::fail(core::Refusal::too_large, "enrolment request");
  auto invite = lookup(write.db, hash);
  if (!invite) return base::pass_on(invite);
  if (!*invite) return base::fail(core::Refusal::not_found, "invite");
  if ((*invite)->expires_at <= write.now) return base::fail(core::Refusal::expired, "invite");
  if (base::equal((*invite)->request, request)) return {};
  if (!(*invite)->request.empty()) return base::fail(core::Refusal::conflict, "the invite has a request already");
  auto kept = write.db.run("UPDATE invites SET request = ? WHERE hash = ?", request, hash);
  if (!kept) return base::pass_on(kept);
  return {};
}

base::Result<> erase(Write& write, const core::InviteHash& hash) {
  auto erased = write.db.run("DELETE FROM invites WHERE hash = ?", hash);
  if (!erased) return base::pass_on(erased);
  return {};
}

}  // namespace valise::server::store::invites
