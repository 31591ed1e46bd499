#include "tests/abuse/traveller.hpp"

#include "base/text_encoding.hpp"

namespace valise::tests {

asio::awaitable<std::string> token_of(Peer& peer) {
  v1::ClientFrame ask;
  ask.mutable_get_attachment_token();
  const auto answer = co_await peer.ask(ask);
  co_return answer.attachment_token().token();
}

asio::awaitable<Traveller> traveller(const Arena& arena, std::size_t device) {
  Peer peer;
  co_await peer.log_in(arena.endpoint(), arena.device(device));
  auto token = co_await token_of(peer);
  co_return Traveller{.arena = arena, .token = std::move(token)};
}

asio::awaitable<std::unique_ptr<wire::HttpsClient>> connect(const Arena& arena, int port) {
  auto client = co_await wire::HttpsClient::connect("127.0.0.1", arena.endpoint(port).port, arena.relay_id(), {});
  co_return client ? std::move(*client) : nullptr;
}

wire::HttpRequestHead head_of(const Traveller& by, std::string method) {
  wire::HttpRequestHead head{.method = std::move(method), .target = by.target, .headers = {}};
  head.headers.add("Authorization", "Bearer " + by.token);
  return head;
}

wire::HttpRequestHead head_to_create(const Traveller& by, const base::RoomId& room, std::size_t size, std::uint64_t key) {
  auto head = head_of(by, "POST");
  head.target = "/v1/attachments";
  head.headers.add("Valise-Room", base::to_hex(room.view())).add("Valise-Size", std::to_string(size));
  head.headers.add("Idempotency-Key", base::to_hex(key_of(key).view()));
  return head;
}

wire::HttpRequestHead head_to_put(const Traveller& by, std::size_t from, std::size_t size) {
  auto head = head_of(by, "PUT");
  head.headers.add("Content-Range",
                   "bytes " + std::to_string(from) + "-" + std::to_string(size - 1) + "/" + std::to_string(size));
  return head;
}

asio::awaitable<std::string> create(wire::HttpsClient& client, const Traveller& by, const base::RoomId& room, std::size_t size,
                                    std::uint64_t key) {
  auto reply = co_await client.request(head_to_create(by, room, size, key), {});
  if (!reply || reply->status != 201) co_return std::string();
  co_return "/v1/attachments/" + std::string(reply->headers.find("Valise-Attachment").value_or(""));
}

asio::awaitable<base::Bytes> read_all(wire::HttpsClient& client) {
  base::Bytes out;
  for (;;) {
    auto piece = co_await client.read_body(64 * 1024);
    if (!piece || piece->empty()) co_return out;
    base::append(out, *piece);
  }
}

}  // namespace valise::tests
