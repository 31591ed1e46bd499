// Attachments over HTTPS (docs/PROTOCOL.md): create, upload in chunks, ask how far it got, download. Every request carries a
// token of the session's; the device behind it must still be active, and on the room's fan-out list.
#pragma once

#include "server/net/context.hpp"
#include "server/net/http_fields.hpp"
#include "wire/http.hpp"

namespace valise::server::net {

class Attachments {
 public:
  explicit Attachments(RelayContext& context) : relay_(context) {}

  // answer serves one request completely.
  [[nodiscard]] asio::awaitable<void> answer(wire::HttpExchange& exchange);

 private:
  asio::awaitable<unsigned> create(wire::HttpExchange& exchange, base::DeviceId device);
  asio::awaitable<unsigned> upload(wire::HttpExchange& exchange, base::DeviceId device, base::AttachmentId id);
  asio::awaitable<unsigned> describe(wire::HttpExchange& exchange, base::DeviceId device, base::AttachmentId id);
  asio::awaitable<unsigned> download(wire::HttpExchange& exchange, base::DeviceId device, base::AttachmentId id);
  asio::awaitable<unsigned> route(wire::HttpExchange& exchange);
  asio::awaitable<unsigned> serve(wire::HttpExchange& exchange, base::DeviceId device, std::string_view target);

  asio::awaitable<unsigned> keep_chunks(wire::HttpExchange& exchange, base::DeviceId device, base::AttachmentId id,
                                        ByteRange range);
  asio::awaitable<base::Result<core::AttachmentInfo>> keep(base::AttachmentId id, base::DeviceId device, std::uint64_t offset,
                                                           base::Bytes chunk);

  asio::awaitable<base::Result<base::Bytes>> piece(base::AttachmentId id, ByteRange range);
  asio::awaitable<base::Result<core::AttachmentInfo>> readable(base::DeviceId device, base::AttachmentId id);
  asio::awaitable<base::Result<bool>> is_member(base::RoomId room, base::DeviceId device);

  RelayContext& relay_;
};

// http_status_of maps an error of the store or the rules.
[[nodiscard]] unsigned http_status_of(const base::Error& error);

}  // namespace valise::server::net
