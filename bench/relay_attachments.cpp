#include "bench/relay_attachments.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "base/text_encoding.hpp"
#include "bench/relay_usage.hpp"
#include "wire/https_client.hpp"

namespace valise::bench {
namespace {

constexpr std::size_t kChunk = std::size_t{1024} * 1024;
constexpr std::size_t kAtOnce = 8 * kChunk;  // as the client does on a fast line

void must(const base::Result<>& result) {
  if (!result) throw std::runtime_error("attachment: " + result.error().message());
}
template <class T>
T must(base::Result<T> result) {
  if (!result) throw std::runtime_error("attachment: " + result.error().message());
  return std::move(*result);
}

class Transfer {
 public:
  Transfer(std::size_t chunks, pid_t relay, base::Random& random)
      : random_(random), relay_(relay), size_(chunks * kChunk), chunk_(kChunk) {
    random.fill(chunk_);
  }

  asio::awaitable<void> run(Endpoint endpoint, const Device& device) {
    Uploader uploader(random_);
    const auto relay = endpoint.relay;
    const auto port = endpoint.port;
    co_await uploader.connect(std::move(endpoint), device);
    room_ = co_await uploader.create_room_alone();
    token_ = co_await uploader.attachment_token();
    auto connected = co_await wire::HttpsClient::connect("127.0.0.1", port, relay, {});
    http_ = must(std::move(connected));
    co_await create();
    before_mib_ = Usage::of(relay_).resident_mib;
    const auto begun = Steady::now();
    co_await upload();
    const auto uploaded = Steady::now();
    co_await download();
    const auto mib = static_cast<double>(size_) / kChunk;
    figures.up_mib_per_second = mib / Seconds(uploaded - begun).count();
    figures.down_mib_per_second = mib / Seconds(Steady::now() - uploaded).count();
    http_->cancel();
    uploader.close();
  }

  AttachmentFigures figures;

 private:
  [[nodiscard]] wire::HttpRequestHead head(std::string method) const {
    wire::HttpRequestHead out{.method = std::move(method), .target = "/v1/attachments" + id_, .headers = {}};
    out.headers.add("Authorization", "Bearer " + token_);
    return out;
  }
  asio::awaitable<wire::HttpReply> request(wire::HttpRequestHead head, base::ByteView body, unsigned status) {
    auto reply = co_await http_->request(std::move(head), body);
    if (must(reply).status != status) throw std::runtime_error("attachment: status " + std::to_string(reply->status));
    co_return *reply;
  }
  asio::awaitable<void> create() {
    auto asked = head("POST");
    asked.headers.add("Valise-Room", base::to_hex(room_.view()))
        .add("Valise-Size", std::to_string(size_))
        .add("Idempotency-Key", base::to_hex(random_.id<base::IdempotencyKey>().view()));
    const auto reply = co_await request(std::move(asked), {}, 201);
    id_ = "/" + std::string(reply.headers.find("Valise-Attachment").value());
  }
  asio::awaitable<void> upload() {
    for (std::size_t at = 0; at < size_; at += kAtOnce) co_await put(at, std::min(kAtOnce, size_ - at));
  }
  void look_at_memory() { figures.growth_mib = std::max(figures.growth_mib, Usage::of(relay_).resident_mib - before_mib_); }
  asio::awaitable<void> put(std::size_t at, std::size_t length) {
    auto asked = head("PUT");
    asked.headers.add("Content-Range",
                      "bytes " + std::to_string(at) + "-" + std::to_string(at + length - 1) + "/" + std::to_string(size_));
    must(co_await http_->begin(std::move(asked), length));
    for (std::size_t sent = 0; sent < length; sent += kChunk) {
      must(co_await http_->write_body(chunk_));
      look_at_memory();
    }
    auto reply = co_await http_->answer();
    if (must(std::move(reply)).status != 204) throw std::runtime_error("attachment: an upload was refused");
  }
  asio::awaitable<void> download() {
    static_cast<void>(co_await request(head("GET"), {}, 200));
    std::size_t got = 0;
    for (std::size_t looked = 0; got < size_;) {
      auto piece = co_await http_->read_body(kChunk);
      got += must(std::move(piece)).size();
      if (got / kChunk > std::exchange(looked, got / kChunk)) look_at_memory();
    }
  }

  base::Random& random_;
  pid_t relay_;
  double before_mib_ = 0;
  std::size_t size_;
  base::Bytes chunk_;
  base::RoomId room_;
  std::string token_;
  std::string id_;
  std::unique_ptr<wire::HttpsClient> http_;
};

}  // namespace

AttachmentFigures measure_attachments(Loop& loop, const Endpoint& endpoint, pid_t relay, const Device& device, std::size_t chunks,
                                      base::Random& random) {
  Transfer transfer(chunks, relay, random);
  loop.perform("an attachment", transfer.run(endpoint, device));
  return transfer.figures;
}

}  // namespace valise::bench
