#include "keys/directory/merkle.hpp"

#include <bit>

#include "keys/crypto/hash.hpp"

namespace valise::directory {
namespace {

using base::Byte;
using base::fail;
using base::Result;

constexpr base::ByteArray<1> kLeafPrefix{0x00};
constexpr base::ByteArray<1> kNodePrefix{0x01};

// The number of leaves in the left subtree of a tree of n > 1 leaves: the largest power of two below n.
std::uint64_t split(std::uint64_t n) { return std::bit_floor(n - 1); }

}  // namespace

TreeHash leaf_hash(base::ByteView entry) { return TreeHash(crypto::Sha256::of_parts({kLeafPrefix, entry})); }

TreeHash node_hash(const TreeHash& left, const TreeHash& right) {
  return TreeHash(crypto::Sha256::of_parts({kNodePrefix, left.view(), right.view()}));
}

TreeHash empty_root() { return TreeHash(crypto::Sha256::of({})); }

void MerkleLog::append(const TreeHash& leaf) {
  TreeHash hash = leaf;
  for (std::size_t level = 0;; ++level) {
    if (level == levels_.size()) levels_.emplace_back();
    auto& roots = levels_[level];
    roots.push_back(hash);
    if (roots.size() % 2 != 0) return;
    hash = node_hash(roots[roots.size() - 2], roots.back());
  }
}

void MerkleLog::cut_to(std::uint64_t size) noexcept {
  for (std::size_t level = 0; level < levels_.size(); ++level) {
    auto& roots = levels_[level];
    roots.erase(roots.begin() + static_cast<std::ptrdiff_t>(size >> level), roots.end());
  }
}

TreeHash MerkleLog::subtree_root(std::uint64_t first, std::uint64_t last) const {
  const std::uint64_t leaves = last - first;
  if (leaves == 0) return empty_root();
  if (std::has_single_bit(leaves)) {
    const auto level = static_cast<std::size_t>(std::countr_zero(leaves));
    return levels_[level][first >> level];
  }
  const std::uint64_t middle = first + split(leaves);
  return node_hash(subtree_root(first, middle), subtree_root(middle, last));
}

Result<TreeHash> MerkleLog::root_at(std::uint64_t tree_size) const {
  if (tree_size > size()) return fail(MerkleError::size_beyond_log);
  return subtree_root(0, tree_size);
}

Result<MerkleProof> MerkleLog::inclusion_proof(std::uint64_t index, std::uint64_t tree_size) const {
  if (tree_size > size()) return fail(MerkleError::size_beyond_log);
  if (index >= tree_size) return fail(MerkleError::index_beyond_size);
  MerkleProof proof;
  std::uint64_t first = 0;
  std::uint64_t last = tree_size;
  while (last - first > 1) {
    const std::uint64_t middle = first + split(last - first);
    if (index < middle) {
      proof.push_back(subtree_root(middle, last));
      last = middle;
    } else {
      proof.push_back(subtree_root(first, middle));
      first = middle;
    }
  }
  std::ranges::reverse(proof);
  return proof;
}

Result<MerkleProof> MerkleLog::consistency_proof(std::uint64_t old_size, std::uint64_t new_size) const {
  if (new_size > size() || old_size > new_size) return fail(MerkleError::size_beyond_log);
  MerkleProof proof;
  if (old_size == 0 || old_size == new_size) return proof;
  std::uint64_t first = 0;
  std::uint64_t last = new_size;
  while (last != old_size) {
    const std::uint64_t middle = first + split(last - first);
    if (old_size <= middle) {
      proof.push_back(subtree_root(middle, last));
      last = middle;
    } else {
      proof.push_back(subtree_root(first, middle));
      first = middle;
    }
  }
  // The verifier knows the old root, so it is left out where the old tree is a subtree of the new one as it stands.
  if (first != 0) proof.push_back(subtree_root(first, last));
  std::ranges::reverse(proof);
  return proof;
}

Result<> verify_inclusion(const TreeHash& leaf, std::uint64_t index, std::uint64_t tree_size, const MerkleProof& proof,
                          const TreeHash& root) {
  if (index >= tree_size) return fail(MerkleError::index_beyond_size);
  std::uint64_t node = index;
  std::uint64_t last = tree_size - 1;  // the rightmost node of the same level
  TreeHash hash = leaf;
  for (const TreeHash& sibling : proof) {
    if (last == 0) return fail(MerkleError::proof_wrong_length);
    if (node % 2 == 1 || node == last) {
      hash = node_hash(sibling, hash);
      while (node % 2 == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = node_hash(hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  if (last != 0) return fail(MerkleError::proof_wrong_length);
  if (hash != root) return fail(MerkleError::proof_wrong_root);
  return {};
}

namespace {

Result<> verify_without_hashes(const TreeHash& old_root, const TreeHash& expected_root, const MerkleProof& proof) {
  if (!proof.empty()) return fail(MerkleError::proof_wrong_length);
  if (old_root != expected_root) return fail(MerkleError::proof_wrong_root);
  return {};
}

}  // namespace

Result<> verify_consistency(std::uint64_t old_size, const TreeHash& old_root, std::uint64_t new_size, const TreeHash& new_root,
                            const MerkleProof& proof) {
  if (old_size > new_size) return fail(MerkleError::size_beyond_log);
  if (old_size == 0) return verify_without_hashes(old_root, empty_root(), proof);
  if (old_size == new_size) return verify_without_hashes(old_root, new_root, proof);

  // RFC 9162 section 2.1.4.2, which says how to check what RFC 6962 section 2.1.2 says how to make.
  std::uint64_t node = old_size - 1;
  std::uint64_t last = new_size - 1;
  const auto levels = std::countr_one(node);
  node >>= levels;
  last >>= levels;
  auto next = proof.begin();
  TreeHash old_hash = old_root;
  if (!std::has_single_bit(old_size)) {
    if (next == proof.end()) return fail(MerkleError::proof_wrong_length);
    old_hash = *next++;
  }
  TreeHash new_hash = old_hash;
  for (; next != proof.end(); ++next) {
    if (last == 0) return fail(MerkleError::proof_wrong_length);
    if (node % 2 == 1 || node == last) {
      old_hash = node_hash(*next, old_hash);
      new_hash = node_hash(*next, new_hash);
      while (node % 2 == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      new_hash = node_hash(new_hash, *next);
    }
    node >>= 1;
    last >>= 1;
  }
  if (last != 0) return fail(MerkleError::proof_wrong_length);
  if (old_hash != old_root || new_hash != new_root) return fail(MerkleError::proof_wrong_root);
  return {};
}

}  // namespace valise::directory
