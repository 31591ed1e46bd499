// ServerExchange: HttpExchange over a TLS stream. Inside wire only.
#pragma once

#include "wire/http_channel.hpp"
#include "wire/listener.hpp"

namespace valise::wire {

class ServerExchange final : public HttpExchange {
 public:
  // The reader has just read a head from the stream; both outlive this.
  ServerExchange(TlsStream& stream, HttpReader<true>& reader, const ListenerOptions& options, std::function<void()> on_trust);

  const HttpRequestHead& request() const override { return request_; }
  std::uint64_t body_size() const override { return body_size_; }
  asio::awaitable<base::Result<base::Bytes>> read_body(std::size_t at_most) override;
  asio::awaitable<base::Result<>> respond(HttpResponseHead head, base::Bytes body) override;
  asio::awaitable<base::Result<>> begin(HttpResponseHead head, std::uint64_t content_length) override;
  asio::awaitable<base::Result<>> write_body(base::Bytes chunk) override;
  std::string peer_group() const override { return stream_.peer_group(); }
  void trust() override {
    trusted_ = true;
    on_trust_();
  }
  std::string peer_address() const override { return stream_.peer_address(); }

  // acceptable: no chunked body, and a length that the parser took.
  [[nodiscard]] bool acceptable() const { return acceptable_; }
  // finish answers 500 if nothing was answered and drops the rest of the body, of a stranger's not more than 1 MiB. True if the
  // connection can take another request.
  [[nodiscard]] asio::awaitable<bool> finish();

 private:
  [[nodiscard]] milliseconds time_to_read() const;

  TlsStream& stream_;
  HttpReader<true>& reader_;
  const ListenerOptions& options_;
  const std::function<void()> on_trust_;
  const std::chrono::steady_clock::time_point body_until_;
  HttpRequestHead request_;
  std::uint64_t body_size_ = 0;
  std::uint64_t owed_ = 0;  // bytes of the answer's body not written yet
  bool acceptable_ = true;
  bool keep_alive_ = true;
  bool answered_ = false;
  bool broken_ = false;
  bool trusted_ = false;
};

}  // namespace valise::wire
