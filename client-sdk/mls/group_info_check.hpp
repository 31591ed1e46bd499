// Verification of a GroupInfo by one who joins, by Welcome or by external commit (RFC 9420 sections 12.4.3.1 and 12.4.3.2).
#pragma once

#include "client-sdk/mls/group_types.hpp"

namespace valise::mls {

// check_group_info finds the ratchet tree (the extension's, else the given one), verifies the signature of the member who made
// the GroupInfo, and then the tree and everyone in it; gives the tree. What only members can check (the confirmation tag) is left
// to the caller. Fails with invalid_group_info, malformed, too_large, bad_signature, invalid_tree, invalid_leaf_node,
// invalid_lifetime, credential_refused.
[[nodiscard]] Result<RatchetTree> check_group_info(const CipherSuite& suite, const GroupInfo& info,
                                                   std::optional<ByteView> given_tree, const Validation& validation);

}  // namespace valise::mls
