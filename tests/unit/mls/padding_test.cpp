#include "client-sdk/mls/padding.hpp"

#include <gtest/gtest.h>

namespace valise::mls {
namespace {

TEST(Padme, KnownLengths) {
  // Worked out by hand from the paper's formula: E = floor(log2 L), S = floor(log2 E) + 1, the last E - S bits become zero.
  EXPECT_EQ(padme(0), 0U);
  EXPECT_EQ(padme(1), 1U);
  EXPECT_EQ(padme(9), 10U);
  EXPECT_EQ(padme(100), 104U);
  EXPECT_EQ(padme(1000), 1024U);
  EXPECT_EQ(padme(1025), 1088U);
  EXPECT_EQ(padme(1 << 20), 1U << 20);
}

TEST(Padme, IsMonotonousIdempotentAndCheap) {
  std::size_t before = 0;
  for (std::size_t length = 1; length < 300'000; length += 1 + length / 97) {
    const std::size_t padded = padme(length);
    EXPECT_GE(padded, length);
    EXPECT_GE(padded, before);
    EXPECT_EQ(padme(padded), padded);
    EXPECT_LE(static_cast<double>(padded - length), 0.12 * static_cast<double>(length)) << length;
    before = padded;
  }
}

}  // namespace
}  // namespace valise::mls
