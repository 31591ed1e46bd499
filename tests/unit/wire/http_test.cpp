#include "tests/support/patience.hpp"
#include "tests/unit/wire/loopback.hpp"
#include "wire/connect_tls.hpp"

namespace valise::wire::testing {
namespace {

using HttpTest = Loopback;
using std::chrono_literals::operator""s;

asio::awaitable<std::unique_ptr<HttpsClient>> open(std::string port, base::RelayId pin) {
  auto client = co_await HttpsClient::connect("127.0.0.1", std::move(port), pin, {});
  if (!client) throw std::runtime_error(client.error().message());
  co_return std::move(*client);
}

asio::awaitable<Bytes> read_all(HttpsClient* client) {
  Bytes whole;
  for (;;) {
    auto chunk = co_await client->read_body(4096);
    if (!chunk || chunk->empty()) break;
    EXPECT_LE(chunk->size(), 4096U);
    base::append(whole, *chunk);
  }
  co_return whole;
}

TEST_F(HttpTest, KeepsAliveOverPutHeadAndGet) {
  listen();
  run([](Loopback* self) -> asio::awaitable<void> {
    auto client = co_await open(self->port(), self->context->relay_id());
    const Bytes sent(100'000, 7);
    HttpRequestHead put{.method = "PUT", .target = "/v1/a"};
    auto reply = co_await client->request(put, sent);
    EXPECT_TRUE(reply && reply->status == 200 && reply->body_size == sent.size());
    auto echoed = co_await read_all(client.get());
    EXPECT_EQ(echoed, sent);
    EXPECT_LE(self->handler.largest_chunk, 1000U);

    HttpRequestHead head{.method = "HEAD", .target = "/v1/b"};
    auto described = co_await client->request(head, {});
    EXPECT_TRUE(described && described->body_size == 100'000);
    EXPECT_EQ(described->headers.find("valise-target"), "/v1/b");

    HttpRequestHead get{.method = "GET", .target = "/v1/c"};
    auto skipped = co_await client->request(get, {});  // its body is dropped by the next request
    EXPECT_TRUE(skipped);
    auto again = co_await client->request(get, {});
    EXPECT_TRUE(again);
    auto body = co_await read_all(client.get());
    EXPECT_EQ(body.size(), 100'000U);
    EXPECT_TRUE(client->reusable());
  }(this));
}

TEST_F(HttpTest, UnansweredRequestGets500) {
  listen();
  run([](Loopback* self) -> asio::awaitable<void> {
    auto client = co_await open(self->port(), self->context->relay_id());
    HttpRequestHead other{.method = "DELETE", .target = "/"};
    auto reply = co_await client->request(other, {});
    EXPECT_TRUE(reply && reply->status == 500);
    EXPECT_FALSE(client->reusable());
  }(this));
}

TEST_F(HttpTest, BodyAboveTheLimitIsRefused) {
  ListenerOptions options;
  options.body_limit = 1000;
  listen(options);
  run([](Loopback* self) -> asio::awaitable<void> {
    auto client = co_await open(self->port(), self->context->relay_id());
    HttpRequestHead put{.method = "PUT", .target = "/"};
    const Bytes body(1001);
    auto reply = co_await client->request(put, body);
    EXPECT_TRUE(reply && reply->status == 413);
  }(this));
}

// sendable gives how much of an endless body a server took that had answered before.
asio::awaitable<std::size_t> sendable(HttpsClient* client, std::string target, std::size_t most) {
  const Bytes piece(1024 * 1024);
  HttpRequestHead post{.method = "POST", .target = std::move(target)};
  auto sent = co_await client->begin(post, most);
  std::size_t taken = 0;
  while (sent && taken < most) {
    sent = co_await client->write_body(piece);
    if (sent) taken += piece.size();
  }
  co_return taken;
}

TEST_F(HttpTest, ABodyThatNobodyReadIsDroppedForThoseWhoAreKnown) {
  ListenerOptions options;
  options.body_limit = 256 * 1024 * 1024;
  listen(options);
  run([](Loopback* self) -> asio::awaitable<void> {
    constexpr std::size_t much = 64 * 1024 * 1024;
    auto known = co_await open(self->port(), self->context->relay_id());
    auto taken = co_await sendable(known.get(), "/trusted", much);
    EXPECT_EQ(taken, much);
    auto reply = co_await known->answer();
    EXPECT_TRUE(reply && reply->status == 200);
    EXPECT_TRUE(known->reusable());
    auto stranger = co_await open(self->port(), self->context->relay_id());
    taken = co_await sendable(stranger.get(), "/", much);
    EXPECT_LT(taken, much) << "a stranger's connection ends after 1 MiB and what the system holds";
  }(this));
}

asio::awaitable<std::string> raw(std::string port, base::RelayId pin, std::string request) {
  auto stream = co_await connect_tls("127.0.0.1", std::move(port), pin, tests::kPatience);
  co_await asio::async_write(*stream, asio::buffer(request), asio::use_awaitable);
  std::string answer(12, ' ');
  co_await stream->async_read_some(asio::buffer(answer), asio::use_awaitable);
  co_return answer;
}

TEST_F(HttpTest, MalformedOversizedAndChunkedRequestsAreRefused) {
  listen();
  run([](Loopback* self) -> asio::awaitable<void> {
    const auto pin = self->context->relay_id();
    auto garbage = co_await raw(self->port(), pin, "NOT HTTP AT ALL\r\n\r\n");
    EXPECT_EQ(garbage, "HTTP/1.1 400");
    auto huge = co_await raw(self->port(), pin, "GET / HTTP/1.1\r\nX: " + std::string(9000, 'a') + "\r\n\r\n");
    EXPECT_EQ(huge, "HTTP/1.1 413");
    auto chunked = co_await raw(self->port(), pin, "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
    EXPECT_EQ(chunked, "HTTP/1.1 411");
  }(this));
}

TEST_F(HttpTest, LineEndsInHeadersAreABug) {
  listen();
  run([](Loopback* self) -> asio::awaitable<void> {
    auto client = co_await open(self->port(), self->context->relay_id());
    HttpRequestHead get{.method = "GET", .target = "/"};
    get.headers.add("A", "b\r\nC: d");
    bool thrown = false;
    try {
      auto reply = co_await client->request(get, {});
    } catch (const std::invalid_argument&) {
      thrown = true;
    }
    EXPECT_TRUE(thrown);
  }(this));
}

TEST(HttpHeaders, AreFoundOnceWithoutRegardToCase) {
  HttpHeaders headers;
  headers.add("Range", "bytes=0-1").add("X", "1").add("x", "2");
  EXPECT_EQ(headers.find("RANGE"), "bytes=0-1");
  EXPECT_FALSE(headers.find("X"));  // twice: ambiguous
  EXPECT_FALSE(headers.find("Y"));
}

}  // namespace
}  // namespace valise::wire::testing
