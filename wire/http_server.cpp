#include "wire/http_server.hpp"

#include <boost/beast/websocket/rfc6455.hpp>
#include <stdexcept>

namespace valise::wire {

using base::Bytes;
using base::Result;

// What is read of a stranger's body only to be dropped.
static constexpr std::size_t kDroppedOfStrangers = 1024 * 1024;

ServerExchange::ServerExchange(ByteStream& stream, HttpReader<true>& reader, const ListenerOptions& options,
                               std::function<void()> on_trust)
    : stream_(stream),
      reader_(reader),
      options_(options),
      on_trust_(std::move(on_trust)),
      body_until_(std::chrono::steady_clock::now() + options.http_body_timeout) {
  auto& parser = reader.parser();
  request_ = {.method = std::string(parser.get().method_string()),
              .target = std::string(parser.get().target()),
              .headers = headers_of(parser.get())};
  body_size_ = parser.content_length().value_or(0);
  acceptable_ = !parser.chunked();
  keep_alive_ = parser.keep_alive() && acceptable_;
}

asio::awaitable<Result<Bytes>> ServerExchange::read_body(std::size_t at_most) {
  auto chunk = co_await reader_.read_body(at_most, time_to_read());
  broken_ = broken_ || !chunk;
  co_return chunk;
}

// Who sends a byte now and then keeps to the time of each step, so there is one for all of them.
milliseconds ServerExchange::time_to_read() const {
  const auto left = std::chrono::duration_cast<milliseconds>(body_until_ - std::chrono::steady_clock::now());
  return std::clamp(left, milliseconds(1), options_.http_step_timeout);
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
  owed_ -= chunk.size();
  auto sent = co_await write_steps(stream_, chunk, options_.http_step_timeout);
  broken_ = broken_ || !sent;
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
  std::size_t dropped = 0;
  while (!broken_ && acceptable_ && !reader_.parser().is_done()) {
    auto some = co_await read_body(64 * 1024);
    if (some && some->empty()) break;
    if (some) dropped += some->size();
    if (!trusted_ && dropped >= kDroppedOfStrangers) broken_ = true;
  }
  co_return keep_alive_ && !broken_ && owed_ == 0;
}

HttpServer::HttpServer(ByteStream& stream, const ListenerOptions& options, PeerHandler& handler, ListenerCounters& counters,
                       std::function<void()> on_trust)
    : stream_(stream),
      options_(options),
      handler_(handler),
      counters_(counters),
      on_trust_(std::move(on_trust)),
      reader_(stream) {}

asio::awaitable<bool> HttpServer::serve() {
  auto timeout = options_.handshake_timeout;
  for (;;) {
    const auto head = co_await reader_.read_head(options_.head_limit, options_.body_limit, timeout);
    if (!head) {
      if (head.error().code != WireError::closed) ++counters_.heads_refused;
      co_await refuse(head.error());
      co_return false;
    }
    if (boost::beast::websocket::is_upgrade(reader_.parser().get())) co_return true;
    if (!co_await answer()) co_return false;
    timeout = options_.http_idle_timeout;
  }
}

asio::awaitable<bool> HttpServer::answer() {
  ServerExchange exchange(stream_, reader_, options_, on_trust_);
  if (exchange.acceptable()) {
    co_await handler_.on_request(exchange);
  } else {
    HttpResponseHead head{.status = 411};
    auto sent = co_await exchange.respond(std::move(head), {});
    static_cast<void>(sent);
  }
  co_return co_await exchange.finish();
}

asio::awaitable<void> HttpServer::refuse(const base::Error& why) {
  HttpResponseHead head{.status = 0};
  if (why.code == WireError::too_large) head.status = 413;
  if (why.code == WireError::protocol) head.status = 400;
  if (head.status == 0) co_return;
  handler_.on_refused(Turned::http);
  co_await answer_plainly(std::move(head));
}

asio::awaitable<void> HttpServer::answer_plainly(HttpResponseHead head) {
  const auto text = format_response(head, 0, false);
  auto sent = co_await write_all(stream_, base::as_bytes(text), options_.http_step_timeout);
  static_cast<void>(sent);
}

}  // namespace valise::wire
