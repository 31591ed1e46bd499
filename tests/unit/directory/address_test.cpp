#include "keys/directory/address.hpp"

#include <gtest/gtest.h>

#include "keys/directory/text.hpp"

namespace valise::directory {
namespace {

TEST(Address, AcceptsOnlyTheCanonicalForm) {
  for (const auto* good : {"ke-odpp", "fr-b", "org-eppo", "de-bfj-2"}) EXPECT_TRUE(AuthorityId::parse(good)) << good;
  EXPECT_EQ(AuthorityId::parse("ke-odpp")->country(), "KE");
  EXPECT_EQ(AuthorityId::parse("org-eppo")->country(), "");
  for (const auto* bad : {"", "ke", "ke-", "-ke-a", "KE-odpp", "kenya-odpp", "ke-od_pp", "k1-odpp", "org-", "ke-odpp ",
                          "ke-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}) {
    EXPECT_EQ(AuthorityId::parse(bad).error().code, AddressError::bad_authority) << bad;
  }
  EXPECT_EQ(PostAddress::parse("ke-odpp/duty")->string(), "ke-odpp/duty");
  EXPECT_EQ(OfficerAddress::parse("ke-odpp/@jmwangi")->string(), "ke-odpp/@jmwangi");
  for (const auto* bad : {"ke-odpp", "ke-odpp/", "/duty", "ke-odpp/@jmwangi", "ke-odpp/a/b", "ke-odpp/Duty"}) {
    EXPECT_EQ(PostAddress::parse(bad).error().code, AddressError::bad_post_address) << bad;
  }
  for (const auto* bad : {"ke-odpp", "ke-odpp/@", "ke-odpp/duty", "ke-odpp@jmwangi", "ke-odpp/@@x"}) {
    EXPECT_EQ(OfficerAddress::parse(bad).error().code, AddressError::bad_officer_address) << bad;
  }
}

TEST(Text, LanguagesDatesAndPorts) {
  for (const auto* good : {"fr", "zh-Hant", "es-419", "sr-Latn-RS", "fil"}) EXPECT_TRUE(is_language(good)) << good;
  for (const auto* bad : {"", "f", "fr-", "-fr", "fran", "fr_CA", "fr--CA", "12"}) EXPECT_FALSE(is_language(bad)) << bad;
  EXPECT_TRUE(is_date("2028-02-29"));
  for (const auto* bad : {"2026-02-29", "2026-13-01", "2026-1-01", "2026-01-1", "26-01-01", "2026/01/01", ""}) {
    EXPECT_FALSE(is_date(bad)) << bad;
  }
  for (const auto* good : {"relay.example:7443", "10.0.0.1:1", "[::1]:65535", "localhost:80"}) EXPECT_TRUE(is_host_port(good));
  for (const auto* bad : {"", "relay", "relay:", "relay:0", "relay:65536", ":80", "re lay:80", "[]:80", "relay:080", "-a:80"}) {
    EXPECT_FALSE(is_host_port(bad)) << bad;
  }
}

}  // namespace
}  // namespace valise::directory
