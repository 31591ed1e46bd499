// The HTTP/1.1 that attachments need: heads as plain data, bodies as a stream of bounded chunks. Bodies have a Content-Length;
// chunked transfer is refused.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "wire/asio.hpp"
#include "wire/wire_error.hpp"

namespace valise::wire {

struct HttpHeader {
  std::string name;
  std::string value;
};

// HttpHeaders keeps the order sent. Names compare without regard to case.
struct HttpHeaders {
  std::vector<HttpHeader> fields;

  // find gives the value if the header is there exactly once.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  HttpHeaders& add(std::string name, std::string value) {
    fields.push_back({std::move(name), std::move(value)});
    return *this;
  }
};

struct HttpRequestHead {
  std::string method;
  std::string target;
  HttpHeaders headers;
};

struct HttpResponseHead {
  unsigned status = 200;
  HttpHeaders headers;  // without Content-Length, which is added
};

// HttpExchange is one request being answered by a server; it belongs to the coroutine that was given it.
class HttpExchange {
 public:
  virtual ~HttpExchange() = default;
  [[nodiscard]] virtual const HttpRequestHead& request() const = 0;
  // body_size is the Content-Length, 0 without a body.
  [[nodiscard]] virtual std::uint64_t body_size() const = 0;
  // read_body gives between 1 and `at_most` bytes; nothing more at the end of the body: empty.
  [[nodiscard]] virtual asio::awaitable<base::Result<base::Bytes>> read_body(std::size_t at_most) = 0;

  // respond sends a complete answer. To a HEAD request use begin.
  [[nodiscard]] virtual asio::awaitable<base::Result<>> respond(HttpResponseHead head, base::Bytes body) = 0;
  // begin sends the head of an answer whose body of `content_length` bytes follows by write_body (for HEAD none follows).
  [[nodiscard]] virtual asio::awaitable<base::Result<>> begin(HttpResponseHead head, std::uint64_t content_length) = 0;
  [[nodiscard]] virtual asio::awaitable<base::Result<>> write_body(base::Bytes chunk) = 0;

  // trust: the peer has proved who it is, so its connection does not count as a stranger's any more.
  virtual void trust() {}
  [[nodiscard]] virtual std::string peer_address() const = 0;
  // peer_group: see Connection.
  [[nodiscard]] virtual std::string peer_group() const { return peer_address(); }
};

}  // namespace valise::wire
