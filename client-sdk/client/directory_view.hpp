// From the verified directory to the plain copies of the public interface.
#pragma once

#include "keys/directory/state.hpp"
#include "valise/directory.hpp"

namespace valise::sdk::client {

[[nodiscard]] valise::AuthorityView view_of(const directory::DirectoryState& state, const directory::Authority& authority);
// recovery_of gives the replacement of an authority's lost keys while it is pending.
[[nodiscard]] std::optional<valise::KeyRecovery> recovery_of(const directory::Authority& authority);
[[nodiscard]] valise::PostView view_of(const directory::DirectoryState& state, const directory::Post& post);
[[nodiscard]] valise::OfficerView view_of(const directory::DirectoryState& state, const directory::Officer& officer);

// matching gives the authorities that meet all conditions of the query, active ones only, in the order of their ids.
[[nodiscard]] base::Result<std::vector<valise::AuthorityView>> matching(const directory::DirectoryState& state,
                                                                        const valise::DirectoryQuery& query);

}  // namespace valise::sdk::client
