// The table of connections as Linux writes it.
#include "desk/peer.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <sstream>
#include <thread>

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

// A socket of the loopback address, and its port.
class Loopback {
 public:
  Loopback() : handle_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
  explicit Loopback(int accepted) : handle_(accepted) {}
  ~Loopback() { ::close(handle_); }
  Loopback(const Loopback&) = delete;
  Loopback& operator=(const Loopback&) = delete;

  void listen() {
    const auto any = address_of(0);
    ASSERT_EQ(::bind(handle_, reinterpret_cast<const sockaddr*>(&any), sizeof any), 0);
    ASSERT_EQ(::listen(handle_, 64), 0);
  }
  [[nodiscard]] bool connect(std::uint16_t port) {
    const auto there = address_of(port);
    return ::connect(handle_, reinterpret_cast<const sockaddr*>(&there), sizeof there) == 0;
  }
  [[nodiscard]] int accept() const { return ::accept(handle_, nullptr, nullptr); }
  [[nodiscard]] std::uint16_t port() const {
    sockaddr_in here{};
    socklen_t size = sizeof here;
    ::getsockname(handle_, reinterpret_cast<sockaddr*>(&here), &size);
    return ntohs(here.sin_port);
  }

 private:
  static sockaddr_in address_of(std::uint16_t port) {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(port);
    out.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return out;
  }
  int handle_;
};

TEST(Peer, TheKernelNamesTheOwnerOfAConnectionAndOfNoOther) {
  Loopback door, visitor;
  door.listen();
  if (!owner_by_kernel(1, 2).answered) GTEST_SKIP() << "this system cannot be asked for one connection";
  ASSERT_TRUE(visitor.connect(door.port()));
  const Loopback ours(door.accept());
  EXPECT_EQ(owner_by_kernel(visitor.port(), door.port()).user, ::getuid());
  EXPECT_TRUE(belongs_to_us(visitor.port(), door.port()));
  const auto listening = owner_by_kernel(door.port(), 1);
  EXPECT_TRUE(listening.answered);
  EXPECT_EQ(listening.user, std::nullopt) << "it took who listens at the port for a connection";
}

// A page whose script was refused because its connection was not found stays empty.
TEST(Peer, IsFoundWhileOthersComeAndGo) {
  Loopback door, other;
  door.listen();
  other.listen();
  const std::jthread crowd([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      Loopback visitor;
      static_cast<void>(visitor.connect(other.port()));
      const Loopback ours(other.accept());
    }
  });
  int missed = 0;
  for (int n = 0; n < 500; ++n) {
    Loopback visitor;
    ASSERT_TRUE(visitor.connect(door.port()));
    const Loopback ours(door.accept());
    missed += belongs_to_us(visitor.port(), door.port()) ? 0 : 1;
  }
  EXPECT_EQ(missed, 0);
}

}  // namespace
}  // namespace valise::desk
