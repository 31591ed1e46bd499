#include "wire/http_server.hpp"

#include <stdexcept>

namespace valise::wire {

using base::Bytes;
using base::Result;

ServerExchange::ServerExchange(TlsStream& stream, HttpReader<true>& reader, const ListenerOptions& options)
    : stream_(stream), reader_(reader), options_(options) {
  auto& parser = reader.parser();
  request_ = {.method = std::string(parser.get().method_string()),
              .target = std::string(parser.get().target()),
              .headers = headers_of(parser.get())};
  body_size_ = parser.content_length().value_or(0);
  acceptable_ = !parser.chunked();
  keep_alive_ = parser.keep_alive() && acceptable_;
}

asio::awaitable<Result<Bytes>> ServerExchange::read_body(std::size_t at_most) {
  auto chunk = co_await reader_.read_body(at_most, options_.http_step_timeout);
  broken_ = broken_ || !chunk;
  co_return chunk;
}

asio::awaitable<Result<>> ServerExchange::begin(HttpResponseHead head, std::uint64_t content_length) {
  if (std::exchange(answered_, true)) throw std::logic_error("an HTTP request answered twice");
  const bool bodiless = request_.method == "HEAD" || head.status == 204;
  owed_ = bodiless ? 0 : content_length;
  const auto text = format_response(head, content_length, keep_alive_);
  auto sent = co_await write_all(stream_, base::as_bytes(text), options_.http_step_timeout);
  broken_ = broken_ || !sent;
  co_return sent;
}

asio::awaitable<Result<>> ServerExchange::write_body(Bytes chunk) {
  if (chunk.size() > owed_) throw std::logic_error("more HTTP body than announced");
  auto sent = co_await write_all(stream_, chunk, options_.http_step_timeout);
  broken_ = broken_ || !sent;
  owed_ -= chunk.size();
  co_return sent;
}

asio::awaitable<Result<>> ServerExchange::respond(HttpResponseHead head, Bytes body) {
  auto begun = co_await begin(std::move(head), body.size());
  if (!begun || owed_ == 0) co_return begun;
  co_return co_await write_body(std::move(body));
}

asio::awaitable<bool> ServerExchange::finish() {
  if (!answered_ && !broken_) {
    keep_alive_ = false;
    HttpResponseHead failed{.status = 500};
    auto sent = co_await respond(std::move(failed), {});
    static_cast<void>(sent);
  }
  // Read to the end also before closing: a close with unread input resets the connection and may lose the answer.
  while (!broken_ && acceptable_ && !reader_.parser().is_done()) {
    auto dropped = co_await read_body(64 * 1024);
    if (dropped && dropped->empty()) break;
  }
  co_return keep_alive_ && !broken_ && owed_ == 0;
}

}  // namespace valise::wire
