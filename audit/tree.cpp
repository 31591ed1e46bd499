#include "audit/tree.hpp"

#include "audit/audit_error.hpp"

namespace valise::audit {
namespace {

using base::fail;
using base::Result;
using Proof = std::span<const Hash>;

Hash node(const Hash& left, const Hash& right) {
  constexpr base::ByteArray<1> prefix{0x01};
  return crypto::Sha256::of_parts({prefix, left, right});
}

// "Let k be the largest power of two smaller than n."
std::uint64_t split(std::uint64_t n) {
  std::uint64_t k = 1;
  while (k < n - k) k *= 2;
  return k;
}

// The last hash of a proof belongs to the outermost step of the recursion.
std::optional<Hash> take_last(Proof& proof) {
  if (proof.empty()) return std::nullopt;
  const Hash last = proof.back();
  proof = proof.first(proof.size() - 1);
  return last;
}

// The root of n leaves of which one stands at m, by the definition of PATH(m, D[n]).
std::optional<Hash> root_by_path(const Hash& leaf, std::uint64_t m, std::uint64_t n, Proof path) {
  if (n == 1) return path.empty() ? std::optional(leaf) : std::nullopt;
  const auto sibling = take_last(path);
  if (!sibling) return std::nullopt;
  const auto k = split(n);
  const auto inner = m < k ? root_by_path(leaf, m, k, path) : root_by_path(leaf, m - k, n - k, path);
  if (!inner) return std::nullopt;
  return m < k ? node(*inner, *sibling) : node(*sibling, *inner);
}

struct Roots {
  Hash old_root;
  Hash root;
};

// Both roots by the definition of SUBPROOF(m, D[n], b); b: the subtree is the old tree itself, whose root is known.
std::optional<Roots> roots_by_proof(std::uint64_t m, std::uint64_t n, bool b, const Hash& known, Proof proof) {
  if (m == n) {
    if (b) return proof.empty() ? std::optional(Roots{known, known}) : std::nullopt;
    const auto given = take_last(proof);
    return given && proof.empty() ? std::optional(Roots{*given, *given}) : std::nullopt;
  }
  const auto sibling = take_last(proof);
  if (!sibling) return std::nullopt;
  const auto k = split(n);
  if (m <= k) {
    const auto left = roots_by_proof(m, k, b, known, proof);
    if (!left) return std::nullopt;
    return Roots{left->old_root, node(left->root, *sibling)};
  }
  const auto right = roots_by_proof(m - k, n - k, false, known, proof);
  if (!right) return std::nullopt;
  return Roots{node(*sibling, right->old_root), node(*sibling, right->root)};
}

}  // namespace

Hash leaf_hash(base::ByteView entry) {
  constexpr base::ByteArray<1> prefix{0x00};
  return crypto::Sha256::of_parts({prefix, entry});
}

Hash root_of(std::span<const Hash> leaves) {
  if (leaves.empty()) return crypto::Sha256::of({});
  if (leaves.size() == 1) return leaves.front();
  const auto k = split(leaves.size());
  return node(root_of(leaves.first(k)), root_of(leaves.subspan(k)));
}

Result<> check_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size, Proof path, const Hash& root) {
  if (index >= size) return fail(AuditError::proof_wrong);
  const auto reached = root_by_path(leaf, index, size, path);
  if (!reached || *reached != root) return fail(AuditError::proof_wrong);
  return {};
}

Result<> check_consistency(std::uint64_t old_size, const Hash& old_root, std::uint64_t size, const Hash& root, Proof proof) {
  if (old_size > size) return fail(AuditError::proof_wrong);
  if (old_size == 0) {
    const bool right = proof.empty() && old_root == root_of({}) && (size > 0 || root == old_root);
    return right ? Result<>{} : fail(AuditError::proof_wrong);
  }
  const auto reached = roots_by_proof(old_size, size, true, old_root, proof);
  if (!reached || reached->old_root != old_root || reached->root != root) return fail(AuditError::proof_wrong);
  return {};
}

}  // namespace valise::audit
