#include "client-sdk/mls/secret_tree.hpp"

#include <gtest/gtest.h>

namespace valise::mls {
namespace {

const CipherSuite& suite() { return *CipherSuite::find(CipherSuiteId::x25519_chacha20poly1305_sha256_ed25519); }

SecretTree tree(std::uint32_t width = 8) { return {suite(), width, EncryptionSecret::from_bytes(Bytes(32, 9))}; }

constexpr LeafIndex leaf{3};
constexpr auto app = RatchetType::application;

template <class T>
Bytes shown(const T& secret) {
  return base::to_bytes(secret.expose());
}

bool take(SecretTree& keys, std::uint32_t generation, LeafIndex from = leaf) {
  auto key = keys.candidate(from, app, Generation(generation));
  if (!key) return false;
  keys.consume(std::move(*key));
  return true;
}

TEST(SecretTree, SenderAndReceiverDeriveTheSameKeys) {
  SecretTree sender = tree();
  SecretTree receiver = tree();
  for (std::uint32_t i = 0; i < 5; ++i) {
    const auto sent = sender.next_key(leaf, app);
    ASSERT_TRUE(sent);
    EXPECT_EQ(sent->generation, Generation(i));
    auto received = receiver.candidate(leaf, app, Generation(i));
    ASSERT_TRUE(received);
    EXPECT_EQ(shown(received->key().key), shown(sent->key.key));
    EXPECT_EQ(shown(received->key().nonce), shown(sent->key.nonce));
    receiver.consume(std::move(*received));
  }
}

TEST(SecretTree, OrderOfOpeningLeavesDoesNotMatter) {
  SecretTree forward = tree();
  SecretTree backward = tree();
  std::vector<Bytes> keys(8);
  for (std::uint32_t i = 0; i < 8; ++i) keys[i] = shown(forward.next_key(LeafIndex(i), app)->key.key);
  for (std::uint32_t i = 8; i-- > 0;) EXPECT_EQ(shown(backward.next_key(LeafIndex(i), app)->key.key), keys[i]);
}

TEST(SecretTree, ConsumedKeysAreGone) {
  SecretTree keys = tree();
  EXPECT_TRUE(take(keys, 2));
  EXPECT_EQ(keys.skipped_keys(), 2U);
  EXPECT_FALSE(take(keys, 2));
  EXPECT_TRUE(take(keys, 0));
  EXPECT_FALSE(take(keys, 0));
  EXPECT_TRUE(take(keys, 1));
  EXPECT_EQ(keys.skipped_keys(), 0U);
  EXPECT_EQ(keys.candidate(leaf, app, Generation(1)).error().code, MlsError::key_already_used);
}

TEST(SecretTree, CandidateAloneConsumesNothing) {
  SecretTree keys = tree();
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(keys.candidate(leaf, app, Generation(700)));
  EXPECT_EQ(keys.skipped_keys(), 0U);
  EXPECT_TRUE(take(keys, 0));
}

TEST(SecretTree, ForwardJumpIsBounded) {
  SecretTree keys = tree();
  EXPECT_EQ(keys.candidate(leaf, app, Generation(max_forward + 1)).error().code, MlsError::generation_too_far);
  EXPECT_EQ(keys.candidate(leaf, app, Generation(0xffffffff)).error().code, MlsError::generation_too_far);
  EXPECT_TRUE(take(keys, max_forward));
  EXPECT_TRUE(take(keys, 0));  // the oldest of the skipped is still there
}

TEST(SecretTree, SkippedKeysOfOneSenderAreBoundedAndTheOldestGoFirst) {
  SecretTree keys = tree();
  for (std::uint32_t jump = 1; jump <= 4; ++jump) ASSERT_TRUE(take(keys, jump * max_forward));
  EXPECT_EQ(keys.skipped_keys(), max_skipped_keys_of_sender);
  EXPECT_FALSE(take(keys, 0));
  EXPECT_TRUE(take(keys, 4 * max_forward - 1));
}

TEST(SecretTree, SkippedKeysAreBoundedAndTheGreediestSendersLoseFirst) {
  SecretTree keys = tree();
  ASSERT_TRUE(take(keys, 500, LeafIndex(1)));
  for (std::uint32_t greedy : {2, 3, 4}) {
    for (std::uint32_t jump = 1; jump <= 3; ++jump) ASSERT_TRUE(take(keys, jump * max_forward, LeafIndex(greedy)));
  }
  EXPECT_EQ(keys.skipped_keys(), max_skipped_keys);
  EXPECT_TRUE(take(keys, 0, LeafIndex(1)));
  for (std::uint32_t greedy : {2, 3, 4}) {
    EXPECT_FALSE(take(keys, max_forward + 1, LeafIndex(greedy)));
    EXPECT_TRUE(take(keys, 3 * max_forward - 1, LeafIndex(greedy)));
  }
}

TEST(SecretTree, LeavesOutsideTheTreeHaveNoKeys) {
  SecretTree keys = tree();
  EXPECT_EQ(keys.candidate(LeafIndex(8), app, Generation(0)).error().code, MlsError::unknown_sender);
}

TEST(SecretTree, SavedTreeGoesOn) {
  SecretTree keys = tree();
  ASSERT_TRUE(take(keys, 2));
  SecretWriter out;
  keys.save(out);
  const SecretBytes saved = out.take();
  Decoder in(saved.expose());
  SecretTree restored = SecretTree::restore(suite(), in);
  ASSERT_TRUE(in.finish());
  EXPECT_FALSE(take(restored, 2));
  EXPECT_TRUE(take(restored, 1));
  EXPECT_EQ(shown(restored.next_key(leaf, app)->key.key), shown(keys.next_key(leaf, app)->key.key));
  EXPECT_EQ(shown(restored.next_key(LeafIndex(7), app)->key.key), shown(keys.next_key(LeafIndex(7), app)->key.key));
}

}  // namespace
}  // namespace valise::mls
