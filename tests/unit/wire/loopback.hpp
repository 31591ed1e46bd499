// A listener on 127.0.0.1 in the test's own io_context, which echoes messages and HTTP bodies, and a way to run a coroutine
// against it.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "tests/support/patience.hpp"
#include "wire/connect.hpp"
#include "wire/connect_tls.hpp"
#include "wire/https_client.hpp"
#include "wire/listener.hpp"

namespace valise::wire::testing {

using base::Bytes;
using base::Result;

class EchoHandler final : public PeerHandler {
 public:
  asio::awaitable<void> on_session(std::shared_ptr<Connection> connection) override {
    last = connection;
    binding = connection->channel_binding();
    if (read_limit != 0) connection->set_read_limit(read_limit);
    for (;;) {
      auto message = co_await connection->read(read_deadline);
      if (!message) {
        ended = message.error().code;
        break;
      }
      auto written = co_await connection->write(std::move(*message));
      if (!written) break;
    }
    last.reset();
  }

  // PUT echoes the body, HEAD and GET speak of 100,000 bytes, others are not answered.
  asio::awaitable<void> on_request(HttpExchange& exchange) override {
    const auto method = exchange.request().method;
    HttpResponseHead head{.status = 200};
    head.headers.add("Valise-Target", exchange.request().target);
    if (method == "PUT") {
      Bytes whole;
      for (;;) {
        auto chunk = co_await exchange.read_body(1000);
        if (!chunk || chunk->empty()) break;
        largest_chunk = std::max(largest_chunk, chunk->size());
        base::append(whole, *chunk);
      }
      auto sent = co_await exchange.respond(std::move(head), std::move(whole));
      static_cast<void>(sent);
    } else if (method == "POST") {  // answered without a look at the body
      if (exchange.request().target == "/trusted") exchange.trust();
      auto sent = co_await exchange.respond(std::move(head), {});
      static_cast<void>(sent);
    } else if (method == "HEAD" || method == "GET") {
      auto begun = co_await exchange.begin(std::move(head), 100'000);
      for (int i = 0; begun && method == "GET" && i < 10; ++i) {
        Bytes part(10'000, static_cast<base::Byte>(i));
        begun = co_await exchange.write_body(std::move(part));
      }
    }
  }

  milliseconds read_deadline = kNoDeadline;
  std::size_t read_limit = 0;
  std::size_t largest_chunk = 0;
  std::shared_ptr<Connection> last;
  ChannelBinding binding{};
  std::error_code ended;
};

class Loopback : public ::testing::Test {
 public:
  void listen(ListenerOptions options = {}) {
    auto opened = Listener::open(io.get_executor(), "127.0.0.1", 0, *context, options, handler);
    ASSERT_TRUE(opened) << opened.error().message();
    listener = std::move(*opened);
  }
  std::string port() const { return std::to_string(listener->port()); }

  asio::awaitable<Result<std::shared_ptr<Connection>>> dial(ConnectOptions options = {}) {
    return connect_websocket("127.0.0.1", port(), context->relay_id(), options);
  }

  // run drives `test` to its end, then the listener's.
  void run(asio::awaitable<void> test) {
    bool finished = false;
    asio::co_spawn(io, then_finish(std::move(test)), [&](std::exception_ptr failure) {
      finished = true;
      if (failure) std::rethrow_exception(failure);
    });
    io.run_for(tests::kPatience);
    EXPECT_TRUE(finished) << "the coroutine did not come to its end";
  }

  asio::awaitable<void> pause(milliseconds time) {
    asio::steady_timer timer(io, time);
    co_await timer.async_wait(asio::use_awaitable);
  }

  // upgrade_by_hand makes a WebSocket of a stream that the test then misuses.
  static asio::awaitable<void> upgrade_by_hand(TlsStream& stream) {
    const std::string request =
        "GET /v1/session HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: valise.v1\r\n\r\n";
    co_await asio::async_write(stream, asio::buffer(request), asio::use_awaitable);
    asio::streambuf answer;
    co_await asio::async_read_until(stream, answer, "\r\n\r\n", asio::use_awaitable);
  }

  asio::io_context io{1};
  base::Result<TlsServerContext> context = TlsServerContext::ephemeral("test");
  EchoHandler handler;
  std::unique_ptr<Listener> listener;

 private:
  asio::awaitable<void> then_finish(asio::awaitable<void> test) {
    co_await std::move(test);
    if (listener) co_await listener->finish();
    handler.last.reset();  // a session that was cut off has not let go of it
  }
};

}  // namespace valise::wire::testing
