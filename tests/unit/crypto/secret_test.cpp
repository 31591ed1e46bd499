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

// The memory is given back, not unmapped: what it holds now can be read (where nothing watches for that).
__attribute__((no_sanitize("address"))) int sum_of(const base::Byte* memory, std::size_t size) {
  int sum = 0;
  for (std::size_t i = 0; i < size; ++i) sum += *static_cast<const volatile base::Byte*>(memory + i);
  return sum;
}

TEST(Secret, DestructionWipesTheMemory) {
  auto secret = std::make_unique<TestSecret>(counting());
  const auto* memory = secret->expose().data();
  ASSERT_EQ(sum_of(memory, 32), 32 * 33 / 2);
  secret.reset();
  EXPECT_EQ(sum_of(memory, 32), 0);
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

TEST(Wipe, OfAStringReachesWhatWasCutOff) {
  std::string text = "valise-link1:a code that somebody could use again";
  const auto* memory = reinterpret_cast<const base::Byte*>(text.data());
  const auto size = text.size();
  text.resize(5);
  wipe(text);
  EXPECT_TRUE(text.empty());
  EXPECT_EQ(sum_of(memory, size), 0);
}

TEST(SecretBytes, LargeOnesAreKeptWhole) {
  for (const std::size_t size : {LockedBlock::max_size, LockedBlock::max_size + 1}) {
    const base::Bytes wanted(size, 9);
    auto bytes = SecretBytes::adopt(base::Bytes(wanted));
    EXPECT_TRUE(base::equal(bytes.expose(), wanted));
    auto other = SecretBytes::copy_of(base::as_bytes("small"));
    other = std::move(bytes);
    EXPECT_TRUE(bytes.empty());  // NOLINT
    EXPECT_TRUE(base::equal(other.expose(), wanted));
  }
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
