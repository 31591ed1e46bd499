#include "keys/crypto/aead.hpp"

#include "tests/unit/crypto/support.hpp"

namespace valise::crypto {
namespace {

using base::as_bytes;
using base::to_hex;
using test::hex;
using test::hex_array;
using test::secret;

constexpr std::string_view rfc8439_key = "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f";
constexpr std::string_view rfc8439_aad = "50515253c0c1c2c3c4c5c6c7";
constexpr std::string_view rfc8439_text =
    "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.";

void expect_ends(const base::Bytes& sealed, std::string_view begin, std::string_view tag) {
  ASSERT_GE(sealed.size(), 32U);
  EXPECT_EQ(to_hex(base::ByteView(sealed).first(16)), begin);
  EXPECT_EQ(to_hex(base::ByteView(sealed).last(16)), tag);
}

TEST(Aead, Rfc8439Section282) {
  const auto sealed =
      seal(secret<ChaChaKey>(rfc8439_key), hex_array<12>("070000004041424344454647"), hex(rfc8439_aad), as_bytes(rfc8439_text));
  expect_ends(sealed, "d31a8d34648e60db7b86afbc53ef7ec2", "1ae10b594f09e26a7e902ecbd0600691");
}

TEST(Aead, XChaChaDraftAppendixA31) {
  const auto sealed = seal(secret<XChaChaKey>(rfc8439_key), hex_array<24>("404142434445464748494a4b4c4d4e4f5051525354555657"),
                           hex(rfc8439_aad), as_bytes(rfc8439_text));
  expect_ends(sealed, "bd6d179d3e83d43b9576579493c0e939", "c0875924c1c7987947deafd8780acf49");
}

TEST(Aead, Sp80038dAesTestCases1And2) {
  const auto key = secret<Aes128Key>(std::string(32, '0'));
  EXPECT_EQ(to_hex(seal(key, AeadNonce{}, {}, {})), "58e2fccefa7e3061367f1d57a4e7455a");
  EXPECT_EQ(to_hex(seal(key, AeadNonce{}, {}, base::Bytes(16))),
            "0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf");
}

// Each algorithm gets the same negative tests.
template <class Key>
class AeadOf : public testing::Test {
 protected:
  using Nonce = std::conditional_t<std::is_same_v<Key, XChaChaKey>, XChaChaNonce, AeadNonce>;

  test::SeededRandom random_;
  Key key_ = Key::make([this](base::MutableBytes out) { random_.fill(out); });
  Nonce nonce_ = random_.array<std::tuple_size_v<Nonce>>();
  base::Bytes aad_ = base::to_bytes("header");
  base::Bytes plaintext_ = base::to_bytes("twenty-one bytes long");
  base::Bytes sealed_ = seal(key_, nonce_, aad_, plaintext_);
};
using Algorithms = testing::Types<Aes128Key, ChaChaKey, XChaChaKey>;
TYPED_TEST_SUITE(AeadOf, Algorithms);

TYPED_TEST(AeadOf, OpensWhatItSealed) {
  EXPECT_EQ(open(this->key_, this->nonce_, this->aad_, this->sealed_).value(), this->plaintext_);
  const auto empty = seal(this->key_, this->nonce_, {}, {});
  EXPECT_EQ(empty.size(), aead_tag_size);
  EXPECT_EQ(open(this->key_, this->nonce_, {}, empty).value().size(), 0U);
}

TYPED_TEST(AeadOf, RefusesEveryAlteredByte) {
  for (auto& byte : this->sealed_) {
    byte ^= 1;
    const auto result = open(this->key_, this->nonce_, this->aad_, this->sealed_);
    ASSERT_FALSE(result);
    EXPECT_EQ(test::error_of(result), CryptoError::decryption_failed);
    byte ^= 1;
  }
}

TYPED_TEST(AeadOf, RefusesEveryTruncationAndAnExtension) {
  for (std::size_t size = 0; size < this->sealed_.size(); ++size) {
    EXPECT_FALSE(open(this->key_, this->nonce_, this->aad_, base::ByteView(this->sealed_).first(size))) << size;
  }
  this->sealed_.push_back(0);
  EXPECT_FALSE(open(this->key_, this->nonce_, this->aad_, this->sealed_));
}

TYPED_TEST(AeadOf, RefusesOtherAadNonceAndKey) {
  EXPECT_FALSE(open(this->key_, this->nonce_, {}, this->sealed_));
  EXPECT_FALSE(open(this->key_, this->nonce_, as_bytes("headers"), this->sealed_));
  auto nonce = this->nonce_;
  nonce.back() ^= 1;
  EXPECT_FALSE(open(this->key_, nonce, this->aad_, this->sealed_));
  const auto other = TypeParam::make([this](base::MutableBytes out) { this->random_.fill(out); });
  EXPECT_FALSE(open(other, this->nonce_, this->aad_, this->sealed_));
}

TYPED_TEST(AeadOf, OpenIntoWipesOnFailureAndWantsTheExactSize) {
  base::Bytes out(this->plaintext_.size(), 0xee);
  ASSERT_TRUE(open_into(this->key_, this->nonce_, this->aad_, this->sealed_, out));
  EXPECT_EQ(out, this->plaintext_);
  this->sealed_.back() ^= 1;
  ASSERT_FALSE(open_into(this->key_, this->nonce_, this->aad_, this->sealed_, out));
  EXPECT_EQ(out, base::Bytes(out.size(), 0));
  this->sealed_.back() ^= 1;
  base::Bytes larger(this->plaintext_.size() + 1);
  EXPECT_FALSE(open_into(this->key_, this->nonce_, this->aad_, this->sealed_, larger));
  base::Bytes smaller(this->plaintext_.size() - 1);
  EXPECT_FALSE(open_into(this->key_, this->nonce_, this->aad_, this->sealed_, smaller));
}

}  // namespace
}  // namespace valise::crypto
