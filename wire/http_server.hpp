// ServerExchange: HttpExchange over a stream; and HttpServer, which answers one after the other. Inside wire, and for a simulated
// network's listener.
#pragma once

#include "wire/http_channel.hpp"
#include "wire/listener.hpp"

namespace valise::wire {

class ServerExchange final : public HttpExchange {
 public:
  // The reader has just read a head from the stream; both outlive this.
  ServerExchange(ByteStream& stream, HttpReader<true>& reader, const ListenerOptions& options, std::function<void()> on_trust);

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

  ByteStream& stream_;
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

// HttpServer is one connection's HTTP, from its first head on. Everything it is given outlives it.
class HttpServer {
 public:
  HttpServer(ByteStream& stream, const ListenerOptions& options, PeerHandler& handler, ListenerCounters& counters,
             std::function<void()> on_trust);

  // serve answers requests until the connection is over: false. One that asks for an upgrade it leaves unanswered in reader():
  // true.
  [[nodiscard]] asio::awaitable<bool> serve();
  // answer_plainly sends a status and nothing else; the connection is to end then.
  [[nodiscard]] asio::awaitable<void> answer_plainly(HttpResponseHead head);
  [[nodiscard]] HttpReader<true>& reader() { return reader_; }

 private:
  [[nodiscard]] asio::awaitable<bool> answer();
  [[nodiscard]] asio::awaitable<void> refuse(const base::Error& why);

  ByteStream& stream_;
  const ListenerOptions& options_;
  PeerHandler& handler_;
  ListenerCounters& counters_;
  const std::function<void()> on_trust_;
  HttpReader<true> reader_;
};

}  // namespace valise::wire
