#include "base/text_encoding.hpp"
#include "tests/unit/server_net/relay_fixture.hpp"

namespace valise::server::net::testing {
namespace {

constexpr std::size_t kMiB = 1024 * 1024;

class AttachmentsTest : public RelayTest {
 public:
  struct Access {
    std::unique_ptr<wire::HttpsClient> http;
    std::string token;
  };
  asio::awaitable<Access> access(const directory::TestDevice* device) {
    auto session = co_await log_in(device);
    v1::ClientFrame frame;
    frame.mutable_get_attachment_token();
    auto answer = co_await session->ask(frame);
    auto http = co_await wire::HttpsClient::connect("127.0.0.1", port(), tls.relay_id(), {});
    co_return Access{std::move(*http), answer.attachment_token().token()};
  }
  asio::awaitable<void> make_room() {
    auto pc = co_await log_in(&world.pc);
    auto creation = commit(0, {laptop.id});  // named: gcc 14 fails on a list inside a co_await expression
    auto created = co_await pc->ask(std::move(creation));
    EXPECT_TRUE(created.has_submitted());
  }
  static asio::awaitable<wire::HttpReply> request(Access* by, std::string method, std::string target, wire::HttpHeaders headers,
                                                  base::ByteView body = {}) {
    headers.add("Authorization", "Bearer " + by->token);
    wire::HttpRequestHead head{.method = std::move(method), .target = std::move(target), .headers = std::move(headers)};
    auto reply = co_await by->http->request(std::move(head), body);
    if (!reply) throw std::runtime_error(reply.error().message());
    co_return *reply;
  }
  asio::awaitable<std::string> create(Access* by, std::uint64_t size) {
    wire::HttpHeaders headers;
    headers.add("Valise-Room", base::to_hex(room.view())).add("Valise-Size", std::to_string(size));
    headers.add("Idempotency-Key", std::string(32, 'a'));
    auto reply = co_await request(by, "POST", "/v1/attachments", std::move(headers));
    EXPECT_EQ(reply.status, 201U);
    co_return "/v1/attachments/" + std::string(reply.headers.find("Valise-Attachment").value_or(""));
  }
  static asio::awaitable<unsigned> put(Access* by, std::string target, std::string range, base::ByteView body) {
    wire::HttpHeaders headers;
    headers.add("Content-Range", std::move(range));
    auto reply = co_await request(by, "PUT", std::move(target), std::move(headers), body);
    co_return reply.status;
  }
  static asio::awaitable<Bytes> read_all(Access* by) {
    Bytes whole;
    for (;;) {
      auto chunk = co_await by->http->read_body(64 * 1024);
      if (!chunk || chunk->empty()) co_return whole;
      base::append(whole, *chunk);
    }
  }
};

Bytes content(std::size_t size) {
  Bytes out(size);
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<base::Byte>(i * 7 + i / 1000);
  return out;
}

TEST_F(AttachmentsTest, UploadResumeAndDownloadInRanges) {
  run([](AttachmentsTest* self) -> asio::awaitable<void> {
    co_await self->make_room();
    auto pc = co_await self->access(&self->world.pc);
    const auto whole = content(2 * kMiB + 1000);
    const auto size = std::to_string(whole.size());
    const auto target = co_await self->create(&pc, whole.size());
    const auto again = co_await self->create(&pc, whole.size());
    EXPECT_EQ(target, again);
    const base::ByteView view(whole);
    auto status = co_await self->put(&pc, target, "bytes 0-1048575/" + size, view.first(kMiB));
    EXPECT_EQ(status, 204U);
    status = co_await self->put(&pc, target, "bytes 0-1048575/" + size, view.first(kMiB));
    EXPECT_EQ(status, 204U);
    status = co_await self->put(&pc, target, "bytes 0-1048575/" + size, view.subspan(1, kMiB));
    EXPECT_EQ(status, 409U);
    auto early = co_await self->request(&pc, "GET", target, {});
    EXPECT_EQ(early.status, 404U);
    auto described = co_await self->request(&pc, "HEAD", target, {});
    EXPECT_EQ(described.headers.find("Valise-Received"), "1048576");
    EXPECT_EQ(described.body_size, whole.size());
    status = co_await self->put(&pc, target, "bytes 1048576-2097151/" + size, view.subspan(kMiB, kMiB));
    EXPECT_EQ(status, 204U);
    status = co_await self->put(&pc, target, "bytes 2097152-2098151/" + size, view.subspan(2 * kMiB));
    EXPECT_EQ(status, 204U);

    auto portable = co_await self->access(&self->laptop);
    auto reply = co_await self->request(&portable, "GET", target, {});
    EXPECT_EQ(reply.status, 200U);
    auto got = co_await self->read_all(&portable);
    EXPECT_EQ(got, whole);
    wire::HttpHeaders range;
    range.add("Range", "bytes=1048000-1049000");
    auto part = co_await self->request(&portable, "GET", target, range);
    EXPECT_EQ(part.status, 206U);
    EXPECT_EQ(part.headers.find("Content-Range"), "bytes 1048000-1049000/" + size);
    got = co_await self->read_all(&portable);
    EXPECT_TRUE(base::equal(got, view.subspan(1048000, 1001)));
  }(this));
}

TEST_F(AttachmentsTest, SeveralChunksInOneRequest) {
  run([](AttachmentsTest* self) -> asio::awaitable<void> {
    co_await self->make_room();
    auto pc = co_await self->access(&self->world.pc);
    const auto whole = content(4 * kMiB + 1000);
    const base::ByteView view(whole);
    const auto size = std::to_string(whole.size());
    const auto target = co_await self->create(&pc, whole.size());
    auto status = co_await self->put(&pc, target, "bytes 0-2000000/" + size, view.first(2'000'001));
    EXPECT_EQ(status, 400U) << "ends within a chunk";
    status = co_await self->put(&pc, target, "bytes 0-3145727/" + size, view.first(3 * kMiB));
    EXPECT_EQ(status, 204U);
    Bytes altered(view.subspan(2 * kMiB).begin(), view.end());
    altered[kMiB + 5] ^= 1;  // of the second chunk in this request
    status = co_await self->put(&pc, target, "bytes 2097152-4195303/" + size, altered);
    EXPECT_EQ(status, 204U) << "the relay has not had that chunk yet";
    status = co_await self->put(&pc, target, "bytes 2097152-4195303/" + size, view.subspan(2 * kMiB));
    EXPECT_EQ(status, 409U);
    auto reply = co_await self->request(&pc, "GET", target, {});
    EXPECT_EQ(reply.status, 200U);
    auto got = co_await self->read_all(&pc);
    EXPECT_TRUE(base::equal(base::ByteView(got).first(3 * kMiB), view.first(3 * kMiB)));
    EXPECT_TRUE(base::equal(base::ByteView(got).subspan(2 * kMiB), altered));
  }(this));
}

TEST_F(AttachmentsTest, WhatCameBeforeABrokenChunkStays) {
  run([](AttachmentsTest* self) -> asio::awaitable<void> {
    co_await self->make_room();
    auto pc = co_await self->access(&self->world.pc);
    const auto whole = content(3 * kMiB);
    const auto size = std::to_string(whole.size());
    const auto target = co_await self->create(&pc, whole.size());
    wire::HttpRequestHead head{.method = "PUT", .target = target};
    head.headers.add("Authorization", "Bearer " + pc.token).add("Content-Range", "bytes 0-3145727/" + size);
    auto sent = co_await pc.http->begin(std::move(head), whole.size());
    if (sent) sent = co_await pc.http->write_body(base::ByteView(whole).first(2 * kMiB + 1000));
    EXPECT_TRUE(sent);
    auto again = co_await self->access(&self->world.pc);
    std::string received;
    while (received != "2097152") {  // bounded by run()
      auto described = co_await self->request(&again, "HEAD", target, {});
      received = std::string(described.headers.find("Valise-Received").value_or(""));
    }
    pc.http->cancel();
    const auto status =
        co_await self->put(&again, target, "bytes 2097152-3145727/" + size, base::ByteView(whole).subspan(2 * kMiB));
    EXPECT_EQ(status, 204U);
    auto reply = co_await self->request(&again, "GET", target, {});
    EXPECT_EQ(reply.status, 200U);
    auto got = co_await self->read_all(&again);
    EXPECT_EQ(got, whole);
  }(this));
}

TEST_F(AttachmentsTest, RefusalsAreToldApart) {
  run([](AttachmentsTest* self) -> asio::awaitable<void> {
    auto pc = co_await self->access(&self->world.pc);
    wire::HttpHeaders headers;
    headers.add("Valise-Room", base::to_hex(self->room.view()))
        .add("Valise-Size", "10")
        .add("Idempotency-Key", std::string(32, 'a'));
    auto reply = co_await self->request(&pc, "POST", "/v1/attachments", headers);
    EXPECT_EQ(reply.status, 403U);  // no such room, so not in it
    co_await self->make_room();
    const auto target = co_await self->create(&pc, 10);
    const Bytes ten(10);
    auto status = co_await self->put(&pc, target, "bytes 0-9/11", ten);
    EXPECT_EQ(status, 400U);
    status = co_await self->put(&pc, target, "bytes 1-10/11", ten);
    EXPECT_EQ(status, 400U);
    status = co_await self->put(&pc, "/v1/attachments/" + std::string(32, '0'), "bytes 0-9/10", ten);
    EXPECT_EQ(status, 404U);
    auto portable = co_await self->access(&self->laptop);
    status = co_await self->put(&portable, target, "bytes 0-9/10", ten);
    EXPECT_EQ(status, 403U);
    auto elsewhere = co_await self->request(&pc, "GET", "/", {});
    EXPECT_EQ(elsewhere.status, 404U);
    auto deleted = co_await self->request(&pc, "DELETE", target, {});
    EXPECT_EQ(deleted.status, 405U);
    auto too_large = headers;
    too_large.fields[1].value = std::to_string(self->options.limits.attachment_bytes + 1);
    too_large.fields[2].value = std::string(32, 'b');
    auto refused = co_await self->request(&pc, "POST", "/v1/attachments", too_large);
    EXPECT_EQ(refused.status, 413U);
    portable.token += "x";
    auto forged = co_await self->request(&portable, "HEAD", target, {});
    EXPECT_EQ(forged.status, 401U);
  }(this));
}

// expect_told_when expects 429 and a time within which there is room again.
void expect_told_when(const wire::HttpReply& reply, unsigned long most_seconds) {
  EXPECT_EQ(reply.status, 429U);
  const auto seconds = std::stoul(std::string(reply.headers.find("Retry-After").value_or("0")));
  EXPECT_GE(seconds, 1U);
  EXPECT_LE(seconds, most_seconds);
}

TEST_F(AttachmentsTest, WhoAsksTooOftenIsToldWhenToComeBack) {
  options.quotas.device_requests_per_minute = 8;
  run([](AttachmentsTest* self) -> asio::awaitable<void> {
    auto portable = co_await self->access(&self->laptop);  // one of the eight
    for (int i = 0; i < 7; ++i) {
      auto asked = co_await self->request(&portable, "HEAD", "/v1/attachments/" + std::string(32, '0'), {});
      EXPECT_EQ(asked.status, 404U);
    }
    auto refused = co_await self->request(&portable, "HEAD", "/v1/attachments/" + std::string(32, '0'), {});
    expect_told_when(refused, 60);
    auto pc = co_await self->access(&self->world.pc);
    auto other = co_await self->request(&pc, "HEAD", "/v1/attachments/" + std::string(32, '0'), {});
    EXPECT_EQ(other.status, 404U) << "another device";
  }(this));
}

TEST_F(AttachmentsTest, WhoMovesTooMuchIsToldWhenToComeBack) {
  options.quotas.device_traffic_mib_per_hour = 2;
  run([](AttachmentsTest* self) -> asio::awaitable<void> {
    co_await self->make_room();
    auto pc = co_await self->access(&self->world.pc);
    const auto whole = content(kMiB + 10);
    const auto target = co_await self->create(&pc, whole.size());
    const auto status = co_await self->put(&pc, target, "bytes 0-1048585/1048586", whole);
    EXPECT_EQ(status, 204U);
    auto portable = co_await self->access(&self->laptop);
    for (int i = 0; i < 2; ++i) {
      auto reply = co_await self->request(&portable, "GET", target, {});
      EXPECT_EQ(reply.status, 200U);
      const auto got = co_await self->read_all(&portable);
      EXPECT_EQ(got.size(), whole.size());
    }
    auto refused = co_await self->request(&portable, "HEAD", target, {});
    expect_told_when(refused, 3600);
    auto other = co_await self->request(&pc, "HEAD", target, {});
    EXPECT_EQ(other.status, 200U) << "another device";
  }(this));
}

TEST_F(AttachmentsTest, WhoKeepsTooMuchHereIsRefusedUntilThereIsRoom) {
  options.limits.attachment_bytes_per_device = 100'000;
  options.limits.attachment_bytes_per_authority = 150'000;
  run([](AttachmentsTest* self) -> asio::awaitable<void> {
    co_await self->make_room();
    const auto create = [self](Access* by, char key) -> asio::awaitable<unsigned> {
      wire::HttpHeaders headers;
      headers.add("Valise-Room", base::to_hex(self->room.view())).add("Valise-Size", "60000");
      headers.add("Idempotency-Key", std::string(32, key));
      auto reply = co_await request(by, "POST", "/v1/attachments", std::move(headers));
      co_return reply.status;
    };
    auto pc = co_await self->access(&self->world.pc);
    auto portable = co_await self->access(&self->laptop);
    auto status = co_await create(&pc, 'a');
    EXPECT_EQ(status, 201U);
    status = co_await create(&pc, 'b');
    EXPECT_EQ(status, 507U) << "the device's";
    status = co_await create(&portable, 'c');
    EXPECT_EQ(status, 201U);
    status = co_await create(&portable, 'd');
    EXPECT_EQ(status, 507U);
    status = co_await create(&pc, 'a');
    EXPECT_EQ(status, 201U) << "the same request again";
  }(this));
}

TEST_F(AttachmentsTest, TokenOfARevokedDeviceIsWorthNothing) {
  run([](AttachmentsTest* self) -> asio::awaitable<void> {
    co_await self->make_room();
    auto portable = co_await self->access(&self->laptop);
    const auto target = co_await self->create(&portable, 10);
    auto anybody = co_await self->connect();
    auto appended = co_await anybody->ask(self->append(self->world.device_revoked(self->laptop.id), self->world.odpp()));
    EXPECT_TRUE(appended.has_statement_appended());
    auto refused = co_await self->request(&portable, "HEAD", target, {});
    EXPECT_EQ(refused.status, 401U);
  }(this));
}

}  // namespace
}  // namespace valise::server::net::testing
