// Saved state: of each state there is one form; what was not written by this program is refused, so that nothing restored can
// fail later for being damaged.
#include "tests/unit/mls/strictness.hpp"
#include "tests/unit/mls/world.hpp"

namespace valise::mls::test {
namespace {

class SavedState : public testing::Test {
 protected:
  SavedState() {
    for (int i = 0; i < 2; ++i) room.commit("ben", {});
    for (int i = 0; i < 3; ++i) last = room.at("cora").send("text");
    EXPECT_EQ(text_of(room.at("anna").handle(last)), "text");  // skips two keys
    EXPECT_TRUE(anna().propose_update(world.random));
  }

  Group& anna() { return *room.at("anna").group; }
  Bytes epoch() { return base::to_bytes(anna().serialize_epoch().expose()); }
  Bytes ratchets() { return base::to_bytes(anna().serialize_ratchets().expose()); }
  Result<Group> restore(ByteView epoch_part, ByteView ratchet_part) {
    return Group::restore(epoch_part, ratchet_part, room.at("anna").signer);
  }
  template <class T>
  static std::optional<Bytes> rewrite(ByteView bytes) {
    const auto restored = T::restore(bytes);
    if (!restored) return std::nullopt;
    return base::to_bytes(restored->serialize().expose());
  }

  World world;
  Room room{world, {"anna", "ben", "cora"}};
  Bytes last;
};

TEST_F(SavedState, EpochHasOneForm) {
  const Bytes other = ratchets();
  expect_one_encoding(
      [&](ByteView bytes) -> std::optional<Bytes> {
        const auto restored = restore(bytes, other);
        if (!restored) return std::nullopt;
        EXPECT_EQ(base::to_bytes(restored->serialize_ratchets().expose()), other);
        return base::to_bytes(restored->serialize_epoch().expose());
      },
      epoch());
}

TEST_F(SavedState, RatchetsHaveOneForm) {
  const Bytes other = epoch();
  expect_one_encoding(
      [&](ByteView bytes) -> std::optional<Bytes> {
        const auto restored = restore(other, bytes);
        if (!restored) return std::nullopt;
        EXPECT_EQ(base::to_bytes(restored->serialize_epoch().expose()), other);
        return base::to_bytes(restored->serialize_ratchets().expose());
      },
      ratchets());
}

TEST_F(SavedState, PendingCommitHasOneForm) {
  Person dan(world, "dan");
  const auto pending = anna().commit({.adds = {verified(dan.key_package())}}, world.validation, world.random);
  expect_one_encoding(rewrite<PendingCommit>, base::to_bytes(pending->serialize().expose()));
}

TEST_F(SavedState, PendingJoinHasOneForm) {
  const Bytes info = anna().group_info(WelcomeTree::include).value();
  Person dan(world, "dan");
  const auto pending = Group::join_external(info, {.credential = Credential::basic(base::as_bytes("dan"))}, *dan.signer,
                                            world.validation, world.random);
  expect_one_encoding(rewrite<PendingJoin>, base::to_bytes(pending->serialize().expose()));
}

TEST_F(SavedState, KeyPackageBundleHasOneForm) {
  expect_one_encoding(rewrite<KeyPackageBundle>, base::to_bytes(Person(world, "dan").key_package().serialize().expose()));
}

// The roster of a past epoch: two members, each its index, a basic credential and a key.
TEST(SavedRoster, StandsInItsOrder) {
  const auto saved = [](std::uint32_t first, std::uint32_t second) {
    base::Writer out;
    out.u32(2);
    for (const std::uint32_t index : {first, second}) {
      out.u32(index);
      write(out, Credential::basic({}));
      out.opaque(Bytes(32));
    }
    return out.take();
  };
  const auto restored = [](const Bytes& bytes) {
    Decoder in(bytes);
    static_cast<void>(Roster::restore(in));
    return in.finish().has_value();
  };
  EXPECT_TRUE(restored(saved(0, 1)));
  EXPECT_TRUE(restored(saved(3, 70)));
  EXPECT_FALSE(restored(saved(1, 0)));
  EXPECT_FALSE(restored(saved(1, 1)));
  EXPECT_FALSE(restored(saved(1, max_leaves)));
}

// The secret tree by itself: three leaves' ratchets and a node are one way to cover four leaves.
class SavedSecretTree : public testing::Test {
 protected:
  SavedSecretTree() {
    EXPECT_TRUE(tree.candidate(LeafIndex(0), RatchetType::application, Generation(0)));
    auto key = tree.candidate(LeafIndex(0), RatchetType::application, Generation(2));
    tree.consume(std::move(*key));
  }
  // restored tells whether bytes are taken for a secret tree.
  static bool restored(const Bytes& bytes) {
    Decoder in(bytes);
    static_cast<void>(SecretTree::restore(*CipherSuite::find(test_suite), in));
    return in.finish().has_value();
  }
  Bytes saved() const {
    SecretWriter out;
    tree.save(out);
    return base::to_bytes(out.take().expose());
  }

  SecretTree tree{*CipherSuite::find(test_suite), 4, EncryptionSecret::zero(32)};
  // width, number of nodes, nodes 2 and 5 (a number, a length, 32 bytes), number of senders
  static constexpr std::size_t node = 8, second_node = node + 37;
};

TEST_F(SavedSecretTree, IsRestored) {
  const Bytes bytes = saved();
  ASSERT_EQ(bytes[node + 3], 2);
  ASSERT_EQ(bytes[second_node + 3], 5);
  EXPECT_TRUE(restored(bytes));
}

TEST_F(SavedSecretTree, CoversEachLeafOnce) {
  for (const Byte wrong : {0, 1, 3, 4, 5, 6, 7}) {
    Bytes bytes = saved();
    bytes[node + 3] = wrong;
    EXPECT_FALSE(restored(bytes)) << int{wrong};
  }
  Bytes bytes = saved();
  bytes[3] = 8;  // wider
  EXPECT_FALSE(restored(bytes));
  bytes[3] = 2;
  EXPECT_FALSE(restored(bytes));
}

TEST_F(SavedSecretTree, HasKeysOfTheSuitesSize) {
  Bytes bytes = saved();
  bytes[node + 4] = 31;
  bytes.erase(bytes.begin() + node + 5);
  EXPECT_FALSE(restored(bytes));
  bytes = saved();
  bytes.pop_back();
  bytes[bytes.size() - 12] = 11;  // the last thing saved is the nonce of a skipped key
  EXPECT_FALSE(restored(bytes));
}

}  // namespace
}  // namespace valise::mls::test
