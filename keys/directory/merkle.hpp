// RFC 6962 Merkle tree: hashes, a growing log of leaf hashes with roots and proofs at every size, and the verifiers of proofs.
// All public data. A MerkleLog keeps the roots of all complete subtrees (about two hashes per leaf), so that a root or a proof
// costs O(log n) hashes. One thread at a time, like every object here.
#pragma once

#include <vector>

#include "base/result.hpp"
#include "base/strong_id.hpp"

namespace valise::directory {

using TreeHash = base::BinaryId<struct TreeHashTag, 32>;
using MerkleProof = std::vector<TreeHash>;  // in the order of RFC 6962 sections 2.1.1 and 2.1.2

enum class MerkleError {
  size_beyond_log = 1,
  index_beyond_size,
  proof_wrong_length,
  proof_wrong_root,
};
constexpr std::string_view describe(MerkleError error) {
  switch (error) {
    case MerkleError::size_beyond_log: return "the log has no tree of that size";
    case MerkleError::index_beyond_size: return "the entry's index is not below the size of the tree";
    case MerkleError::proof_wrong_length: return "the proof has the wrong number of hashes";
    case MerkleError::proof_wrong_root: return "the proof leads to another root";
  }
  return "Merkle tree failure";
}

// leaf_hash gives SHA-256(0x00 || entry).
[[nodiscard]] TreeHash leaf_hash(base::ByteView entry);
// node_hash gives SHA-256(0x01 || left || right).
[[nodiscard]] TreeHash node_hash(const TreeHash& left, const TreeHash& right);
// empty_root gives the root of a tree without leaves, SHA-256 of nothing.
[[nodiscard]] TreeHash empty_root();

class MerkleLog {
 public:
  void append(const TreeHash& leaf);
  // cut_to makes the log what it was at this size, which is not above size().
  void cut_to(std::uint64_t size) noexcept;

  [[nodiscard]] std::uint64_t size() const { return levels_.empty() ? 0 : levels_.front().size(); }
  [[nodiscard]] TreeHash root() const { return subtree_root(0, size()); }
  // leaf requires index < size().
  [[nodiscard]] const TreeHash& leaf(std::uint64_t index) const { return levels_.front().at(index); }

  // root_at gives the root that the log had at a smaller or the present size. Fails with size_beyond_log.
  [[nodiscard]] base::Result<TreeHash> root_at(std::uint64_t tree_size) const;
  // subtree gives the root of the leaves [index << level, (index + 1) << level); they must all be there.
  [[nodiscard]] const TreeHash& subtree(std::size_t level, std::uint64_t index) const { return levels_.at(level).at(index); }
  // inclusion_proof is PATH(index, D[tree_size]) of section 2.1.1. Fails with size_beyond_log, index_beyond_size.
  [[nodiscard]] base::Result<MerkleProof> inclusion_proof(std::uint64_t index, std::uint64_t tree_size) const;
  // consistency_proof is PROOF(old_size, D[new_size]) of section 2.1.2; empty for equal sizes and for an empty old tree. Fails
  // with size_beyond_log, also when old_size is the greater.
  [[nodiscard]] base::Result<MerkleProof> consistency_proof(std::uint64_t old_size, std::uint64_t new_size) const;

 private:
  // Root of the leaves [first, last); `first` is a multiple of the least power of two that holds the range.
  [[nodiscard]] TreeHash subtree_root(std::uint64_t first, std::uint64_t last) const;

  std::vector<std::vector<TreeHash>> levels_;  // levels_[k][i]: root of the leaves [i << k, (i + 1) << k)
};

// verify_inclusion checks that the leaf stands at `index` in the tree of this size and root. Fails with index_beyond_size,
// proof_wrong_length, proof_wrong_root.
[[nodiscard]] base::Result<> verify_inclusion(const TreeHash& leaf, std::uint64_t index, std::uint64_t tree_size,
                                              const MerkleProof& proof, const TreeHash& root);
// verify_consistency checks that the new tree begins with all of the old one. Fails with size_beyond_log (the old tree is the
// greater), proof_wrong_length, proof_wrong_root.
[[nodiscard]] base::Result<> verify_consistency(std::uint64_t old_size, const TreeHash& old_root, std::uint64_t new_size,
                                                const TreeHash& new_root, const MerkleProof& proof);

}  // namespace valise::directory

VALISE_ERROR_ENUM(valise::directory, MerkleError, "merkle")
