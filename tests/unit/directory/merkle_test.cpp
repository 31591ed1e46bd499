#include "keys/directory/merkle.hpp"

#include <gtest/gtest.h>

#include "base/text_encoding.hpp"

namespace valise::directory {
namespace {

TreeHash hash(std::string_view hex) { return *TreeHash::parse(*base::parse_hex(hex)); }
MerkleProof hashes(std::initializer_list<std::string_view> hex) {
  MerkleProof out;
  for (auto text : hex) out.push_back(hash(text));
  return out;
}

// The test data of google/certificate-transparency: eight leaves and the roots of the trees of 1 to 8 of them.
constexpr std::string_view kLeaves[] = {
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
constexpr std::string_view kRoots[] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

MerkleLog vector_log() {
  MerkleLog log;
  for (auto leaf : kLeaves) log.append(leaf_hash(*base::parse_hex(leaf)));
  return log;
}

MerkleLog numbered_log(std::uint64_t size) {
  MerkleLog log;
  for (std::uint64_t i = 0; i < size; ++i) log.append(leaf_hash(base::as_bytes("entry " + std::to_string(i))));
  return log;
}

// RFC 6962 section 2.1 word for word, to compare with.
TreeHash naive_root(const MerkleLog& log, std::uint64_t first, std::uint64_t last) {
  if (first == last) return empty_root();
  if (last - first == 1) return log.leaf(first);
  std::uint64_t k = 1;
  while (2 * k < last - first) k *= 2;
  return node_hash(naive_root(log, first, first + k), naive_root(log, first + k, last));
}

TEST(Merkle, RootsOfTheVectors) {
  const auto log = vector_log();
  for (std::uint64_t size = 0; size <= 8; ++size) EXPECT_EQ(log.root_at(size), hash(kRoots[size])) << size;
  EXPECT_EQ(log.root(), hash(kRoots[8]));
  EXPECT_EQ(MerkleLog().root(), hash(kRoots[0]));
  EXPECT_EQ(log.root_at(9).error().code, MerkleError::size_beyond_log);
}

TEST(Merkle, InclusionProofsOfTheVectors) {
  const auto log = vector_log();
  EXPECT_EQ(log.inclusion_proof(0, 1), MerkleProof());
  EXPECT_EQ(log.inclusion_proof(0, 8), hashes({"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                                               "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                                               "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}));
  EXPECT_EQ(log.inclusion_proof(5, 8), hashes({"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                                               "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                                               "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}));
  EXPECT_EQ(log.inclusion_proof(2, 3), hashes({kRoots[2]}));
  EXPECT_EQ(log.inclusion_proof(3, 3).error().code, MerkleError::index_beyond_size);
}

TEST(Merkle, ConsistencyProofsOfTheVectors) {
  const auto log = vector_log();
  EXPECT_EQ(log.consistency_proof(1, 8), hashes({"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                                                 "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                                                 "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}));
  EXPECT_EQ(log.consistency_proof(6, 8), hashes({"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                                                 "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                                                 "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}));
  EXPECT_EQ(log.consistency_proof(2, 5), hashes({"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                                                 "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}));
  EXPECT_EQ(log.consistency_proof(5, 4).error().code, MerkleError::size_beyond_log);
  EXPECT_EQ(log.consistency_proof(5, 9).error().code, MerkleError::size_beyond_log);
}

constexpr std::uint64_t kSizes = 40;

TEST(Merkle, RootsAgreeWithTheDefinition) {
  const auto log = numbered_log(kSizes);
  for (std::uint64_t size = 0; size <= kSizes; ++size) EXPECT_EQ(*log.root_at(size), naive_root(log, 0, size)) << size;
}

template <class Verify>
void expect_every_change_refused(const MerkleProof& proof, Verify verify) {
  for (std::size_t i = 0; i < proof.size(); ++i) {
    auto changed = proof;
    changed[i] = leaf_hash(proof[i].view());
    EXPECT_EQ(verify(changed).error().code, MerkleError::proof_wrong_root);
    auto shorter = proof;
    shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_FALSE(verify(shorter));
  }
  auto longer = proof;
  longer.push_back(empty_root());
  EXPECT_EQ(verify(longer).error().code, MerkleError::proof_wrong_length);
}

TEST(Merkle, EveryInclusionProofVerifiesAndNoChangedOne) {
  const auto log = numbered_log(kSizes);
  for (std::uint64_t size = 1; size <= kSizes; ++size) {
    const auto root = *log.root_at(size);
    for (std::uint64_t index = 0; index < size; ++index) {
      const auto proof = *log.inclusion_proof(index, size);
      const auto verify = [&](const MerkleProof& p) { return verify_inclusion(log.leaf(index), index, size, p, root); };
      ASSERT_TRUE(verify(proof)) << index << " of " << size;
      expect_every_change_refused(proof, verify);
      EXPECT_FALSE(verify_inclusion(empty_root(), index, size, proof, root));
      EXPECT_FALSE(verify_inclusion(log.leaf(index), index, size, proof, empty_root()));
      for (std::uint64_t other = 0; other < size; ++other) {
        if (other != index) {
          EXPECT_FALSE(verify_inclusion(log.leaf(index), other, size, proof, root));
        }
      }
    }
    EXPECT_EQ(verify_inclusion(log.leaf(0), size, size, {}, root).error().code, MerkleError::index_beyond_size);
  }
}

TEST(Merkle, EveryConsistencyProofVerifiesAndNoChangedOne) {
  const auto log = numbered_log(kSizes);
  for (std::uint64_t size = 0; size <= kSizes; ++size) {
    const auto root = *log.root_at(size);
    for (std::uint64_t old = 0; old <= size; ++old) {
      const auto old_root = *log.root_at(old);
      const auto proof = *log.consistency_proof(old, size);
      const auto verify = [&](const MerkleProof& p) { return verify_consistency(old, old_root, size, root, p); };
      ASSERT_TRUE(verify(proof)) << old << " to " << size;
      expect_every_change_refused(proof, verify);
      EXPECT_FALSE(verify_consistency(old, leaf_hash({}), size, root, proof));
      if (old != 0) {
        EXPECT_FALSE(verify_consistency(old, old_root, size, leaf_hash({}), proof));
      }
      if (old < size) {
        EXPECT_EQ(verify_consistency(size, root, old, old_root, proof).error().code, MerkleError::size_beyond_log);
      }
    }
  }
}

}  // namespace
}  // namespace valise::directory
