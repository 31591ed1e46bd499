// Where a webhook may lead: officers of any authority set them, and behind the relay stand machines that nobody outside should
// reach.
#include "server/alert/addresses.hpp"

#include <gtest/gtest.h>

namespace valise::server::alert {
namespace {

IpAddress ip(const char* text) { return Network::parse(text).value().base; }

TEST(AllowedPeers, TakesThePublicInternetOnly) {
  for (const auto* good : {"8.8.8.8", "193.0.6.139", "2001:67c:2e8::1", "2a00:1450::1"}) EXPECT_TRUE(is_global(ip(good))) << good;
  for (const auto* bad : {"127.0.0.1",
                          "10.1.2.3",
                          "172.31.255.255",
                          "192.168.0.1",
                          "169.254.169.254",
                          "100.64.0.1",
                          "0.0.0.0",
                          "224.0.0.1",
                          "255.255.255.255",
                          "198.18.0.1",
                          "::1",
                          "::",
                          "fe80::1",
                          "fd00::1",
                          "ff02::1",
                          "::ffff:127.0.0.1",
                          "::ffff:10.0.0.1",
                          "64:ff9b::7f00:1",
                          "2002:7f00:1::",
                          "2001:0:1::",
                          "::7f00:1"}) {
    EXPECT_FALSE(is_global(ip(bad))) << bad;
  }
}

TEST(AllowedPeers, TakesNetworksThatTheOperatorNames) {
  const AllowedPeers peers{.hosts = {},
                           .networks = {Network::parse("10.1.0.0/16").value(), Network::parse("fd00:1::/32").value()}};
  EXPECT_TRUE(peers.address(ip("10.1.255.1")));
  EXPECT_FALSE(peers.address(ip("10.2.0.1")));
  EXPECT_TRUE(peers.address(ip("fd00:1::5")));
  EXPECT_FALSE(peers.address(ip("fd00:2::5")));
  EXPECT_TRUE(Network::parse("10.1.2.0/23")->contains(ip("10.1.3.9")));
  EXPECT_FALSE(Network::parse("10.1.2.0/23")->contains(ip("10.1.4.9")));
  for (const auto* bad : {"", "10.1", "10.0.0.0/33", "x/8", "fd00::/129", "10.0.0.0/", "10.0.0.0/8x"}) {
    EXPECT_FALSE(Network::parse(bad)) << bad;
  }
}

TEST(AllowedPeers, TakesHostsByNameOrByWhatIsBelow) {
  const AllowedPeers peers{.hosts = {"hooks.example.org", ".gov.example"}, .networks = {}};
  EXPECT_TRUE(peers.host("hooks.example.org"));
  EXPECT_TRUE(peers.host("alerts.gov.example"));
  for (const auto* bad : {"gov.example", ".gov.example", "evilgov.example", "example.org", "hooks.example.org.evil", ""}) {
    EXPECT_FALSE(peers.host(bad)) << bad;
  }
  EXPECT_FALSE(AllowedPeers{}.host("hooks.example.org")) << "none are allowed until some are named";
}

}  // namespace
}  // namespace valise::server::alert
