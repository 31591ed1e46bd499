// AttachmentClient: moves encrypted files to and from the relay by HTTPS, resuming where an earlier attempt stopped
// (docs/PROTOCOL.md, "Attachments"). Sees ciphertext only. One transfer at a time per object; same executor rules as RelayLink.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "client-sdk/net/relay_link.hpp"
#include "client-sdk/net/relay_session.hpp"

namespace valise::wire {
class HttpsClient;
}

namespace valise::sdk::net {

inline constexpr std::size_t kAttachmentChunk = 1024 * 1024;

// ReadAt fills `into` completely with the file's bytes from `offset`.
using ReadAt = std::function<base::Result<>(std::uint64_t offset, base::MutableBytes into)>;
// WriteAt makes bytes of the file durable before it returns; they come in order.
using WriteAt = std::function<base::Result<>(std::uint64_t offset, base::ByteView bytes)>;
// Progress hears how many bytes from the start are durable at the other end; false stops the transfer (aborted_by_caller), which
// may be resumed later.
using Progress = std::function<bool(std::uint64_t durable, std::uint64_t size)>;

// OpenHttps opens a connection for files, as open_https does, with its errors (WireError); a simulation has a network of its own.
using OpenHttps = std::function<asio::awaitable<base::Result<std::unique_ptr<wire::HttpsClient>>>(
    std::string host, std::string port, base::RelayId pin)>;
[[nodiscard]] asio::awaitable<base::Result<std::unique_ptr<wire::HttpsClient>>> open_https(std::string host, std::string port,
                                                                                           base::RelayId pin);

class AttachmentClient {
 public:
  // Tokens come from `link`, which must be an authenticated session.
  AttachmentClient(std::shared_ptr<RelayLink> link, RelayEndpoint endpoint, const base::Clock& clock,
                   OpenHttps open = open_https);
  ~AttachmentClient();
  AttachmentClient(const AttachmentClient&) = delete;
  AttachmentClient& operator=(const AttachmentClient&) = delete;

  // allocate asks for a place for `size` encrypted bytes in a room; the same key gives the same place (R6).
  [[nodiscard]] asio::awaitable<base::Result<base::AttachmentId>> allocate(base::RoomId room, std::uint64_t size,
                                                                           base::IdempotencyKey key);
  // upload sends what the relay does not have yet. NetError: transfer_conflict, transfer_refused, no_longer_there,
  // aborted_by_caller, and those of connecting.
  [[nodiscard]] asio::awaitable<base::Result<>> upload(base::AttachmentId id, std::uint64_t size, ReadAt read, Progress progress);
  // download fetches bytes from `from` to the end.
  [[nodiscard]] asio::awaitable<base::Result<>> download(base::AttachmentId id, std::uint64_t size, std::uint64_t from,
                                                         WriteAt write, Progress progress);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace valise::sdk::net
