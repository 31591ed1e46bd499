#include "keys/crypto/hash.hpp"

#include "tests/unit/crypto/support.hpp"

namespace valise::crypto {
namespace {

using base::as_bytes;
using base::to_hex;
using test::hex;

TEST(Sha256, Fips180Examples) {
  EXPECT_EQ(to_hex(Sha256::of({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(Sha256::of(as_bytes("abc"))), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, PartsAreOneText) {
  const auto whole = Sha256::of(as_bytes("abcdef"));
  EXPECT_EQ(Sha256::of_parts({as_bytes("ab"), {}, as_bytes("cdef")}), whole);
  EXPECT_EQ(Sha256().update(as_bytes("abc")).update(as_bytes("def")).finish(), whole);
}

TEST(Sha256, CopyContinuesOnItsOwn) {
  Sha256 first;
  first.update(as_bytes("abc"));
  auto second = first;
  second.update(as_bytes("def"));
  EXPECT_EQ(first.finish(), Sha256::of(as_bytes("abc")));
  EXPECT_EQ(second.finish(), Sha256::of(as_bytes("abcdef")));
}

TEST(HmacSha256, Rfc4231Cases2And6) {
  EXPECT_EQ(to_hex(HmacSha256::of(as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(to_hex(HmacSha256::of(base::Bytes(131, 0xaa), as_bytes("Test Using Larger Than Block-Size Key - Hash Key First"))),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(HmacSha256, AfterATagComesAnotherMessageWithTheSameKey) {
  HmacSha256 hmac(as_bytes("Jefe"));
  hmac.update(as_bytes("a first message"));
  EXPECT_EQ(hmac.finish(), HmacSha256::of(as_bytes("Jefe"), as_bytes("a first message")));
  EXPECT_EQ(hmac.finish(), HmacSha256::of(as_bytes("Jefe"), {}));
  EXPECT_EQ(to_hex(hmac.update(as_bytes("what do ya want ")).update(as_bytes("for nothing?")).finish()),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(HmacSha256, AnEmptyKeyIsAKeyOfZeros) {
  EXPECT_EQ(to_hex(HmacSha256::of({}, {})), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
  EXPECT_EQ(HmacSha256::of({}, as_bytes("data")), HmacSha256::of(base::Bytes(64), as_bytes("data")));
}

TEST(HmacSha256, VerifyTakesTheWholeTagOnly) {
  const auto key = as_bytes("key");
  const auto data = as_bytes("data");
  auto tag = HmacSha256::of_parts(key, {as_bytes("da"), as_bytes("ta")});
  EXPECT_TRUE(HmacSha256::verify(key, data, tag));
  EXPECT_FALSE(HmacSha256::verify(key, data, base::ByteView(tag).first(31)));
  EXPECT_FALSE(HmacSha256::verify(key, data, {}));
  for (auto& byte : tag) {
    byte ^= 1;
    EXPECT_FALSE(HmacSha256::verify(key, data, tag));
    byte ^= 1;
  }
}

}  // namespace
}  // namespace valise::crypto
