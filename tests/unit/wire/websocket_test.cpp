#include "tests/support/patience.hpp"
#include "tests/unit/wire/loopback.hpp"

namespace valise::wire::testing {
namespace {

using WebSocketTest = Loopback;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

Bytes pattern(std::size_t size) {
  Bytes out(size);
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<base::Byte>(i * 31 + i / 256);
  return out;
}

TEST_F(WebSocketTest, EchoesMessagesOfAllSizesInOrder) {
  handler.read_limit = 2 * 1024 * 1024;
  listen();
  run([](Loopback* self) -> asio::awaitable<void> {
    ConnectOptions options;
    options.connection.read_limit = 2 * 1024 * 1024;
    auto connection = co_await self->dial(options);
    if (!connection) throw std::runtime_error(connection.error().message());
    const std::array<std::size_t, 8> sizes{0, 1, 125, 126, 1024, 65535, 65536, 2 * 1024 * 1024};
    for (const auto size : sizes) {
      auto written = co_await (*connection)->write(pattern(size));
      EXPECT_TRUE(written);
    }
    for (const auto size : sizes) {
      auto back = co_await (*connection)->read(5s);
      EXPECT_TRUE(back && *back == pattern(size)) << size;
    }
    EXPECT_EQ((*connection)->channel_binding(), self->handler.binding);
    EXPECT_NE((*connection)->channel_binding(), ChannelBinding{});
    co_await (*connection)->close(CloseCode::normal, 2s);
    EXPECT_FALSE((*connection)->open());
  }(this));
  EXPECT_EQ(handler.ended, WireError::closed);
}

// Queued messages share records; where these end must not matter.
TEST_F(WebSocketTest, ManyQueuedMessagesOfMixedSizesArriveWholeAndInOrder) {
  handler.read_limit = 64 * 1024;
  listen();
  run([](Loopback* self) -> asio::awaitable<void> {
    ConnectOptions options;
    options.connection.read_limit = 64 * 1024;
    auto connection = co_await self->dial(options);
    if (!connection) throw std::runtime_error(connection.error().message());
    const auto size_of = [](std::size_t n) { return n % 50 == 0 ? 16'300 + n : n * 7 % 1500; };
    for (std::size_t n = 0; n < 1000; ++n) {
      auto written = co_await (*connection)->write(pattern(size_of(n)));
      EXPECT_TRUE(written);
    }
    for (std::size_t n = 0; n < 1000; ++n) {
      auto back = co_await (*connection)->read(5s);
      EXPECT_TRUE(back && *back == pattern(size_of(n))) << n;
      if (!back) co_return;
    }
    EXPECT_EQ((*connection)->outbound_bytes(), 0U);
    co_await (*connection)->close(CloseCode::normal, 2s);
  }(this));
  EXPECT_EQ(handler.ended, WireError::closed);
}

TEST_F(WebSocketTest, EveryConnectionHasItsOwnChannelBinding) {
  listen();
  run([](Loopback* self) -> asio::awaitable<void> {
    auto first = co_await self->dial();
    auto second = co_await self->dial();
    EXPECT_TRUE(first && second);
    if (first && second) {
      EXPECT_NE((*first)->channel_binding(), (*second)->channel_binding());
    }
  }(this));
}

TEST_F(WebSocketTest, ReadPastItsDeadlineEndsTheConnection) {
  listen();
  run([](Loopback* self) -> asio::awaitable<void> {
    auto connection = co_await self->dial();
    auto nothing = co_await (*connection)->read(50ms);
    EXPECT_FALSE(nothing);
    if (!nothing) {
      EXPECT_EQ(nothing.error().code, WireError::timeout);
    }
    auto after = co_await (*connection)->write(pattern(3));
    EXPECT_FALSE(after);
    EXPECT_FALSE((*connection)->try_write(pattern(3)));
  }(this));
}

TEST_F(WebSocketTest, MessageAboveTheLimitIsRefused) {
  listen();
  run([](Loopback* self) -> asio::awaitable<void> {
    auto connection = co_await self->dial();
    auto sent = co_await (*connection)->write(pattern(16 * 1024 + 1));
    EXPECT_TRUE(sent);
    auto end = co_await (*connection)->read(2s);
    EXPECT_FALSE(end);
  }(this));
  EXPECT_EQ(handler.ended, WireError::too_large);
}

// The head of a frame is enough: the claimed 1 MiB is never sent.
TEST_F(WebSocketTest, TooLargeFrameIsRefusedBeforeItIsRead) {
  listen();
  run([](Loopback* self) -> asio::awaitable<void> {
    auto stream = co_await connect_tls("127.0.0.1", self->port(), self->context->relay_id(), tests::kPatience);
    co_await self->upgrade_by_hand(*stream);
    const std::array<unsigned char, 14> head{0x82, 0xff, 0, 0, 0, 0, 0, 0x10, 0, 0, 1, 2, 3, 4};
    co_await asio::async_write(*stream, asio::buffer(head), asio::use_awaitable);
    std::array<unsigned char, 16> close{};
    const auto got = co_await stream->async_read_some(asio::buffer(close), asio::use_awaitable);
    EXPECT_GE(got, 2U);
    EXPECT_EQ(close[0], 0x88);  // a close frame
  }(this));
  EXPECT_EQ(handler.ended, WireError::too_large);
}

TEST_F(WebSocketTest, UpgradeWithoutOurSubprotocolOrPathIsRefused) {
  listen();
  run([](Loopback* self) -> asio::awaitable<void> {
    const std::array<std::string, 2> heads{
        "GET /v1/session HTTP/1.1\r\nSec-WebSocket-Protocol: other\r\n",
        "GET /elsewhere HTTP/1.1\r\nSec-WebSocket-Protocol: valise.v1\r\n",
    };
    const std::array<std::string, 2> expected{"HTTP/1.1 426", "HTTP/1.1 404"};
    for (std::size_t i = 0; i < heads.size(); ++i) {
      auto stream = co_await connect_tls("127.0.0.1", self->port(), self->context->relay_id(), tests::kPatience);
      const auto request = heads[i] +
                           "Host: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
      co_await asio::async_write(*stream, asio::buffer(request), asio::use_awaitable);
      std::string answer(12, ' ');
      co_await stream->async_read_some(asio::buffer(answer), asio::use_awaitable);
      EXPECT_EQ(answer, expected[i]);
    }
  }(this));
}

// The client's io_context stops running after the handshake, so nobody answers the server's ping.
TEST_F(WebSocketTest, HalfOpenPeerTimesOut) {
  ListenerOptions options;
  options.connection.idle_timeout = 300ms;
  listen(options);
  asio::io_context elsewhere{1};
  std::shared_ptr<Connection> silent;
  asio::co_spawn(elsewhere, dial(), [&](std::exception_ptr, Result<std::shared_ptr<Connection>> connected) {
    if (connected) silent = *connected;
  });
  const auto until = std::chrono::steady_clock::now() + tests::kPatience;
  while ((!silent || !handler.last) && std::chrono::steady_clock::now() < until) {
    io.run_for(2ms);
    elsewhere.run_for(2ms);
  }
  ASSERT_TRUE(silent && handler.last);
  run([](Loopback* self) -> asio::awaitable<void> {
    while (self->handler.last) co_await self->pause(50ms);
  }(this));
  EXPECT_EQ(handler.ended, WireError::timeout);
  silent->cancel();
  silent.reset();
  elsewhere.run_for(50ms);
}

TEST_F(WebSocketTest, IdlePeerThatAnswersPingsStays) {
  ListenerOptions options;
  options.connection.idle_timeout = 200ms;
  listen(options);
  run([](Loopback* self) -> asio::awaitable<void> {
    auto connection = co_await self->dial();
    auto nothing = co_await (*connection)->read(900ms);  // a pending read answers pings
    EXPECT_FALSE(nothing);
    EXPECT_EQ(nothing.error().code, WireError::timeout);
    EXPECT_FALSE(self->handler.ended);  // until now the server had no reason to end it
  }(this));
}

TEST_F(WebSocketTest, OutboundQueueIsBounded) {
  handler.read_limit = 100'000;
  listen();
  run([](Loopback* self) -> asio::awaitable<void> {
    ConnectOptions options;
    options.connection.outbound_limit = 100'000;
    auto connection = co_await self->dial(options);
    auto& client = **connection;
    EXPECT_TRUE(client.try_write(Bytes(60'000)));
    EXPECT_FALSE(client.try_write(Bytes(60'000)));
    EXPECT_EQ(client.outbound_bytes(), 60'000U);
    auto too_large = co_await client.write(Bytes(100'001));
    EXPECT_EQ(too_large.error().code, WireError::too_large);
    auto waited = co_await client.write(Bytes(60'000));  // comes back when the first has gone
    EXPECT_TRUE(waited);
    EXPECT_EQ(client.outbound_bytes(), 60'000U);
  }(this));
}

// A peer that stops reading fills the sockets' buffers; then the message at the head of the queue runs into its deadline.
TEST_F(WebSocketTest, PeerThatDoesNotReadEndsTheConnection) {
  ListenerOptions options;
  options.connection.write_timeout = 200ms;
  options.connection.outbound_limit = 64 * 1024 * 1024;
  listen(options);
  run([](Loopback* self) -> asio::awaitable<void> {
    auto stream = co_await connect_tls("127.0.0.1", self->port(), self->context->relay_id(), tests::kPatience);
    co_await self->upgrade_by_hand(*stream);
    const auto server = self->handler.last;
    while (server->try_write(Bytes(1'000'000))) {
    }
    while (server->open()) co_await self->pause(20ms);
  }(this));
  EXPECT_EQ(handler.ended, WireError::timeout);
}

// drip sends a byte now and then, until the other side has had enough or for two seconds. Gives whether it had.
asio::awaitable<bool> drip(Loopback* self, TlsStream& stream) {
  for (int i = 0; i < 100; ++i) {
    auto [error, size] = co_await asio::async_write(stream, asio::buffer("x", 1), asio::as_tuple(asio::use_awaitable));
    if (error) co_return true;
    co_await self->pause(20ms);
  }
  co_return false;
}

TEST_F(WebSocketTest, AMessageThatDoesNotComeToItsEndEndsTheConnection) {
  ListenerOptions options;
  options.connection.message_timeout = 200ms;
  listen(options);
  run([](Loopback* self) -> asio::awaitable<void> {
    auto stream = co_await connect_tls("127.0.0.1", self->port(), self->context->relay_id(), tests::kPatience);
    co_await self->upgrade_by_hand(*stream);
    const std::array<unsigned char, 8> head{0x82, 0xfe, 0x10, 0, 1, 2, 3, 4};  // 4096 bytes follow, it says
    co_await asio::async_write(*stream, asio::buffer(head), asio::use_awaitable);
    const bool cut = co_await drip(self, *stream);
    EXPECT_TRUE(cut);
  }(this));
  EXPECT_EQ(handler.ended, WireError::timeout);
}

// How much a peer can make us do with what is not even a message.
TEST_F(WebSocketTest, FloodsOfPingsAndOfTinyPartsEndTheConnection) {
  listen();
  run([](Loopback* self) -> asio::awaitable<void> {
    const std::vector<unsigned char> ping{0x89, 0x80, 1, 2, 3, 4}, first{0x02, 0x81, 1, 2, 3, 4, 5},
        next{0x00, 0x81, 1, 2, 3, 4, 5};
    for (const auto& repeated : {ping, next}) {
      auto stream = co_await connect_tls("127.0.0.1", self->port(), self->context->relay_id(), tests::kPatience);
      co_await self->upgrade_by_hand(*stream);
      std::vector<unsigned char> flood;
      if (repeated == next) flood = first;
      for (int i = 0; i < 2000; ++i) flood.insert(flood.end(), repeated.begin(), repeated.end());
      auto [failed, written] = co_await asio::async_write(*stream, asio::buffer(flood), asio::as_tuple(asio::use_awaitable));
      static_cast<void>(failed);  // the relay may cut it in the middle
      while (self->handler.last) co_await self->pause(10ms);
      EXPECT_EQ(self->handler.ended, WireError::protocol);
      self->handler.ended = {};
    }
  }(this));
}

// Slow in every part: the TLS handshake, the head, the body of a request.
TEST_F(WebSocketTest, SlowSendersAreCutOffInEveryStep) {
  ListenerOptions options;
  options.handshake_timeout = 200ms;
  options.http_body_timeout = 200ms;
  listen(options);
  run([](Loopback* self) -> asio::awaitable<void> {
    const auto until_cut = [self](std::string begin) -> asio::awaitable<bool> {
      auto stream = co_await connect_tls("127.0.0.1", self->port(), self->context->relay_id(), tests::kPatience);
      co_await asio::async_write(*stream, asio::buffer(begin), asio::use_awaitable);
      co_return co_await drip(self, *stream);
    };
    EXPECT_TRUE(co_await until_cut("GET / HTTP/1.1\r\nX: "));
    EXPECT_TRUE(co_await until_cut("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"));
    asio::ip::tcp::socket silent(self->io);
    co_await silent.async_connect({asio::ip::make_address("127.0.0.1"), self->listener->port()}, asio::use_awaitable);
    std::array<char, 1> nothing{};
    auto [error, size] = co_await silent.async_read_some(asio::buffer(nothing), asio::as_tuple(asio::use_awaitable));
    EXPECT_TRUE(error);
    EXPECT_EQ(self->listener->counters().handshakes_failed, 1U);
  }(this));
}

TEST_F(WebSocketTest, CancelEndsAPendingRead) {
  listen();
  run([](Loopback* self) -> asio::awaitable<void> {
    auto connection = co_await self->dial();
    asio::steady_timer timer(self->io, 30ms);
    timer.async_wait([held = *connection](boost::system::error_code) { held->cancel(); });
    auto nothing = co_await (*connection)->read(5s);
    EXPECT_EQ(nothing.error().code, WireError::closed);
  }(this));
}

TEST_F(WebSocketTest, WrongKeyRefusedPortAndNameAreToldApart) {
  listen();
  run([](Loopback* self) -> asio::awaitable<void> {
    ConnectOptions options{.timeout = 3s};
    auto wrong = co_await connect_websocket("127.0.0.1", self->port(), base::RelayId{}, options);
    EXPECT_EQ(wrong.error().code, WireError::wrong_key);
    const auto port = self->port();
    self->listener->stop();
    auto refused = co_await connect_websocket("127.0.0.1", port, base::RelayId{}, options);
    EXPECT_EQ(refused.error().code, WireError::refused);
    auto unresolved = co_await connect_websocket("no-such-host.invalid", "1", base::RelayId{}, options);
    EXPECT_TRUE(unresolved.error().code == WireError::resolve || unresolved.error().code == WireError::timeout);
  }(this));
}

TEST(SplitAddress, TakesNamesAndBracketedAddresses) {
  const auto name = split_address("relay.example:8443");
  ASSERT_TRUE(name);
  EXPECT_EQ(name->host, "relay.example");
  EXPECT_EQ(name->port, "8443");
  EXPECT_EQ(split_address("[::1]:1")->host, "::1");
  for (const auto* bad : {"", "host", "host:", ":1", "::1:1", "host:http", "host:123456"})
    EXPECT_FALSE(split_address(bad)) << bad;
}

}  // namespace
}  // namespace valise::wire::testing
