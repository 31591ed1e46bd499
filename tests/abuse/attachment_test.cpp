// Files over connections that break: what has come stays, the rest follows, and nothing of it is another byte (threat row 51).
#include <gtest/gtest.h>

#include "tests/abuse/proxy.hpp"
#include "tests/abuse/traveller.hpp"

namespace valise::tests {
namespace {

using base::Bytes;

constexpr std::size_t kMiB = 1024 * 1024;
constexpr std::size_t kSender = 1;
constexpr std::size_t kRecipient = 3;

asio::awaitable<std::size_t> received(const Traveller& by) {
  auto client = co_await connect(by.arena);
  auto reply = co_await client->request(head_of(by, "HEAD"), {});
  co_return std::stoul(std::string(reply.value().headers.find("Valise-Received").value()));
}

// upload sends what the relay has not got yet, through a proxy that cuts after so many bytes, until it has all. Gives how many
// connections that took.
asio::awaitable<int> upload(const Traveller& by, Proxy& proxy, const Bytes& whole, std::size_t cut_after) {
  for (int connections = 0; connections < 50; ++connections) {
    const auto there = co_await received(by);
    if (there == whole.size()) co_return connections;
    proxy.treat({.cut_to_relay = cut_after});
    auto client = co_await connect(by.arena, proxy.port());
    if (!client) continue;
    auto reply = co_await client->request(head_to_put(by, there, whole.size()), base::ByteView(whole).subspan(there));
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
    auto client = co_await connect(by.arena, proxy.port());
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
  {
    auto client = co_await connect(arena);
    sender.target = co_await create(*client, sender, room, whole.size(), 7);
  }
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
