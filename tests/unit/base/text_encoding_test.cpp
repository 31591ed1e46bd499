#include "base/text_encoding.hpp"

#include <gtest/gtest.h>

namespace valise::base {
namespace {

TEST(TextEncoding, Base64MatchesRfc4648) {
  const std::pair<std::string_view, std::string_view> cases[] = {{"", ""},
                                                                 {"f", "Zg=="},
                                                                 {"fo", "Zm8="},
                                                                 {"foo", "Zm9v"},
                                                                 {"foob", "Zm9vYg=="},
                                                                 {"fooba", "Zm9vYmE="},
                                                                 {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : cases) {
    EXPECT_EQ(to_base64(as_bytes(plain)), encoded);
    EXPECT_EQ(to_string(parse_base64(encoded).value()), plain);
  }
}

TEST(TextEncoding, Base64RefusesWhatIsNotCanonical) {
  for (std::string_view bad : {"Zg", "Zg=", "Zh==", "Zm9=", "Z===", "=", "Zm9v\n", "Zm-v", "====", "Zg==Zg=="}) {
    EXPECT_FALSE(parse_base64(bad)) << bad;
  }
}

TEST(TextEncoding, Base64UrlIsUnpadded) {
  const Bytes bytes{0xfb, 0xff};
  EXPECT_EQ(to_base64url(bytes), "-_8");
  EXPECT_EQ(parse_base64url("-_8"), bytes);
  EXPECT_FALSE(parse_base64url("-_8="));
  EXPECT_FALSE(parse_base64url("-_9"));
}

TEST(TextEncoding, HexRoundTrips) {
  const Bytes bytes{0x00, 0x7f, 0xff};
  EXPECT_EQ(to_hex(bytes), "007fff");
  EXPECT_EQ(parse_hex("007FfF"), bytes);
  EXPECT_FALSE(parse_hex("0"));
  EXPECT_FALSE(parse_hex("0g"));
}

}  // namespace
}  // namespace valise::base
