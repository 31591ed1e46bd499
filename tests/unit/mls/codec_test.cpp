// What the decoder refuses although a lenient one would read it.
#include "client-sdk/mls/framing/message.hpp"
#include "client-sdk/mls/ratchet_tree.hpp"
#include "tests/unit/mls/world.hpp"

namespace valise::mls::test {
namespace {

TEST(Codec, OptionalTagIsZeroOrOne) {
  EXPECT_TRUE(parse<Commit>(Bytes{0, 0}));
  EXPECT_EQ(error_of(parse<Commit>(Bytes{0, 2})), MlsError::malformed);
}

TEST(Codec, LengthsAreMinimal) { EXPECT_EQ(error_of(parse<Commit>(Bytes{0x40, 0, 0})), base::ReadError::non_minimal_length); }

TEST(Codec, TrailingBytesAreRefused) { EXPECT_EQ(error_of(parse<Commit>(Bytes{0, 0, 0})), base::ReadError::trailing_bytes); }

TEST(Codec, AnExtensionStandsOnlyOnce) {
  const Bytes once = {4, 0, 9, 1, 7};
  const Bytes twice = {8, 0, 9, 1, 7, 0, 9, 1, 7};
  EXPECT_TRUE(parse<Extensions>(once));
  EXPECT_EQ(error_of(parse<Extensions>(twice)), MlsError::malformed);
}

TEST(Codec, UnmergedLeavesAreIncreasing) {
  const auto node = [](std::vector<LeafIndex> leaves) { return encode(ParentNode{{Bytes(32)}, {}, std::move(leaves)}); };
  EXPECT_TRUE(parse<ParentNode>(node({LeafIndex(1), LeafIndex(2)})));
  EXPECT_EQ(error_of(parse<ParentNode>(node({LeafIndex(2), LeafIndex(1)}))), MlsError::malformed);
  EXPECT_EQ(error_of(parse<ParentNode>(node({LeafIndex(1), LeafIndex(1)}))), MlsError::malformed);
}

TEST(Codec, UnknownKindsAreRefused) {
  EXPECT_TRUE(parse<Proposal>(Bytes{0x0a, 0x0a, 0}));  // a type of the application's, for the group to refuse
  EXPECT_EQ(error_of(parse<Credential>(Bytes{0x0a, 0x0a, 0})), MlsError::unsupported);
  EXPECT_EQ(error_of(parse<MlsMessage>(Bytes{0, 2, 0, 1})), MlsError::unsupported);
  EXPECT_EQ(error_of(parse<MlsMessage>(Bytes{0, 1, 0, 9})), MlsError::unsupported);
  EXPECT_EQ(error_of(parse<Sender>(Bytes{5})), MlsError::malformed);
  EXPECT_EQ(error_of(parse<ProposalOrRef>(Bytes{3, 0})), MlsError::malformed);
}

TEST(Codec, TreeEndsWithANode) {
  World world;
  Room room(world, {"anna"});
  base::Reader content(base::ByteView{});
  Bytes bytes = encode(room.at("anna").group->tree());
  Decoder in(bytes);
  Bytes inside = in.opaque();
  inside.push_back(0);
  base::Writer longer;
  longer.opaque(inside);
  EXPECT_TRUE(parse<RatchetTree>(bytes));
  EXPECT_EQ(error_of(parse<RatchetTree>(longer.view())), MlsError::malformed);
  EXPECT_EQ(error_of(parse<RatchetTree>(Bytes{0})), MlsError::malformed);
}

TEST(Codec, NodeTypeFitsItsPlace) {
  base::Writer inside;
  inside.u8(1).u8(2);  // a parent where a leaf belongs
  write(inside, ParentNode{{Bytes(32)}, {}, {}});
  base::Writer tree;
  tree.opaque(inside.view());
  EXPECT_EQ(error_of(parse<RatchetTree>(tree.view())), MlsError::malformed);
}

TEST(Codec, BlankTreesAreBounded) {
  base::Writer tree;
  tree.opaque(Bytes(4 * max_leaves));
  EXPECT_EQ(error_of(parse<RatchetTree>(tree.view())), MlsError::too_large);
}

// The ciphertexts of a path are kept as they came, yet each is read when it comes.
TEST(Codec, AnEncodedListReadsEveryEntry) {
  using Ciphertexts = EncodedList<HpkeCiphertext>;
  const Bytes two = {7, 1, 11, 2, 12, 13, 1, 14};
  EXPECT_EQ(error_of(parse<Ciphertexts>(two)), base::ReadError::truncated);
  Bytes good = two;
  good.insert(good.end(), {0});
  good[0] = 8;
  const auto list = parse<Ciphertexts>(good);
  ASSERT_TRUE(list);
  ASSERT_EQ(list->size(), 2u);
  EXPECT_EQ(list->at(0).ciphertext, (Bytes{12, 13}));
  EXPECT_EQ(list->at(1).kem_output, Bytes{14});
  EXPECT_TRUE(list->at(1).ciphertext.empty());
  EXPECT_EQ(encode(*list), good);
  EXPECT_EQ(error_of(parse<Ciphertexts>(Bytes{5, 0x40, 1, 11, 1, 12})), base::ReadError::non_minimal_length);

  base::Writer many;
  many.opaque(Bytes(2 * (max_list_entries + 1)));
  EXPECT_EQ(error_of(parse<Ciphertexts>(many.view())), MlsError::too_large);
}

// Every prefix and every flipped bit of a message must be refused or read, never worse.
TEST(Codec, DamagedMessagesAreSurvived) {
  World world;
  Room room(world, {"anna", "ben", "cora"});
  Person dan(world, "dan");
  auto pending = room.at("anna").group->commit({.adds = {verified(dan.key_package())}, .format = WireFormat::public_message},
                                               world.validation, world.random);
  for (const Bytes& message : {pending->message, *pending->welcome}) {
    for (std::size_t size = 0; size < message.size(); ++size) EXPECT_FALSE(parse<MlsMessage>(ByteView(message).first(size)));
    for (std::size_t i = 0; i < message.size(); ++i) {
      Bytes damaged = message;
      damaged[i] ^= static_cast<Byte>(1 << (i % 8));
      const auto parsed = parse<MlsMessage>(damaged);
      if (parsed) {
        EXPECT_EQ(encode(*parsed), damaged);
      }
      if (i % 16 == 0) {
        EXPECT_FALSE(room.at("ben").handle(damaged));
      }
    }
  }
  room.at("ben").receive_commit(pending->message);
}

}  // namespace
}  // namespace valise::mls::test
