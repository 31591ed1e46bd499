// Traveller: a device with a file to send or to fetch over HTTPS, by the token of its session.
#pragma once

#include "tests/abuse/arena.hpp"
#include "wire/https_client.hpp"

namespace valise::tests {

struct Traveller {
  const Arena& arena;
  std::string token;
  std::string target = "/v1/attachments";
};

// token_of gives a token of a session, by which its device sends and fetches for a quarter of an hour; empty if it is refused.
[[nodiscard]] asio::awaitable<std::string> token_of(Peer& peer);
// traveller gives a device that has logged in for its token.
[[nodiscard]] asio::awaitable<Traveller> traveller(const Arena& arena, std::size_t device);

// connect gives null when there is no connection. The port is the relay's, or that of what stands before it.
[[nodiscard]] asio::awaitable<std::unique_ptr<wire::HttpsClient>> connect(const Arena& arena, int port = 0);

[[nodiscard]] wire::HttpRequestHead head_of(const Traveller& by, std::string method);
// head_to_create says that a file of so many bytes comes into a room.
[[nodiscard]] wire::HttpRequestHead head_to_create(const Traveller& by, const base::RoomId& room, std::size_t size,
                                                   std::uint64_t key);
// head_to_put sends what is from a place of the file to its end.
[[nodiscard]] wire::HttpRequestHead head_to_put(const Traveller& by, std::size_t from, std::size_t size);

// create gives the new file's target; empty if it is refused.
[[nodiscard]] asio::awaitable<std::string> create(wire::HttpsClient& client, const Traveller& by, const base::RoomId& room,
                                                  std::size_t size, std::uint64_t key);
// read_all gives the rest of an answer's body.
[[nodiscard]] asio::awaitable<base::Bytes> read_all(wire::HttpsClient& client);

}  // namespace valise::tests
