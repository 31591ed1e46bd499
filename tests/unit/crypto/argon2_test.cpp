#include "keys/crypto/argon2.hpp"

#include "keys/crypto/aead.hpp"
#include "tests/unit/crypto/support.hpp"

namespace valise::crypto {
namespace {

Passphrase passphrase(std::string text) { return Passphrase::consume(text); }
constexpr std::string_view salt_text = "0123456789abcdef";
Argon2Salt salt() { return base::to_array(base::FixedView<16>(base::as_bytes(salt_text).first<16>())); }

// The value is from the reference implementation's command (argon2 0123456789abcdef -id -t 2 -m 6 -p 1 -l 32).
TEST(Argon2, AgreesWithTheReferenceImplementation) {
  const auto key = argon2id<XChaChaKey>(passphrase("correct horse"), salt(), {.memory_kib = 64, .passes = 2});
  EXPECT_EQ(base::to_hex(key.value().expose()), "74fb6b1d311ac0bb4c891f7efd79680245d9f84b72ad8f9bbe61c86e2b9f864d");
}

TEST(Argon2, DependsOnEveryInput) {
  const auto derive = [](std::string text, Argon2Salt with, Argon2Params params) {
    return base::to_hex(argon2id<XChaChaKey>(passphrase(std::move(text)), with, params).value().expose());
  };
  const Argon2Params params = params_of(Argon2Cost::test_minimum);
  const auto reference = derive("a", salt(), params);
  EXPECT_EQ(derive("a", salt(), params), reference);
  EXPECT_NE(derive("b", salt(), params), reference);
  EXPECT_NE(derive("", salt(), params), reference);
  EXPECT_NE(derive("a", Argon2Salt{}, params), reference);
  EXPECT_NE(derive("a", salt(), {.memory_kib = 16, .passes = 1}), reference);
  EXPECT_NE(derive("a", salt(), {.memory_kib = 8, .passes = 2}), reference);
}

TEST(Argon2, Bounds) {
  for (auto cost : {Argon2Cost::interactive, Argon2Cost::moderate, Argon2Cost::test_minimum}) {
    EXPECT_TRUE(within_bounds(params_of(cost)));
  }
  EXPECT_TRUE(within_bounds({.memory_kib = 1024 * 1024, .passes = 10}));
  for (Argon2Params bad : {Argon2Params{0, 1}, Argon2Params{7, 1}, Argon2Params{8, 0}, Argon2Params{8, 11},
                           Argon2Params{1024 * 1024 + 1, 1}, Argon2Params{0xffffffff, 0xffffffff}}) {
    EXPECT_FALSE(within_bounds(bad));
    EXPECT_THROW((void)argon2id<XChaChaKey>(passphrase("a"), salt(), bad), std::invalid_argument);
  }
}

}  // namespace
}  // namespace valise::crypto
