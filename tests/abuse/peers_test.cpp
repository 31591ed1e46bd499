// Peers that do not read, do not speak, say too much at once, or are not there any more (threat rows 41, 42): they cost the relay
// a bounded amount of memory and time, and the others nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/write.hpp>

#include "tests/abuse/arena.hpp"
#include "tests/abuse/proxy.hpp"

namespace valise::tests {
namespace {

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

// Devices that have asked for everything and read nothing, as a client that was stopped (SIGSTOP) does, while 24 MiB come for
// each.
TEST(SlowReaders, CostABoundedAmountOfMemoryAndTheOthersNothing) {
  Arena arena(12, without_quotas());
  perform([](Arena* a) -> asio::awaitable<void> {
    constexpr std::size_t kStopped = 5;
    constexpr std::size_t kMessages = 200;
    Peer sender, reader;
    co_await sender.log_in(a->endpoint(), a->device(1));
    co_await reader.log_in(a->endpoint(), a->device(3));
    std::vector<base::DeviceId> members{a->device(3).id};
    for (std::size_t n = 0; n < kStopped; ++n) members.push_back(a->device(2 * n).id);
    const auto made = co_await sender.ask(create_room(room_of(1), 1, members));
    EXPECT_TRUE(made.has_submitted());
    std::array<Peer, kStopped> stopped;
    for (std::size_t n = 0; n < kStopped; ++n) {
      co_await stopped[n].log_in(a->endpoint(), a->device(2 * n));
      stopped[n].send(subscribe(4096));
    }
    const auto subscribed = co_await reader.ask(subscribe(4096));
    EXPECT_TRUE(subscribed.has_subscribed());
    const auto before = a->resident_mib();
    auto most = before;
    for (std::size_t n = 0; n < kMessages; ++n) {
      const auto answer = co_await sender.ask(message(room_of(1), 100 + n, std::string(120 * 1024, 'x')));
      EXPECT_TRUE(answer.has_submitted());
      const auto delivery = co_await reader.receive();
      EXPECT_EQ(delivery.delivery().room_seq(), n + 2) << "the one that reads is served at once";
      if (n % 10 == 0) most = std::max(most, a->resident_mib());
    }
    std::cout << "resident: " << before << " MiB before, " << most << " at most, with " << kStopped << " stopped readers\n";
    // Per reader: what is queued, one batch that was read, one message that is written; and SQLite's page caches fill once.
    EXPECT_LT(most - before, 60.0);
  }(&arena));
}

// No FIN, no RST: the other side is gone without a word. The relay asks, gets no answer, and lets go.
TEST(HalfOpen, ConnectionsEndWhenNobodyAnswers) {
  Arena arena(2, {{"VALISE_RELAY_IDLE_SECONDS", "5"}});
  Proxy proxy(std::stoi(arena.endpoint().port));
  perform([](Arena* a, Proxy* p) -> asio::awaitable<void> {
    Peer peer;
    co_await peer.log_in(a->endpoint(p->port()), a->device(1));
    p->treat({.silent = true});
    const auto since = Steady::now();
    while (!p->relay_hung_up() && Steady::now() - since < 30s) co_await pause(100ms);
    EXPECT_TRUE(p->relay_hung_up());
  }(&arena, &proxy));
}

// Raw bytes into a frame: too deep, too large, not protobuf, no request.
TEST(Frames, WhatIsNoFrameEndsTheSessionAndOnlyIt) {
  Arena arena(4);
  perform([](Arena* a) -> asio::awaitable<void> {
    std::string deep;  // groups in groups, 100,000 deep
    for (int i = 0; i < 100'000; ++i) deep += '\x7b';
    std::string nested;  // lengths in lengths
    for (int i = 0; i < 64; ++i) nested = std::string("\x0a") + static_cast<char>(nested.size()) + nested;
    const std::array<std::string, 5> bad{deep, nested, std::string(2 * 1024 * 1024 + 1, 'x'), "\xff\xff\xff\xff", ""};
    Peer witness;
    co_await witness.log_in(a->endpoint(), a->device(3));
    for (const auto& bytes : bad) {
      auto connection = co_await bench::log_in(a->endpoint(), a->device(1).id, a->device(1).transport_key);
      auto sent = co_await connection->write(base::to_bytes(bytes));
      EXPECT_TRUE(sent);
      auto answer = co_await connection->read(10s);
      v1::RelayFrame frame;
      if (answer) frame.ParseFromArray(answer->data(), static_cast<int>(answer->size()));
      if (answer) EXPECT_EQ(frame.failure().code(), v1::FAILURE_CODE_MALFORMED);
      auto end = co_await connection->read(10s);
      EXPECT_FALSE(end);
      v1::ClientFrame count;
      count.mutable_count_key_packages();
      const auto fine = co_await witness.ask(count);
      EXPECT_TRUE(fine.has_key_packages_published());
    }
  }(&arena));
}

// Slow senders are cut off while others are served (each step has a unit test in tests/unit/wire). Here: as many at once as an
// address may have.
TEST(SlowSenders, AHandfulOfAddressesFullOfThemDisturbsNobody) {
  Arena arena(4);
  perform([](Arena* a) -> asio::awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    const auto port = static_cast<unsigned short>(std::stoi(a->endpoint().port));
    std::vector<asio::ip::tcp::socket> sockets;
    std::size_t refused = 0;
    for (int host = 2; host <= 4; ++host) {
      for (int n = 0; n < 300; ++n) {
        asio::ip::tcp::socket socket(executor, asio::ip::tcp::v4());
        socket.bind({asio::ip::make_address("127.0.0." + std::to_string(host)), 0});
        auto [failed] = co_await socket.async_connect({asio::ip::make_address("127.0.0.1"), port}, kTuple);
        if (failed) continue;
        auto [broken, size] = co_await asio::async_write(socket, asio::buffer("\x16\x03\x01\x02", 4), kTuple);
        static_cast<void>(broken);  // some are turned away at once
        sockets.push_back(std::move(socket));
      }
    }
    Peer honest;
    co_await honest.log_in(a->endpoint(), a->device(1));
    const auto made = co_await honest.ask(create_room(room_of(1), 1, {a->device(3).id}));
    EXPECT_TRUE(made.has_submitted());
    for (auto& socket : sockets) {
      char byte = 0;
      const auto got = ::recv(socket.native_handle(), &byte, 1, MSG_DONTWAIT | MSG_PEEK);
      refused += got == 0 || (got < 0 && errno == ECONNRESET) ? 1 : 0;
    }
    std::cout << "slow senders: " << sockets.size() << ", turned away at once: " << refused << '\n';
    EXPECT_GE(refused, 3 * (300U - 256U));
    co_await pause(11s);  // the time that a handshake may take
    for (auto& socket : sockets) {
      char byte = 0;
      EXPECT_LE(::recv(socket.native_handle(), &byte, 1, MSG_DONTWAIT), 0);
      EXPECT_NE(errno, EAGAIN) << "still open";
      errno = 0;
    }
  }(&arena));
}

}  // namespace
}  // namespace valise::tests
