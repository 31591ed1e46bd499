#include "base/utf8.hpp"

#include <gtest/gtest.h>

namespace valise::base {
namespace {

TEST(Utf8, IsStrict) {
  for (const std::string_view good : {"", "a", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_TRUE(is_utf8(good));
  }
  for (const std::string_view bad : {"\x80", "\xc3", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff",
                                     "\xe2\x82", "\xf8\x88\x80\x80\x80"}) {
    EXPECT_FALSE(is_utf8(bad));
  }
}

TEST(Utf8, StaysWhereItCannotGoOn) {
  std::string_view text = "\xe2\x82\xac\xff";
  EXPECT_EQ(next_code_point(text), U'\u20ac');
  EXPECT_EQ(next_code_point(text), std::nullopt);
  EXPECT_EQ(text, "\xff");
}

}  // namespace
}  // namespace valise::base
