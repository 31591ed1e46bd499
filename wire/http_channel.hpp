// HttpReader and head formatting over a stream, for both ends. Inside wire only.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/version.hpp>

#include "wire/byte_stream.hpp"
#include "wire/http.hpp"
#include "wire/watchdog.hpp"

namespace valise::wire {

// HttpReader parses one head and body after the other from a stream, which must outlive it. Limits hold before anything is
// allocated.
template <bool is_request>
class HttpReader {
 public:
  using Parser = boost::beast::http::parser<is_request, boost::beast::http::buffer_body>;

  explicit HttpReader(ByteStream& stream) : stream_(stream), watchdog_(stream.get_executor()) {}

  // read_head gives closed at a clean end between two heads.
  [[nodiscard]] asio::awaitable<base::Result<>> read_head(std::uint32_t head_limit, std::uint64_t body_limit,
                                                          milliseconds timeout, bool without_body = false) {
    parser_.emplace();
    parser_->header_limit(head_limit);
    parser_->body_limit(body_limit);
    parser_->skip(without_body);
    watchdog_.arm(timeout, [this] { stream_.close(); });
    while (!parser_->is_header_done()) {
      auto parsed = co_await parse_some();
      if (!parsed) co_return pass_on(parsed);
    }
    watchdog_.disarm();
    co_return base::Result<>{};
  }

  // read_body gives what one read brings, so no more is set aside for it.
  [[nodiscard]] asio::awaitable<base::Result<base::Bytes>> read_body(std::size_t at_most, milliseconds timeout) {
    base::Bytes out(std::min<std::uint64_t>(std::min(at_most, kRead), parser_->content_length_remaining().value_or(0)));
    auto& body = parser_->get().body();
    body.data = out.data();
    body.size = out.size();
    watchdog_.arm(timeout, [this] { stream_.close(); });
    while (body.size == out.size() && !parser_->is_done()) {
      auto parsed = co_await parse_some();
      if (!parsed) co_return pass_on(parsed);
    }
    watchdog_.disarm();
    out.resize(out.size() - body.size);
    co_return out;
  }

  [[nodiscard]] Parser& parser() { return *parser_; }
  // leftover: bytes came after what has been parsed.
  [[nodiscard]] bool leftover() const { return !buffer_.empty(); }

 private:
  // parse_some hands what is there to the parser, or reads more if that does not suffice.
  asio::awaitable<base::Result<>> parse_some() {
    namespace http = boost::beast::http;
    boost::system::error_code error = http::error::need_more;
    if (!buffer_.empty()) {
      const auto used = parser_->put(asio::buffer(buffer_), error);
      buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(used));
    }
    if (!error || error == http::error::need_buffer) co_return base::Result<>{};
    if (error == http::error::need_more) co_return co_await fill();
    const bool large = error == http::error::header_limit || error == http::error::body_limit;
    co_return base::fail(large ? WireError::too_large : WireError::protocol, "HTTP");
  }

  asio::awaitable<base::Result<>> fill() {
    const auto had = buffer_.size();
    buffer_.resize(had + kRead);
    const auto came = co_await stream_.read_some(base::MutableBytes(buffer_).subspan(had));
    buffer_.resize(had + came.size);
    if (watchdog_.expired()) co_return base::fail(WireError::timeout);
    if (came.error) co_return base::fail(WireError::closed);
    co_return base::Result<>{};
  }

  static constexpr std::size_t kRead = 16 * 1024;

  ByteStream& stream_;
  std::optional<Parser> parser_;
  base::Bytes buffer_;
  Watchdog watchdog_;
};

// write_all sends everything within `timeout` or fails.
[[nodiscard]] asio::awaitable<base::Result<>> write_all(ByteStream& stream, base::ByteView data, milliseconds timeout);

// write_steps sends a body of any size; each 64 KiB has `timeout` to get through.
[[nodiscard]] asio::awaitable<base::Result<>> write_steps(ByteStream& stream, base::ByteView data, milliseconds timeout);

// headers_of copies a parsed head's fields.
template <class Fields>
HttpHeaders headers_of(const Fields& fields) {
  HttpHeaders out;
  for (const auto& field : fields) out.add(std::string(field.name_string()), std::string(field.value()));
  return out;
}

// format_* make a head in wire form. A header value with a line end in it is a bug of the caller and throws.
[[nodiscard]] std::string format_request(const HttpRequestHead& head, std::string_view host, std::uint64_t content_length);
[[nodiscard]] std::string format_response(const HttpResponseHead& head, std::uint64_t content_length, bool keep_alive);

}  // namespace valise::wire
