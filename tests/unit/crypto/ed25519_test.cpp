// Threats row 18: malleable signatures and points of small order are rejected.
#include "keys/crypto/ed25519.hpp"

#include <sodium.h>

#include "keys/crypto/random.hpp"
#include "tests/unit/crypto/support.hpp"

namespace valise::crypto {
namespace {

using base::as_bytes;
using base::to_hex;
using test::hex;
using test::hex_array;
using test::secret;

using Scalar = base::ByteArray<32>;
using Point = base::ByteArray<32>;

// All encodings of points of order 1, 2, 4 and 8, canonical or not (without the sign bit; the tests add it).
constexpr std::string_view small_order_points[] = {
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
};
constexpr std::string_view order_l = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";

std::vector<Point> all_small_order_points() {
  std::vector<Point> out;
  for (auto digits : small_order_points) {
    out.push_back(hex_array<32>(digits));
    out.push_back(out.back());
    out.back()[31] |= 0x80;
  }
  return out;
}

SigningKey test_key(std::uint64_t seed = 7) {
  test::SeededRandom random(seed);
  return SigningKey::generate(random);
}

Signature join(const Point& r, const Scalar& s) {
  Signature out;
  std::ranges::copy(s, std::ranges::copy(r, out.begin()).out);
  return out;
}

// challenge is SHA-512(R || A || M) mod L.
Scalar challenge(const Point& r, const VerifyKey& key, base::ByteView message) {
  base::Bytes input(r.begin(), r.end());
  base::append(input, key.view());
  base::append(input, message);
  base::ByteArray<64> hash;
  crypto_hash_sha512(hash.data(), input.data(), input.size());
  Scalar out;
  crypto_core_ed25519_scalar_reduce(out.data(), hash.data());
  return out;
}

// secret_scalar is the signing key's scalar mod L.
Scalar secret_scalar(const SigningKey& key) {
  base::ByteArray<64> hash;
  crypto_hash_sha512(hash.data(), key.expose_seed().expose().data(), 32);
  hash[0] &= 248;
  hash[31] = static_cast<base::Byte>((hash[31] & 127) | 64);
  base::ByteArray<64> wide{};
  std::copy_n(hash.begin(), 32, wide.begin());
  Scalar out;
  crypto_core_ed25519_scalar_reduce(out.data(), wide.data());
  return out;
}

TEST(Ed25519, Rfc8032Tests1And2) {
  const auto first =
      SigningKey::from_seed(secret<SigningSeed>("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
  EXPECT_EQ(to_hex(first.verify_key().view()), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  EXPECT_EQ(to_hex(first.sign({})),
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe246551"
            "41438e7a"
            "100b");
  const auto second =
      SigningKey::from_seed(secret<SigningSeed>("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
  EXPECT_EQ(to_hex(second.verify_key().view()), "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  EXPECT_EQ(to_hex(second.sign(hex("72"))),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d"
            "291612bb"
            "0c00");
}

TEST(Ed25519, SeedGoesOutAndIn) {
  const auto key = test_key();
  const auto again = SigningKey::from_seed(key.expose_seed());
  EXPECT_EQ(again.verify_key(), key.verify_key());
  EXPECT_EQ(again.sign(as_bytes("m")), key.sign(as_bytes("m")));
}

TEST(Ed25519, RejectsEveryAlteredByteAndLength) {
  const auto key = test_key();
  auto signature = key.sign(as_bytes("message"));
  ASSERT_TRUE(verify(key.verify_key(), as_bytes("message"), signature));
  EXPECT_FALSE(verify(key.verify_key(), as_bytes("massage"), signature));
  EXPECT_FALSE(verify(test_key(8).verify_key(), as_bytes("message"), signature));
  for (auto& byte : signature) {
    byte ^= 1;
    EXPECT_EQ(test::error_of(verify(key.verify_key(), as_bytes("message"), signature)), CryptoError::bad_signature);
    byte ^= 1;
  }
  for (std::size_t size = 0; size < signature.size(); ++size) {
    EXPECT_FALSE(verify(key.verify_key(), as_bytes("message"), base::ByteView(signature).first(size)));
  }
  auto longer = base::to_bytes(signature);
  longer.push_back(0);
  EXPECT_FALSE(verify(key.verify_key(), as_bytes("message"), longer));
}

TEST(Ed25519, RejectsNonCanonicalS) {
  const auto key = test_key();
  auto signature = key.sign(as_bytes("message"));
  const auto order = hex_array<32>(order_l);
  sodium_add(signature.data() + 32, order.data(), 32);  // S + L, which the equation cannot tell from S
  EXPECT_FALSE(verify(key.verify_key(), as_bytes("message"), signature));
}

// Forges a signature that satisfies the equation for a public key of order 1: R = S*B.
TEST(Ed25519, RejectsForgeryUnderTheNeutralKey) {
  init();
  Scalar s{5};
  Point r;
  ASSERT_EQ(crypto_scalarmult_ed25519_base_noclamp(r.data(), s.data()), 0);
  const auto neutral = VerifyKey::from_admitted(hex_array<32>(small_order_points[1]));
  EXPECT_FALSE(verify(neutral, as_bytes("any message"), join(r, s)));
}

// The holder of a key can make S fit an R of small order: R = neutral, S = challenge * a.
TEST(Ed25519, RejectsRofSmallOrder) {
  const auto key = test_key();
  const auto a = secret_scalar(key);
  const auto message = as_bytes("message");
  for (const auto& r : all_small_order_points()) {
    Scalar s;
    crypto_core_ed25519_scalar_mul(s.data(), challenge(r, key.verify_key(), message).data(), a.data());
    EXPECT_FALSE(verify(key.verify_key(), message, join(r, s))) << to_hex(r);
  }
}

// The construction above is sound: with an honest R it gives signatures that verify.
TEST(Ed25519, TheTestsOwnSignerIsRight) {
  const auto key = test_key();
  const auto message = as_bytes("message");
  Scalar nonce{9};
  Point r;
  ASSERT_EQ(crypto_scalarmult_ed25519_base_noclamp(r.data(), nonce.data()), 0);
  Scalar s;
  crypto_core_ed25519_scalar_mul(s.data(), challenge(r, key.verify_key(), message).data(), secret_scalar(key).data());
  crypto_core_ed25519_scalar_add(s.data(), s.data(), nonce.data());
  EXPECT_TRUE(verify(key.verify_key(), message, join(r, s)));
}

TEST(Ed25519, ParseRefusesKeysOfSmallOrder) {
  for (const auto& point : all_small_order_points()) {
    EXPECT_EQ(test::error_of(VerifyKey::parse(point)), CryptoError::bad_public_key) << to_hex(point);
    const auto forced = VerifyKey::from_admitted(point);
    EXPECT_FALSE(verify(forced, as_bytes("m"), test_key().sign(as_bytes("m"))));
  }
}

TEST(Ed25519, ParseRefusesWhatIsNoKey) {
  const auto good = base::to_bytes(test_key().verify_key().view());
  EXPECT_TRUE(VerifyKey::parse(good));
  EXPECT_FALSE(VerifyKey::parse({}));
  EXPECT_FALSE(VerifyKey::parse(base::ByteView(good).first(31)));
  EXPECT_FALSE(VerifyKey::parse(hex(std::string(66, '0'))));
  EXPECT_FALSE(VerifyKey::parse(hex("0200000000000000000000000000000000000000000000000000000000000000")));  // not on the curve
  EXPECT_FALSE(VerifyKey::parse(hex("f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")));  // p + 3
  Point mixed;
  const auto small = hex_array<32>(small_order_points[2]);
  ASSERT_EQ(crypto_core_ed25519_add(mixed.data(), good.data(), small.data()), 0);
  EXPECT_FALSE(VerifyKey::parse(mixed));  // order 8L
}

TEST(Ed25519Labels, CoverPurposeZeroAndMessage) {
  EXPECT_EQ(base::to_string(labelled("device login", as_bytes("xyz"))), std::string("Valise 1.0 device login\0xyz", 27));
}

TEST(Ed25519Labels, OnePurposeIsNotAnother) {
  const auto key = test_key();
  const auto signature = sign_labelled(key, "device login", as_bytes("m"));
  EXPECT_TRUE(verify_labelled(key.verify_key(), "device login", as_bytes("m"), signature));
  EXPECT_FALSE(verify_labelled(key.verify_key(), "device logi", as_bytes("m"), signature));
  EXPECT_FALSE(verify_labelled(key.verify_key(), "device login", as_bytes("n"), signature));
  EXPECT_FALSE(verify(key.verify_key(), as_bytes("m"), signature));
  EXPECT_TRUE(verify(key.verify_key(), labelled("device login", as_bytes("m")), signature));
}

TEST(Ed25519Labels, RunTimeRuleIsTheCompileTimeRule) {
  EXPECT_TRUE(Label::acceptable("registrar key 2-of-3"));
  for (std::string_view bad :
       {std::string_view(""), std::string_view("Upper"), std::string_view("a\0b", 3), std::string_view("line\nbreak"),
        std::string_view("a:b"), std::string_view(" a"), std::string_view("a ")}) {
    EXPECT_FALSE(Label::acceptable(bad));
  }
  EXPECT_TRUE(Label::acceptable(std::string(64, 'a')));
  EXPECT_FALSE(Label::acceptable(std::string(65, 'a')));
}

}  // namespace
}  // namespace valise::crypto
