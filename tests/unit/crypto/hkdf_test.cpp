#include "keys/crypto/hkdf.hpp"

#include "tests/unit/crypto/support.hpp"

namespace valise::crypto {
namespace {

using base::to_hex;
using test::hex;

using Output42 = Secret<struct Output42Tag, 42>;

TEST(Hkdf, Rfc5869Case1) {
  const auto prk = hkdf_extract(hex("000102030405060708090a0b0c"), base::Bytes(22, 0x0b));
  EXPECT_EQ(to_hex(prk.expose()), "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
  const auto okm = hkdf_expand<Output42>(prk.expose(), hex("f0f1f2f3f4f5f6f7f8f9"));
  EXPECT_EQ(to_hex(okm.expose()), "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
}

TEST(Hkdf, Rfc5869Case3WithoutSaltAndInfo) {
  const auto prk = hkdf_extract({}, base::Bytes(22, 0x0b));
  EXPECT_EQ(to_hex(prk.expose()), "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04");
  EXPECT_EQ(to_hex(hkdf_extract(base::Bytes(32, 0), base::Bytes(22, 0x0b)).expose()), to_hex(prk.expose()));
  const auto okm = hkdf_expand<Output42>(prk.expose(), {});
  EXPECT_EQ(to_hex(okm.expose()), "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

TEST(Hkdf, PartsAreOneText) {
  const auto salt = hex("0102");
  const auto prk = hkdf_extract(salt, hex("aabbcc"));
  EXPECT_EQ(to_hex(hkdf_extract_parts(salt, {hex("aa"), hex("bbcc")}).expose()), to_hex(prk.expose()));
  EXPECT_EQ(to_hex(hkdf_expand_parts<Output42>(prk.expose(), {hex("aabb"), {}, hex("cc")}).expose()),
            to_hex(hkdf_expand<Output42>(prk.expose(), hex("aabbcc")).expose()));
}

TEST(Hkdf, SeveralThingsFromOneKeyAreWhatEachIsByItself) {
  const auto prk = hkdf_extract({}, hex("0102"));
  HkdfExpander from(prk.expose());
  for (std::size_t size : {12u, 32u, 100u}) {
    base::Bytes together(size);
    base::Bytes alone(size);
    from.expand_into({hex("aabb"), hex("cc")}, together);
    hkdf_expand_into(prk.expose(), {hex("aabbcc")}, alone);
    EXPECT_EQ(to_hex(together), to_hex(alone));
  }
}

TEST(Hkdf, LongestOutputBeginsWithTheShorterOnes) {
  const auto prk = hkdf_extract({}, hex("00"));
  base::Bytes longest(hkdf_max_output);
  hkdf_expand_into(prk.expose(), {}, longest);
  base::Bytes shorter(33);
  hkdf_expand_into(prk.expose(), {}, shorter);
  EXPECT_TRUE(base::equal(base::ByteView(longest).first(33), shorter));
  EXPECT_FALSE(base::equal(base::ByteView(longest).last(32), base::ByteView(longest).first(32)));
  base::Bytes too_long(hkdf_max_output + 1);
  EXPECT_THROW(hkdf_expand_into(prk.expose(), {}, too_long), std::length_error);
}

}  // namespace
}  // namespace valise::crypto
