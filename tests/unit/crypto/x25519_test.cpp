#include "keys/crypto/x25519.hpp"

#include "tests/unit/crypto/support.hpp"

namespace valise::crypto {
namespace {

using base::to_hex;
using test::hex_array;
using test::secret;

// Every encoding of a point of small order (little-endian, without the top bit, which is ignored; the test sets it too).
constexpr std::string_view small_order_inputs[] = {
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
};

// RFC 7748 section 5.2: k and u begin as 9; each step computes X25519(k, u), and the old k becomes u.
TEST(X25519, Rfc7748Iterations) {
  auto k = hex_array<32>("0900000000000000000000000000000000000000000000000000000000000000");
  auto u = k;
  for (int i = 1; i <= 1000; ++i) {
    const auto result = x25519(X25519PrivateKey::from_bytes(k), X25519PublicKey(u)).value();
    u = k;
    k = base::to_array(result.expose());
    if (i == 1) {
      ASSERT_EQ(to_hex(k), "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079");
    }
  }
  EXPECT_EQ(to_hex(k), "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51");
}

TEST(X25519, BothSidesAgree) {
  test::SeededRandom random;
  const auto alice = generate_x25519(random);
  const auto bob = generate_x25519(random);
  EXPECT_EQ(x25519_public(alice.private_key), alice.public_key);
  EXPECT_EQ(to_hex(x25519(alice.private_key, bob.public_key).value().expose()),
            to_hex(x25519(bob.private_key, alice.public_key).value().expose()));
}

TEST(X25519, RefusesEveryInputOfSmallOrder) {
  test::SeededRandom random;
  const auto key = generate_x25519(random).private_key;
  for (auto digits : small_order_inputs) {
    for (int top_bit : {0x00, 0x80}) {
      auto input = hex_array<32>(digits);
      input[31] = static_cast<base::Byte>(input[31] | top_bit);
      const auto result = x25519(key, X25519PublicKey(input));
      ASSERT_FALSE(result) << to_hex(input);
      EXPECT_EQ(test::error_of(result), CryptoError::zero_shared_secret);
      EXPECT_TRUE(has_small_order(X25519PublicKey(input))) << to_hex(input);
      input[0] ^= 0x10;
      EXPECT_FALSE(has_small_order(X25519PublicKey(input))) << to_hex(input);
    }
  }
  EXPECT_FALSE(has_small_order(x25519_public(key)));
}

}  // namespace
}  // namespace valise::crypto
