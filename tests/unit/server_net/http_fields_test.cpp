#include "server/net/http_fields.hpp"

#include <gtest/gtest.h>

namespace valise::server::net {
namespace {

TEST(HttpFields, DecimalIsDigitsOnly) {
  EXPECT_EQ(parse_decimal("0"), 0U);
  EXPECT_EQ(parse_decimal("1048576"), 1048576U);
  for (const auto* bad : {"", "00", "01", "-1", "+1", "1 ", " 1", "1x", "0x1", "18446744073709551616", "9007199254740993"}) {
    EXPECT_FALSE(parse_decimal(bad)) << bad;
  }
}

TEST(HttpFields, ContentRange) {
  const auto range = parse_content_range("bytes 0-9/10");
  ASSERT_TRUE(range);
  EXPECT_EQ(range->range.length(), 10U);
  EXPECT_EQ(range->size, 10U);
  for (const auto* bad : {"", "bytes 0-10/10", "bytes 5-4/10", "bytes 0-9/*", "bytes */10", "bytes=0-9/10", "bytes 0-9", "0-9/10",
                          "bytes 0-9/10 ", "bytes 0/9-10"}) {
    EXPECT_FALSE(parse_content_range(bad)) << bad;
  }
}

TEST(HttpFields, RangeIsCutToTheSize) {
  const auto open = parse_range("bytes=90-", 100);
  ASSERT_TRUE(open);
  EXPECT_EQ(open->last, 99U);
  EXPECT_EQ(parse_range("bytes=0-1000", 100)->last, 99U);
  for (const auto* bad : {"bytes=100-", "bytes=-5", "bytes=5-4", "bytes=0-1,3-4", "items=0-1", ""}) {
    EXPECT_FALSE(parse_range(bad, 100)) << bad;
  }
  EXPECT_FALSE(parse_range("bytes=0-", 0));
}

TEST(HttpFields, Ids) {
  EXPECT_TRUE(parse_hex_id<base::AttachmentId>(std::string(32, 'a')));
  EXPECT_FALSE(parse_hex_id<base::AttachmentId>(std::string(31, 'a')));
  EXPECT_FALSE(parse_hex_id<base::AttachmentId>(std::string(64, 'a')));
  EXPECT_FALSE(parse_hex_id<base::AttachmentId>("../../etc/passwd"));
  EXPECT_EQ(bearer_token("Bearer abc"), "abc");
  EXPECT_FALSE(bearer_token("Basic abc"));
}

}  // namespace
}  // namespace valise::server::net
