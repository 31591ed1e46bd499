#include "wire/door.hpp"

#include <gtest/gtest.h>

#include "wire/peer_group.hpp"

namespace valise::wire {
namespace {

asio::ip::address ip(const char* text) { return asio::ip::make_address(text); }

TEST(PeerGroup, AnIpv6PeerHasItsWholeNetwork) {
  EXPECT_EQ(peer_group_of(ip("192.0.2.1")), "192.0.2.1");
  EXPECT_EQ(peer_group_of(ip("::ffff:192.0.2.1")), "192.0.2.1");
  EXPECT_EQ(peer_group_of(ip("2001:db8::1")), peer_group_of(ip("2001:db8::ffff:0:0:2")));
  EXPECT_NE(peer_group_of(ip("2001:db8::1")), peer_group_of(ip("2001:db8:0:1::1")));
}

TEST(Door, LimitsConnectionsInAllAndByAddress) {
  ListenerCounters counters;
  Door door({.connections = 3, .address_connections = 2}, counters);
  auto first = door.admit(ip("192.0.2.1"));
  const auto second = door.admit(ip("192.0.2.1"));
  EXPECT_TRUE(first && second);
  EXPECT_FALSE(door.admit(ip("192.0.2.1")));
  const auto other = door.admit(ip("192.0.2.2"));
  EXPECT_TRUE(other);
  EXPECT_FALSE(door.admit(ip("192.0.2.3")));
  EXPECT_EQ(counters.refused_address, 1U);
  EXPECT_EQ(counters.refused_full, 1U);
  first.reset();
  EXPECT_TRUE(door.admit(ip("192.0.2.3")));
}

TEST(Door, StrangersOfOneAddressAreFewerThanItsConnections) {
  ListenerCounters counters;
  Door door({.address_connections = 10, .address_strangers = 1}, counters);
  const auto first = door.admit(ip("192.0.2.1"));
  EXPECT_FALSE(door.admit(ip("192.0.2.1")));
  first->trust();
  EXPECT_TRUE(door.admit(ip("192.0.2.1")));
}

TEST(Door, TheOldestStrangerMakesRoomAndTheTrustedStay) {
  ListenerCounters counters;
  Door door({.strangers = 2}, counters);
  std::vector<std::unique_ptr<Door::Guest>> guests;
  std::vector<int> out;
  for (int i = 0; i < 3; ++i) {
    guests.push_back(door.admit(ip("192.0.2.1")));
    guests.back()->on_turn_out([&out, i] { out.push_back(i); });
    if (i == 0) guests.back()->trust();
  }
  EXPECT_EQ(out, std::vector<int>{});
  const auto one = door.admit(ip("192.0.2.2"));
  EXPECT_EQ(out, std::vector<int>{1});
  const auto two = door.admit(ip("192.0.2.3"));
  EXPECT_EQ(out, (std::vector<int>{1, 2}));
  EXPECT_EQ(door.strangers(), 2U);
  EXPECT_EQ(door.guests(), 5U);
}

// A guest may be gone before turn_out returns.
TEST(Door, AGuestMayEndWhileItIsTurnedOut) {
  ListenerCounters counters;
  Door door({.strangers = 1}, counters);
  auto first = door.admit(ip("192.0.2.1"));
  first->on_turn_out([&first] { first.reset(); });
  const auto second = door.admit(ip("192.0.2.1"));
  EXPECT_TRUE(second);
  EXPECT_EQ(door.guests(), 1U);
}

TEST(Door, HandshakesOfOneAddressHaveAQuota) {
  ListenerCounters counters;
  Door door({.address_handshakes_per_minute = 36}, counters);  // a twelfth at once
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(door.admit(ip("192.0.2.1")));
  EXPECT_FALSE(door.admit(ip("192.0.2.1")));
  EXPECT_TRUE(door.admit(ip("192.0.2.2")));
}

}  // namespace
}  // namespace valise::wire
