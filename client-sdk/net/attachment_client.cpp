#include "client-sdk/net/attachment_client.hpp"

#include <charconv>

#include "base/text_encoding.hpp"
#include "client-sdk/net/frames.hpp"
#include "wire/connect.hpp"
#include "wire/https_client.hpp"

namespace valise::sdk::net {
namespace {

using wire::HttpReply;
using wire::HttpRequestHead;

constexpr std::size_t kMaxToken = 2048;
constexpr std::chrono::seconds kTokenMargin{30};
constexpr std::size_t kReadAtOnce = 64 * 1024;  // and written: between two, it is looked whether the caller still wants it
// One request may bring several chunks, so that the relay keeps one while the next is on its way. More only where they go fast:
// what a broken request had brought of its last chunk is sent again, and progress is known when it has been answered.
constexpr std::uint64_t kMostInRequest = 8 * kAttachmentChunk;
constexpr std::chrono::seconds kSoon{1};

// NetError of an answer that is not the hoped-for one.
std::error_code refusal(unsigned status) {
  switch (status) {
    case 401: return NetError::authentication_refused;
    case 403:
    case 413: return NetError::transfer_refused;
    case 404:
    case 410: return NetError::no_longer_there;
    case 409: return NetError::transfer_conflict;
    case 429: return RelayFailure::busy;
    case 507: return RelayFailure::quota;
    default: return status >= 500 ? std::error_code(RelayFailure::busy) : std::error_code(NetError::protocol_violation);
  }
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

// A token goes into a header as it is, so it may hold nothing that ends one.
bool is_header_safe(std::string_view token) {
  return !token.empty() && token.size() <= kMaxToken && std::ranges::all_of(token, [](char c) { return c > ' ' && c < 0x7f; });
}

std::string target_of(const base::AttachmentId& id) { return "/v1/attachments/" + base::to_hex(id.view()); }

std::string range_of(std::uint64_t first, std::uint64_t last) { return std::to_string(first) + "-" + std::to_string(last); }

}  // namespace

asio::awaitable<base::Result<std::unique_ptr<wire::HttpsClient>>> open_https(std::string host, std::string port,
                                                                             base::RelayId pin) {
  co_return co_await wire::HttpsClient::connect(std::move(host), std::move(port), pin, wire::HttpsOptions{});
}

class AttachmentClient::Impl {
 public:
  Impl(std::shared_ptr<RelayLink> link, RelayEndpoint endpoint, const base::Clock& clock, OpenHttps open)
      : link_(std::move(link)), endpoint_(std::move(endpoint)), clock_(clock), open_(std::move(open)) {}

  asio::awaitable<base::Result<base::AttachmentId>> allocate(base::RoomId room, std::uint64_t size, base::IdempotencyKey key);
  asio::awaitable<base::Result<>> upload(base::AttachmentId id, std::uint64_t size, ReadAt read, Progress progress);
  asio::awaitable<base::Result<>> download(base::AttachmentId id, std::uint64_t size, std::uint64_t from, WriteAt write,
                                           Progress progress);

 private:
  template <class Once>
  asio::awaitable<base::Result<HttpReply>> twice(Once once);
  asio::awaitable<base::Result<HttpReply>> call(HttpRequestHead head);
  asio::awaitable<base::Result<HttpReply>> call_once(HttpRequestHead head);
  asio::awaitable<base::Result<>> ensure_connection();
  asio::awaitable<base::Result<>> ensure_token();
  asio::awaitable<base::Result<std::uint64_t>> received(base::AttachmentId id, std::uint64_t size);
  struct Piece {
    base::AttachmentId id;
    std::uint64_t size = 0;  // of the whole file
    std::uint64_t offset = 0, length = 0;
  };
  asio::awaitable<base::Result<HttpReply>> put(const Piece& piece, const ReadAt& read, const Progress& progress);
  asio::awaitable<base::Result<HttpReply>> put_once(const Piece& piece, const ReadAt& read, const Progress& progress);
  asio::awaitable<base::Result<>> prepare(HttpRequestHead& head);
  asio::awaitable<base::Result<>> begin_download(base::AttachmentId id, std::uint64_t size, std::uint64_t from);
  // read_chunk gives what came until then as soon as it is not `wanted` any more.
  asio::awaitable<base::Result<base::Bytes>> read_chunk(std::uint64_t at_most, const std::function<bool()>& wanted);

  std::shared_ptr<RelayLink> link_;
  const RelayEndpoint endpoint_;
  const base::Clock& clock_;
  const OpenHttps open_;
  std::unique_ptr<wire::HttpsClient> http_;
  std::string token_;
  base::UnixMillis token_expires_;
};

asio::awaitable<base::Result<>> AttachmentClient::Impl::ensure_connection() {
  if (http_ && http_->reusable()) co_return base::Result<>{};
  http_.reset();
  auto address = wire::split_address(endpoint_.address);
  if (!address) co_return base::fail(NetError::bad_address);
  auto connected = co_await open_(std::move(address->host), std::move(address->port), endpoint_.pin);
  if (!connected) co_return base::fail(while_connecting(connected.error().code));
  http_ = std::move(*connected);
  co_return base::Result<>{};
}

asio::awaitable<base::Result<>> AttachmentClient::Impl::ensure_token() {
  if (!token_.empty() && clock_.now() + kTokenMargin < token_expires_) co_return base::Result<>{};
  v1::ClientFrame frame;
  frame.mutable_get_attachment_token();
  auto reply = co_await link_->request(std::move(frame));
  if (!reply) co_return pass_on(reply);
  const auto& answer = reply->attachment_token();
  if (!is_header_safe(answer.token())) co_return base::fail(NetError::protocol_violation, "attachment token");
  token_ = answer.token();
  token_expires_ = base::from_wire(answer.expires_at_ms());
  co_return base::Result<>{};
}

asio::awaitable<base::Result<>> AttachmentClient::Impl::prepare(HttpRequestHead& head) {
  auto token = co_await ensure_token();
  if (!token) co_return base::pass_on(token);
  auto connected = co_await ensure_connection();
  if (!connected) co_return base::pass_on(connected);
  head.headers.add("Authorization", "Bearer " + token_);
  co_return base::Result<>{};
}

asio::awaitable<base::Result<HttpReply>> AttachmentClient::Impl::call_once(HttpRequestHead head) {
  auto prepared = co_await prepare(head);
  if (!prepared) co_return base::pass_on(prepared);
  auto reply = co_await http_->request(std::move(head), {});
  if (!reply) co_return base::fail(while_open(reply.error().code));
  co_return reply;
}

// Every request may be repeated: a second time for a kept connection that the relay had closed meanwhile, or for a token that it
// no longer takes.
template <class Once>
asio::awaitable<base::Result<HttpReply>> AttachmentClient::Impl::twice(Once once) {
  const bool kept_connection = http_ && http_->reusable();
  auto reply = co_await once();
  const bool stale_token = reply && reply->status == 401;
  const bool stale_connection = !reply && kept_connection && reply.error().code == NetError::closed;
  if (!stale_token && !stale_connection) co_return reply;
  token_.clear();  // a relay that was started anew does not know it either
  co_return co_await once();
}

asio::awaitable<base::Result<HttpReply>> AttachmentClient::Impl::call(HttpRequestHead head) {
  co_return co_await twice([&] { return call_once(head); });
}

asio::awaitable<base::Result<base::AttachmentId>> AttachmentClient::Impl::allocate(base::RoomId room, std::uint64_t size,
                                                                                   base::IdempotencyKey key) {
  HttpRequestHead head{.method = "POST", .target = "/v1/attachments"};
  head.headers.add("Valise-Room", base::to_hex(room.view()))
      .add("Valise-Size", std::to_string(size))
      .add("Idempotency-Key", base::to_hex(key.view()));
  auto reply = co_await call(std::move(head));
  if (!reply) co_return base::pass_on(reply);
  if (reply->status != 201) co_return base::fail(refusal(reply->status));
  const auto hex = reply->headers.find("Valise-Attachment");
  const auto bytes = hex ? base::parse_hex(*hex) : std::nullopt;
  const auto id = bytes ? base::AttachmentId::parse(*bytes) : std::nullopt;
  if (!id) co_return base::fail(NetError::protocol_violation, "attachment id");
  co_return *id;
}

// received gives the bytes that the relay has from the start, in whole chunks.
asio::awaitable<base::Result<std::uint64_t>> AttachmentClient::Impl::received(base::AttachmentId id, std::uint64_t size) {
  HttpRequestHead head{.method = "HEAD", .target = target_of(id)};
  auto reply = co_await call(std::move(head));
  if (!reply) co_return base::pass_on(reply);
  if (reply->status != 200) co_return base::fail(refusal(reply->status));
  const auto text = reply->headers.find("Valise-Received");
  const auto count = text ? parse_number(*text) : std::nullopt;
  if (!count || *count > size) co_return base::fail(NetError::protocol_violation, "received bytes");
  if (reply->body_size != size) co_return base::fail(NetError::transfer_conflict, "size");
  co_return *count == size ? size : *count - *count % kAttachmentChunk;
}

asio::awaitable<base::Result<HttpReply>> AttachmentClient::Impl::put_once(const Piece& piece, const ReadAt& read,
                                                                          const Progress& progress) {
  HttpRequestHead head{.method = "PUT", .target = target_of(piece.id)};
  const auto end = piece.offset + piece.length;
  head.headers.add("Content-Range", "bytes " + range_of(piece.offset, end - 1) + "/" + std::to_string(piece.size));
  auto sent = co_await prepare(head);
  if (!sent) co_return base::pass_on(sent);
  sent = co_await http_->begin(std::move(head), piece.length);
  base::Bytes chunk;
  for (auto at = piece.offset; sent && at < end; at += chunk.size()) {
    if (at > piece.offset && !progress(piece.offset, piece.size)) sent = base::fail(NetError::aborted_by_caller);
    chunk.resize(std::min<std::uint64_t>(kReadAtOnce, end - at));
    if (sent) sent = read(at, chunk);
    if (!sent) {
      http_->cancel();
      co_return base::pass_on(sent);
    }
    sent = co_await http_->write_body(chunk);
  }
  if (!sent) co_return base::fail(while_open(sent.error().code));
  auto reply = co_await http_->answer();
  if (!reply) co_return base::fail(while_open(reply.error().code));
  co_return reply;
}

asio::awaitable<base::Result<HttpReply>> AttachmentClient::Impl::put(const Piece& piece, const ReadAt& read,
                                                                     const Progress& progress) {
  co_return co_await twice([&] { return put_once(piece, read, progress); });
}

asio::awaitable<base::Result<>> AttachmentClient::Impl::upload(base::AttachmentId id, std::uint64_t size, ReadAt read,
                                                               Progress progress) {
  auto done = co_await received(id, size);
  if (!done) co_return base::pass_on(done);
  std::uint64_t most = kAttachmentChunk;
  while (progress(*done, size) && *done < size) {
    const Piece piece{.id = id, .size = size, .offset = *done, .length = std::min(most, size - *done)};
    const auto begun = clock_.monotonic();
    auto reply = co_await put(piece, read, progress);
    if (!reply) co_return base::pass_on(reply);
    if (reply->status != 204) co_return base::fail(refusal(reply->status));
    *done += piece.length;
    most = clock_.monotonic() - begun < kSoon ? std::min(2 * most, kMostInRequest) : kAttachmentChunk;
  }
  if (*done < size) co_return base::fail(NetError::aborted_by_caller);
  co_return base::Result<>{};
}

asio::awaitable<base::Result<>> AttachmentClient::Impl::begin_download(base::AttachmentId id, std::uint64_t size,
                                                                       std::uint64_t from) {
  HttpRequestHead head{.method = "GET", .target = target_of(id)};
  const auto range = range_of(from, size - 1);
  if (from > 0) head.headers.add("Range", "bytes=" + range);
  auto reply = co_await call(std::move(head));
  if (!reply) co_return base::pass_on(reply);
  if (reply->status >= 400) co_return base::fail(refusal(reply->status));
  const bool whole = from == 0 && reply->status == 200;
  const bool part =
      from > 0 && reply->status == 206 && reply->headers.find("Content-Range") == "bytes " + range + "/" + std::to_string(size);
  if ((!whole && !part) || reply->body_size != size - from) {
    http_->cancel();
    co_return base::fail(NetError::transfer_conflict, "size");
  }
  co_return base::Result<>{};
}

asio::awaitable<base::Result<base::Bytes>> AttachmentClient::Impl::read_chunk(std::uint64_t at_most,
                                                                              const std::function<bool()>& wanted) {
  base::Bytes chunk;
  while (chunk.size() < at_most) {
    if (!wanted()) break;
    auto some = co_await http_->read_body(std::min<std::uint64_t>(kReadAtOnce, at_most - chunk.size()));
    if (!some) co_return base::fail(while_open(some.error().code));
    if (some->empty()) co_return base::fail(NetError::closed);
    base::append(chunk, *some);
  }
  co_return chunk;
}

asio::awaitable<base::Result<>> AttachmentClient::Impl::download(base::AttachmentId id, std::uint64_t size, std::uint64_t from,
                                                                 WriteAt write, Progress progress) {
  if (from >= size) co_return base::Result<>{};
  auto begun = co_await begin_download(id, size, from);
  if (!begun) co_return begun;
  while (progress(from, size) && from < size) {
    const auto wanted = [&] { return progress(from, size); };
    auto chunk = co_await read_chunk(std::min<std::uint64_t>(kAttachmentChunk, size - from), wanted);
    if (!chunk) co_return base::pass_on(chunk);
    if (chunk->empty()) break;
    if (auto written = write(from, *chunk); !written) {
      http_->cancel();
      co_return written;
    }
    from += chunk->size();
  }
  if (from == size) co_return base::Result<>{};
  http_->cancel();
  co_return base::fail(NetError::aborted_by_caller);
}

AttachmentClient::AttachmentClient(std::shared_ptr<RelayLink> link, RelayEndpoint endpoint, const base::Clock& clock,
                                   OpenHttps open)
    : impl_(std::make_unique<Impl>(std::move(link), std::move(endpoint), clock, std::move(open))) {}
AttachmentClient::~AttachmentClient() = default;

asio::awaitable<base::Result<base::AttachmentId>> AttachmentClient::allocate(base::RoomId room, std::uint64_t size,
                                                                             base::IdempotencyKey key) {
  return impl_->allocate(room, size, key);
}
asio::awaitable<base::Result<>> AttachmentClient::upload(base::AttachmentId id, std::uint64_t size, ReadAt read,
                                                         Progress progress) {
  return impl_->upload(id, size, std::move(read), std::move(progress));
}
asio::awaitable<base::Result<>> AttachmentClient::download(base::AttachmentId id, std::uint64_t size, std::uint64_t from,
                                                           WriteAt write, Progress progress) {
  return impl_->download(id, size, from, std::move(write), std::move(progress));
}

}  // namespace valise::sdk::net
