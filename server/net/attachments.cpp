#include "server/net/attachments.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include "base/text_encoding.hpp"
#include "server/net/ask.hpp"
#include "server/net/http_fields.hpp"
#include "server/net/http_guard.hpp"
#include "server/net/identity.hpp"

namespace valise::server::net {
namespace {

using base::Bytes;
using base::Result;
using core::AttachmentInfo;
using store::Completion;
using wire::HttpExchange;
using wire::HttpResponseHead;
using namespace asio::experimental::awaitable_operators;

constexpr std::string_view kCollection = "/v1/attachments";
constexpr std::size_t kChunk = store::AttachmentStore::chunk_size;
constexpr std::size_t kHeld = 2 * kChunk;  // of a transfer: one chunk on its way, and one with the store
// A handler gives the status to answer with, or this when it has answered itself.
constexpr unsigned kAnswered = 0;

std::string range_text(const ByteRange& range, std::uint64_t size) {
  return "bytes " + std::to_string(range.first) + "-" + std::to_string(range.last) + "/" + std::to_string(size);
}

// chunk_of reads the next `size` bytes of a body, not less.
asio::awaitable<Result<Bytes>> chunk_of(HttpExchange& exchange, std::size_t size) {
  Bytes whole;
  whole.reserve(size);
  while (whole.size() < size) {
    auto some = co_await exchange.read_body(size - whole.size());
    if (!some) co_return some;
    if (some->empty()) co_return base::fail(wire::WireError::closed);
    base::append(whole, *some);
  }
  co_return whole;
}

// fits_chunks: an upload is whole chunks, or goes to the end.
bool fits_chunks(const ContentRange& range) {
  const auto end = range.range.last + 1;
  return range.range.first % kChunk == 0 && (end % kChunk == 0 || end == range.size);
}

std::size_t first_chunk(const ByteRange& range) {
  return static_cast<std::size_t>(std::min<std::uint64_t>(kChunk, range.length()));
}

bool is_piece_of(const Result<Bytes>& piece, const ByteRange& range) {
  return piece && !piece->empty() && piece->size() <= range.length();
}

}  // namespace

unsigned http_status_of(const base::Error& error) {
  static const auto& refusals = core::make_error_code(core::Refusal::malformed).category();
  if (error.code.category() != refusals) return 503;
  switch (static_cast<core::Refusal>(error.code.value())) {
    case core::Refusal::malformed: return 400;
    case core::Refusal::not_authorised: return 403;
    case core::Refusal::not_found:
    case core::Refusal::expired:
    case core::Refusal::incomplete: return 404;
    case core::Refusal::conflict:
    case core::Refusal::key_reused: return 409;
    case core::Refusal::too_large: return 413;
    case core::Refusal::quota:
    case core::Refusal::stored_quota: return 507;
  }
  return 500;
}

asio::awaitable<void> Attachments::answer(HttpExchange& exchange) {
  const auto status = co_await route(exchange);
  if (status == kAnswered) co_return;
  HttpResponseHead head{.status = status};
  if (status == 401) head.headers.add("WWW-Authenticate", "Bearer");
  if (status == 405) head.headers.add("Allow", "GET, HEAD, POST, PUT");
  auto sent = co_await exchange.respond(std::move(head), {});
  static_cast<void>(sent);  // the listener closes what is broken
}

asio::awaitable<unsigned> Attachments::route(HttpExchange& exchange) {
  const auto& request = exchange.request();
  std::string_view target = request.target;
  if (!target.starts_with(kCollection)) co_return 404;
  target.remove_prefix(kCollection.size());
  const auto visitor = receive(relay_, exchange, kHeld);
  if (visitor.refused != 0) {
    auto sent = co_await exchange.respond(refusal_head(visitor), {});
    static_cast<void>(sent);
    co_return kAnswered;
  }
  if (!visitor.device) co_return 401;
  co_return co_await serve(exchange, *visitor.device, target);
}

asio::awaitable<unsigned> Attachments::serve(HttpExchange& exchange, base::DeviceId device, std::string_view target) {
  const auto& method = exchange.request().method;
  if (target.empty()) co_return method == "POST" ? co_await create(exchange, device) : 405;
  const auto id = target.front() == '/' ? parse_hex_id<base::AttachmentId>(target.substr(1)) : std::nullopt;
  if (!id) co_return 404;
  if (method == "PUT") co_return co_await upload(exchange, device, *id);
  if (method == "HEAD") co_return co_await describe(exchange, device, *id);
  if (method == "GET") co_return co_await download(exchange, device, *id);
  co_return 405;
}

asio::awaitable<Result<bool>> Attachments::is_member(base::RoomId room, base::DeviceId device) {
  auto start = [=, this](Completion<bool> done) { relay_.store.is_member(room, device, std::move(done)); };
  co_return co_await ask<bool>(start);
}

asio::awaitable<unsigned> Attachments::create(HttpExchange& exchange, base::DeviceId device) {
  const auto& headers = exchange.request().headers;
  const auto room = parse_hex_id<base::RoomId>(headers.find("Valise-Room").value_or(""));
  const auto key = parse_hex_id<base::IdempotencyKey>(headers.find("Idempotency-Key").value_or(""));
  const auto size = parse_decimal(headers.find("Valise-Size").value_or(""));
  if (!room || !key || !size) co_return 400;
  const auto member = co_await is_member(*room, device);
  if (!member) co_return http_status_of(member.error());
  if (!*member) co_return 403;
  const store::NewAttachment attachment{
      .room = *room, .uploader = device, .key = *key, .size = *size, .authority = authority_of(relay_.directory.state(), device)};
  auto start = [&](Completion<base::AttachmentId> done) { relay_.attachments.create(attachment, std::move(done)); };
  const auto id = co_await ask<base::AttachmentId>(start);
  if (!id) co_return http_status_of(id.error());
  HttpResponseHead head{.status = 201};
  head.headers.add("Valise-Attachment", base::to_hex(id->view()));
  auto sent = co_await exchange.respond(std::move(head), {});
  static_cast<void>(sent);
  co_return kAnswered;
}

asio::awaitable<unsigned> Attachments::upload(HttpExchange& exchange, base::DeviceId device, base::AttachmentId id) {
  const auto range = parse_content_range(exchange.request().headers.find("Content-Range").value_or(""));
  if (!range || range->range.length() != exchange.body_size() || !fits_chunks(*range)) co_return 400;
  auto info_start = [&](Completion<AttachmentInfo> done) { relay_.attachments.info(id, std::move(done)); };
  const auto info = co_await ask<AttachmentInfo>(info_start);
  if (!info) co_return http_status_of(info.error());
  if (info->uploader != device) co_return 403;
  if (info->size != range->size) co_return 400;
  co_return co_await keep_chunks(exchange, device, id, range->range);
}

// While one chunk is written, the next is read.
asio::awaitable<unsigned> Attachments::keep_chunks(HttpExchange& exchange, base::DeviceId device, base::AttachmentId id,
                                                   ByteRange range) {
  auto chunk = co_await chunk_of(exchange, first_chunk(range));
  for (;;) {
    if (!chunk) co_return 400;
    const auto offset = range.first;
    const auto size = chunk->size();
    range.first += size;
    const bool last = range.first > range.last;
    auto writing = keep(id, device, offset, std::move(*chunk));
    auto written = Result<AttachmentInfo>(base::fail(core::Refusal::malformed));
    if (last) {
      written = co_await std::move(writing);
    } else {
      auto both = co_await (std::move(writing) && chunk_of(exchange, first_chunk(range)));
      written = std::move(std::get<0>(both));
      chunk = std::move(std::get<1>(both));
    }
    if (!written) co_return http_status_of(written.error());
    relay_.metrics.attachment_bytes_received.add(size);
    if (last) co_return 204;
  }
}

asio::awaitable<Result<AttachmentInfo>> Attachments::keep(base::AttachmentId id, base::DeviceId device, std::uint64_t offset,
                                                          Bytes chunk) {
  auto start = [&](Completion<AttachmentInfo> done) {
    relay_.attachments.write_chunk(id, device, offset, std::move(chunk), std::move(done));
  };
  co_return co_await ask<AttachmentInfo>(start);
}

// readable: to the uploader, and to the devices that are in the room now.
asio::awaitable<Result<AttachmentInfo>> Attachments::readable(base::DeviceId device, base::AttachmentId id) {
  auto start = [&](Completion<AttachmentInfo> done) { relay_.attachments.info(id, std::move(done)); };
  auto info = co_await ask<AttachmentInfo>(start);
  if (!info) co_return info;
  const auto member = co_await is_member(info->room, device);
  if (!member) co_return base::Unexpected(member.error());
  if (!*member) co_return base::fail(core::Refusal::not_authorised);
  co_return info;
}

asio::awaitable<unsigned> Attachments::describe(HttpExchange& exchange, base::DeviceId device, base::AttachmentId id) {
  const auto info = co_await readable(device, id);
  if (!info) co_return http_status_of(info.error());
  HttpResponseHead head;
  head.headers.add("Valise-Received", std::to_string(info->received));
  auto begun = co_await exchange.begin(std::move(head), info->size);
  static_cast<void>(begun);
  co_return kAnswered;
}

// piece reads the beginning of a range, up to the end of a chunk.
asio::awaitable<Result<Bytes>> Attachments::piece(base::AttachmentId id, ByteRange range) {
  const auto length = std::min<std::uint64_t>(kChunk - range.first % kChunk, range.length());
  auto start = [=, this](Completion<Bytes> done) {
    relay_.attachments.read(id, range.first, static_cast<std::size_t>(length), std::move(done));
  };
  co_return co_await ask<Bytes>(start);
}

// While one piece is sent, the next is read.
asio::awaitable<unsigned> Attachments::download(HttpExchange& exchange, base::DeviceId device, base::AttachmentId id) {
  const auto info = co_await readable(device, id);
  if (!info) co_return http_status_of(info.error());
  if (!info->complete) co_return 404;
  ByteRange range{.first = 0, .last = info->size - 1};
  HttpResponseHead head;
  if (const auto asked = exchange.request().headers.find("Range")) {
    const auto parsed = parse_range(*asked, info->size);
    if (!parsed) co_return 416;
    range = *parsed;
    head.status = 206;
    head.headers.add("Content-Range", range_text(range, info->size));
  }
  relay_.keeper.charge(account_of(DeviceIdentity{device}, relay_.directory.state(), {}), Metered::traffic, range.length());
  auto sent = co_await exchange.begin(std::move(head), range.length());
  auto chunk = co_await piece(id, range);
  while (sent && is_piece_of(chunk, range)) {  // the head is out: if anything fails, only the close can tell
    range.first += chunk->size();
    relay_.metrics.attachment_bytes_sent.add(chunk->size());
    auto now = std::move(*chunk);
    if (range.first > range.last) {
      sent = co_await exchange.write_body(std::move(now));
      break;
    }
    auto both = co_await (exchange.write_body(std::move(now)) && piece(id, range));
    sent = std::move(std::get<0>(both));
    chunk = std::move(std::get<1>(both));
  }
  co_return kAnswered;
}

}  // namespace valise::server::net
