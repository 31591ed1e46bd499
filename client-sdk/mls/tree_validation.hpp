// Validation of a whole ratchet tree when joining (RFC 9420 sections 7.9.2 and 12.4.3.1).
#pragma once

#include "client-sdk/mls/ratchet_tree.hpp"

namespace valise::mls {

// verify_parent_hashes checks that every non-blank parent is parent-hash valid: exactly one descendant links to it. Fails with
// invalid_tree.
[[nodiscard]] Result<> verify_parent_hashes(const CipherSuite& suite, const RatchetTree& tree);
// verify_unmerged_leaves checks that entries are members below, listed by every parent in between. Fails with invalid_tree.
[[nodiscard]] Result<> verify_unmerged_leaves(const RatchetTree& tree);
// verify_parent_keys checks that the suite can encrypt to every parent, which its members take for granted. Fails with
// invalid_tree.
[[nodiscard]] Result<> verify_parent_keys(const CipherSuite& suite, const RatchetTree& tree);
// verify_leaf_signatures fails with bad_signature.
[[nodiscard]] Result<> verify_leaf_signatures(const CipherSuite& suite, const RatchetTree& tree, ByteView group_id);

}  // namespace valise::mls
