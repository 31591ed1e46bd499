#include "witness/server.hpp"

#include "keys/directory/witness_request.hpp"

namespace valise::witness {
namespace {

namespace asio = wire::asio;
using base::Result;

constexpr std::string_view kAdd = "/add-checkpoint";
constexpr std::string_view kCheckpoint = "/checkpoint";

asio::awaitable<void> respond(wire::HttpExchange& exchange, unsigned status, std::string content_type, std::string body) {
  wire::HttpResponseHead head{.status = status, .headers = {}};
  if (!content_type.empty()) head.headers.add("Content-Type", std::move(content_type));
  auto sent = co_await exchange.respond(std::move(head), base::to_bytes(std::string_view(body)));
  static_cast<void>(sent);  // the listener closes what is broken
}

asio::awaitable<Result<std::string>> whole_body(wire::HttpExchange& exchange) {
  std::string whole;
  while (whole.size() < exchange.body_size()) {  // bounded by the listener's body limit
    auto chunk = co_await exchange.read_body(16 * 1024);
    if (!chunk) co_return pass_on(chunk);
    if (chunk->empty()) break;
    whole += base::to_string(*chunk);
  }
  co_return whole;
}

}  // namespace

wire::ListenerOptions WitnessServer::options() {
  wire::ListenerOptions out;
  out.door.connections = 256;
  out.body_limit = directory::WitnessRequest::max_size;
  return out;
}

// There are no sessions here; the connection ends with its owner.
asio::awaitable<void> WitnessServer::on_session(std::shared_ptr<wire::Connection> connection) {
  connection->cancel();
  co_return;
}

asio::awaitable<void> WitnessServer::on_request(wire::HttpExchange& exchange) {
  const auto& request = exchange.request();
  const std::string_view target = request.target;
  if (target == kAdd) {
    if (request.method == "POST") co_return co_await add_checkpoint(exchange);
    co_return co_await respond(exchange, 405, {}, {});
  }
  if (target.starts_with('/') && target.ends_with(kCheckpoint) && target.size() > kCheckpoint.size()) {
    if (request.method != "GET") co_return co_await respond(exchange, 405, {}, {});
    std::string hash(target.substr(1, target.size() - 1 - kCheckpoint.size()));
    co_return co_await show_checkpoint(exchange, std::move(hash));
  }
  co_await respond(exchange, 404, {}, {});
}

asio::awaitable<void> WitnessServer::add_checkpoint(wire::HttpExchange& exchange) {
  const auto body = co_await whole_body(exchange);
  if (!body) co_return;
  auto answer = witness_.add_checkpoint(*body);
  on_answer_(answer);
  co_await respond(exchange, answer.status, std::move(answer.content_type), std::move(answer.body));
}

asio::awaitable<void> WitnessServer::show_checkpoint(wire::HttpExchange& exchange, std::string origin_hash) {
  auto note = witness_.latest(origin_hash);
  if (!note) co_return co_await respond(exchange, 404, {}, {});
  co_await respond(exchange, 200, "text/plain; charset=utf-8", std::move(*note));
}

}  // namespace valise::witness
