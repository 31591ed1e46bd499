#include "keys/crypto/secret.hpp"

#include <type_traits>

#include "keys/crypto/constant_time.hpp"
#include "keys/crypto/random.hpp"
#include "keys/crypto/secret_bytes.hpp"
#include "tests/unit/crypto/support.hpp"

namespace valise::crypto {
namespace {

using TestSecret = Secret<struct TestTag, 32>;

static_assert(!std::is_copy_constructible_v<TestSecret> && !std::is_copy_assignable_v<TestSecret>);
static_assert(!std::equality_comparable<TestSecret>);
static_assert(!std::is_default_constructible_v<TestSecret>);
static_assert(!std::is_copy_constructible_v<SecretBytes> && !std::equality_comparable<SecretBytes>);

bool all_zero(base::ByteView bytes) {
  return std::ranges::all_of(bytes, [](base::Byte byte) { return byte == 0; });
}

TestSecret counting() {
  return TestSecret::make([](std::span<base::Byte, 32> out) {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<base::Byte>(i + 1);
  });
}

TEST(Secret, MovingWipesTheSource) {
  auto first = counting();
  auto second = std::move(first);
  EXPECT_TRUE(all_zero(first.expose()));  // NOLINT: that is the point
  EXPECT_EQ(second.expose()[31], 32);
  auto third = counting();
  third = std::move(second);
  EXPECT_TRUE(all_zero(second.expose()));  // NOLINT
  EXPECT_EQ(third.expose()[0], 1);
}

TEST(Secret, DestructionWipesTheMemory) {
  alignas(TestSecret) base::Byte memory[sizeof(TestSecret)];
  auto* secret = new (memory) TestSecret(counting());
  ASSERT_EQ(memory[0], 1);
  secret->~TestSecret();
  EXPECT_TRUE(all_zero(memory));
}

TEST(Secret, RetagConsumes) {
  auto first = counting();
  auto other = std::move(first).retag<struct OtherTag>();
  EXPECT_TRUE(all_zero(first.expose()));  // NOLINT
  EXPECT_EQ(other.expose()[2], 3);
}

TEST(SecretBytes, ConsumeWipesTheText) {
  std::string text = "correct horse battery staple";
  const auto* memory = text.data();
  const auto size = text.size();
  const auto bytes = SecretBytes::consume(text);
  EXPECT_EQ(base::as_text(bytes.expose()), "correct horse battery staple");
  EXPECT_TRUE(text.empty());
  EXPECT_EQ(std::count(memory, memory + size, '\0'), static_cast<std::ptrdiff_t>(size));
}

TEST(SecretBytes, MovingEmptiesTheSource) {
  auto first = SecretBytes::copy_of(base::as_bytes("abc"));
  auto second = std::move(first);
  EXPECT_TRUE(first.empty());  // NOLINT
  EXPECT_EQ(second.size(), 3U);
}

TEST(ConstantTime, ComparesContentAndSize) {
  EXPECT_TRUE(constant_time_equal({}, {}));
  EXPECT_TRUE(constant_time_equal(base::as_bytes("abc"), base::as_bytes("abc")));
  EXPECT_FALSE(constant_time_equal(base::as_bytes("abc"), base::as_bytes("abd")));
  EXPECT_FALSE(constant_time_equal(base::as_bytes("abc"), base::as_bytes("ab")));
}

TEST(SystemRandom, GivesOtherBytesEachTime) {
  SystemRandom random;
  EXPECT_NE(random.array<32>(), random.array<32>());
  EXPECT_FALSE(all_zero(random_secret<TestSecret>(random).expose()));
}

}  // namespace
}  // namespace valise::crypto
