// Files over connections that break: what has come stays, the rest follows, and nothing of it is another byte (threat row 51).
#include <gtest/gtest.h>

#include "base/text_encoding.hpp"
#include "tests/abuse/arena.hpp"
#include "tests/abuse/proxy.hpp"
#include "wire/https_client.hpp"

namespace valise::tests {
namespace {

using base::Bytes;

constexpr std::size_t kMiB = 1024 * 1024;
constexpr std::size_t kSender = 1;
constexpr std::size_t kRecipient = 3;

// Traveller is a device with a file to send or to fetch.
struct Traveller {
  const Arena& arena;
  std::string token;
  std::string target = "/v1/attachments";
};

asio::awaitable<Traveller> traveller(const Arena& arena, std::size_t device) {
  Peer peer;
  co_await peer.log_in(arena.endpoint(), arena.device(device));
  v1::ClientFrame ask;
  ask.mutable_get_attachment_token();
  const auto answer = co_await peer.ask(ask);
  co_return Traveller{.arena = arena, .token = answer.attachment_token().token()};
}

asio::awaitable<std::unique_ptr<wire::HttpsClient>> connect(const Traveller& by, int port = 0) {
  auto client = co_await wire::HttpsClient::connect("127.0.0.1", by.arena.endpoint(port).port, by.arena.relay_id(), {});
  co_return client ? std::move(*client) : nullptr;
}

wire::HttpRequestHead head_of(const Traveller& by, std::string method) {
  wire::HttpRequestHead head{.method = std::move(method), .target = by.target, .headers = {}};
  head.headers.add("Authorization", "Bearer " + by.token);
  return head;
}

asio::awaitable<std::string> create(const Traveller& by, const base::RoomId& room, std::size_t size) {
  auto client = co_await connect(by);
  auto head = head_of(by, "POST");
  head.headers.add("Valise-Room", base::to_hex(room.view())).add("Valise-Size", std::to_string(size));
  head.headers.add("Idempotency-Key", base::to_hex(key_of(7).view()));
  auto reply = co_await client->request(std::move(head), {});
  EXPECT_EQ(reply.value().status, 201U);
  co_return "/v1/attachments/" + std::string(reply->headers.find("Valise-Attachment").value());
}

asio::awaitable<std::size_t> received(const Traveller& by) {
  auto client = co_await connect(by);
  auto reply = co_await client->request(head_of(by, "HEAD"), {});
  co_return std::stoul(std::string(reply.value().headers.find("Valise-Received").value()));
}

// upload sends what the relay has not got yet, through a proxy that cuts after so many bytes, until it has all. Gives how many
// connections that took.
asio::awaitable<int> upload(const Traveller& by, Proxy& proxy, const Bytes& whole, std::size_t cut_after) {
  const auto size = std::to_string(whole.size());
  for (int connections = 0; connections < 50; ++connections) {
    const auto there = co_await received(by);
    if (there == whole.size()) co_return connections;
    proxy.treat({.cut_to_relay = cut_after});
    auto client = co_await connect(by, proxy.port());
    if (!client) continue;
    auto head = head_of(by, "PUT");
    head.headers.add("Content-Range", "bytes " + std::to_string(there) + "-" + std::to_string(whole.size() - 1) + "/" + size);
    auto reply = co_await client->request(std::move(head), base::ByteView(whole).subspan(there));
    if (reply) {
      EXPECT_EQ(reply->status, 204U);
    }
  }
  throw std::runtime_error("never uploaded");
}

asio::awaitable<int> download(const Traveller& by, Proxy& proxy, Bytes& got, std::size_t size, std::size_t cut_after) {
  for (int connections = 0; connections < 50; ++connections) {
    if (got.size() == size) co_return connections;
    proxy.treat({.cut_to_device = cut_after});
    auto client = co_await connect(by, proxy.port());
    if (!client) continue;
    auto head = head_of(by, "GET");
    head.headers.add("Range", "bytes=" + std::to_string(got.size()) + "-" + std::to_string(size - 1));
    auto reply = co_await client->request(std::move(head), {});
    if (!reply) continue;
    EXPECT_EQ(reply->status, 206U);
    for (;;) {
      auto piece = co_await client->read_body(64 * 1024);
      if (!piece || piece->empty()) break;
      base::append(got, *piece);
    }
  }
  throw std::runtime_error("never downloaded");
}

asio::awaitable<void> up_and_down(Arena& arena, Proxy& proxy) {
  const auto room = room_of(1);
  Peer peer;
  co_await peer.log_in(arena.endpoint(), arena.device(kSender));
  const std::vector<base::DeviceId> others{arena.device(kRecipient).id};
  const auto made = co_await peer.ask(create_room(room, 1, others));
  EXPECT_TRUE(made.has_submitted());
  Bytes whole(5 * kMiB + 1000);
  for (std::size_t i = 0; i < whole.size(); ++i) whole[i] = static_cast<base::Byte>(i * 7 + i / 1000);

  auto sender = co_await traveller(arena, kSender);
  sender.target = co_await create(sender, room, whole.size());
  const auto up = co_await upload(sender, proxy, whole, kMiB + kMiB / 2);  // one part of a MiB gets through each time
  EXPECT_GT(up, 3);
  auto recipient = co_await traveller(arena, kRecipient);
  recipient.target = sender.target;
  Bytes got;
  const auto down = co_await download(recipient, proxy, got, whole.size(), kMiB + kMiB / 2);
  EXPECT_GT(down, 3);
  EXPECT_TRUE(got == whole);
  std::cout << "connections: " << up << " up, " << down << " down\n";
}

TEST(Cut, AFileGoesUpAndDownHoweverOftenItIsCut) {
  Arena arena(4, without_quotas());
  Proxy proxy(std::stoi(arena.endpoint().port));
  perform(up_and_down(arena, proxy));
}

}  // namespace
}  // namespace valise::tests
