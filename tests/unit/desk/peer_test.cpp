// The table of connections as Linux writes it.
#include "desk/peer.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace valise::desk {
namespace {

constexpr auto kTable = R"(  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1267 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 36912 1 0000000000000000 100 0 0 10 0
   1: 0100007F:1267 0100007F:9C41 01 00000000:00000000 00:00000000 00000000  1000        0 36913 1 0000000000000000 20 4 30 10 -1
   2: 0100007F:9C41 0100007F:1267 01 00000000:00000000 00:00000000 00000000  1001        0 36914 1 0000000000000000 20 4 30 10 -1
)";

TEST(Peer, NamesTheOwnerOfTheOtherEnd) {
  std::istringstream table(kTable);
  EXPECT_EQ(owner_in(table, 0x9C41, 0x1267), 1001u) << "it took the line of our own end";
}

TEST(Peer, KnowsNothingOfConnectionsThatAreNotThere) {
  std::istringstream table(kTable);
  EXPECT_EQ(owner_in(table, 0x9C42, 0x1267), std::nullopt);
  std::istringstream empty("");
  EXPECT_EQ(owner_in(empty, 1, 2), std::nullopt);
}

}  // namespace
}  // namespace valise::desk
