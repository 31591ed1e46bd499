// Proposals by the hash of the proposed statement: at most a few of each authority, kept until they are closed or too old.
#pragma once

#include "server/store/tables.hpp"

namespace valise::server::store::proposals {

[[nodiscard]] base::Result<> put(Write& write, const core::Proposal& proposal);
[[nodiscard]] base::Result<> replace(Write& write, const core::ProposalId& id, base::ByteView before, base::ByteView after);
[[nodiscard]] base::Result<> refuse(Write& write, const core::ProposalId& id, base::ByteView refusal);
[[nodiscard]] base::Result<> erase(Write& write, const core::ProposalId& id);
[[nodiscard]] base::Result<std::optional<core::Proposal>> find(sql::Database& db, const core::ProposalId& id);
[[nodiscard]] base::Result<std::vector<core::Proposal>> list(sql::Database& db, const ProposalRange& range);

}  // namespace valise::server::store::proposals
