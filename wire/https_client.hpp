// HttpsClient: one HTTPS connection to the relay, for attachments. Requests go one after the other.
#pragma once

#include "base/ids.hpp"
#include "wire/http.hpp"

namespace valise::wire {

class ByteStream;

struct HttpsOptions {
  milliseconds connect_timeout{15'000};
  milliseconds step_timeout{30'000};  // for a head, and for each 64 KiB of a body
  std::uint32_t head_limit = 8 * 1024;
  std::uint64_t body_limit = 512 * 1024 * 1024;  // bytes of an answer's body
};

struct HttpReply {
  unsigned status = 0;
  HttpHeaders headers;
  std::uint64_t body_size = 0;
};

class HttpsClient {
 public:
  virtual ~HttpsClient() = default;

  // connect pins the server's key as connect_websocket does. The client lives on the calling coroutine's executor.
  [[nodiscard]] static asio::awaitable<base::Result<std::unique_ptr<HttpsClient>>> connect(std::string host, std::string port,
                                                                                           base::RelayId pin,
                                                                                           HttpsOptions options);

  // over speaks HTTP on a stream that is open already (a simulation's).
  [[nodiscard]] static std::unique_ptr<HttpsClient> over(std::unique_ptr<ByteStream> stream, std::string host,
                                                         HttpsOptions options);

  // request sends head and body (it must live until this returns) and reads the head of the answer. The body of the answer
  // before, if any is left, is dropped first.
  [[nodiscard]] asio::awaitable<base::Result<HttpReply>> request(HttpRequestHead head, base::ByteView body);

  // The same for a body that is not there at once: begin, then write_body until `content_length` bytes are sent, then answer.
  [[nodiscard]] virtual asio::awaitable<base::Result<>> begin(HttpRequestHead head, std::uint64_t content_length) = 0;
  [[nodiscard]] virtual asio::awaitable<base::Result<>> write_body(base::ByteView piece) = 0;
  [[nodiscard]] virtual asio::awaitable<base::Result<HttpReply>> answer() = 0;
  // read_body gives between 1 and `at_most` bytes of the answer's body; empty at its end.
  [[nodiscard]] virtual asio::awaitable<base::Result<base::Bytes>> read_body(std::size_t at_most) = 0;

  // reusable: another request can be sent.
  [[nodiscard]] virtual bool reusable() const = 0;
  // cancel ends the connection; what is under way ends with WireError::closed.
  virtual void cancel() = 0;
};

}  // namespace valise::wire
