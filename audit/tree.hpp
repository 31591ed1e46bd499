// The Merkle tree of RFC 6962 as its text defines it: recursively, from the leaves. Slow and short on purpose: it is the second
// opinion on keys/directory/merkle.hpp and shares nothing with it.
#pragma once

#include <span>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "keys/crypto/hash.hpp"

namespace valise::audit {

using Hash = crypto::Digest;

[[nodiscard]] Hash leaf_hash(base::ByteView entry);
// root_of is MTH(D[n]) of section 2.1 over leaf hashes.
[[nodiscard]] Hash root_of(std::span<const Hash> leaves);

// check_inclusion: PATH(index, D[size]) of section 2.1.1 leads from the leaf to the root. Fails with proof_wrong.
[[nodiscard]] base::Result<> check_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size,
                                             std::span<const Hash> path, const Hash& root);
// check_consistency: PROOF(old_size, D[size]) of section 2.1.2 leads to both roots. Fails with proof_wrong.
[[nodiscard]] base::Result<> check_consistency(std::uint64_t old_size, const Hash& old_root, std::uint64_t size, const Hash& root,
                                               std::span<const Hash> proof);

}  // namespace valise::audit
