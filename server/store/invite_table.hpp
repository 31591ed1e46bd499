// Invites by the hash of their id, each with at most one enrolment request.
#pragma once

#include "server/store/tables.hpp"

namespace valise::server::store::invites {

[[nodiscard]] base::Result<> add(Write& write, const core::InviteHash& hash, const core::Invite& invite);
[[nodiscard]] base::Result<> submit(Write& write, const core::InviteHash& hash, base::ByteView request);
[[nodiscard]] base::Result<> erase(Write& write, const core::InviteHash& hash);
[[nodiscard]] base::Result<core::Invite> find(sql::Database& db, const core::InviteHash& hash, base::UnixMillis now);

}  // namespace valise::server::store::invites
