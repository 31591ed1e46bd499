#include "test_relay.hpp"

#include <algorithm>
#include <charconv>

namespace valise::sdk::net {
namespace {

base::Bytes bytes_of(const google::protobuf::MessageLite& message) { return base::to_bytes(message.SerializeAsString()); }

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

wire::HttpResponseHead status(unsigned code) { return {.status = code}; }

}  // namespace

asio::awaitable<void> TestRelay::on_session(std::shared_ptr<Connection> connection) {
  connections.push_back(connection);
  connection->set_read_limit(4 * 1024 * 1024);
  if (say_hello) {
    v1::RelayFrame greeting;
    *greeting.mutable_hello() = hello;
    auto greeted = co_await connection->write(bytes_of(greeting));
    if (!greeted) co_return;
  }
  for (;;) {
    auto message = co_await connection->read(wire::kNoDeadline);
    if (!message) break;
    v1::ClientFrame frame;
    if (!frame.ParseFromArray(message->data(), static_cast<int>(message->size()))) break;
    received.push_back(frame);
    if (raw) static_cast<void>(connection->try_write(*std::exchange(raw, std::nullopt)));
    std::vector<v1::RelayFrame> answers;
    if (frame.has_authenticate()) {
      answers.push_back(authenticate(*connection, frame));
    } else {
      answers = on_frame(frame);
    }
    for (const auto& answer : answers) static_cast<void>(connection->try_write(bytes_of(answer)));
  }
  std::erase(connections, connection);
}

v1::RelayFrame TestRelay::authenticate(const Connection& connection, const v1::ClientFrame& frame) const {
  const auto& proof = frame.authenticate();
  const bool device = proof.identity_case() == v1::Authenticate::kDeviceId;
  base::Bytes message = base::to_bytes(hello.relay_id() + hello.nonce());
  base::append(message, connection.channel_binding());
  message.push_back(device ? 1 : 2);
  base::append(message, base::as_bytes(device ? proof.device_id() : proof.administrator_key()));
  v1::RelayFrame answer;
  answer.set_request_id(frame.request_id());
  if (admitted && crypto::verify_labelled(*admitted, "session", message, base::as_bytes(proof.signature()))) {
    answer.mutable_authenticated()->set_time_ms(1);
  } else {
    answer.mutable_failure()->set_code(v1::FAILURE_CODE_NOT_AUTHENTICATED);
  }
  return answer;
}

asio::awaitable<void> TestRelay::on_request(wire::HttpExchange& exchange) {
  const auto& request = exchange.request();
  http_requests.push_back(request.method + " " + request.target);
  if (request.headers.find("Authorization") != "Bearer " + token) {
    auto sent = co_await exchange.respond(status(401), {});
    static_cast<void>(sent);
    co_return;
  }
  if (request.method == "POST") {
    files["/v1/attachments/" + std::string(32, 'a')].size = number(request.headers.find("Valise-Size").value_or("0"));
    auto head = status(201);
    head.headers.add("Valise-Attachment", std::string(32, 'a'));
    auto sent = co_await exchange.respond(std::move(head), {});
    static_cast<void>(sent);
    co_return;
  }
  const auto place = files.find(request.target);
  if (place == files.end()) {
    auto sent = co_await exchange.respond(status(404), {});
    static_cast<void>(sent);
    co_return;
  }
  auto& file = place->second;
  if (request.method == "PUT") co_await take_chunk(exchange, file);
  if (request.method == "GET") co_await give(exchange, file);
  if (request.method == "HEAD") {
    auto head = status(200);
    head.headers.add("Valise-Received", std::to_string(file.content.size()));
    auto sent = co_await exchange.begin(std::move(head), file.size);
    static_cast<void>(sent);
  }
}

asio::awaitable<void> TestRelay::take_chunk(wire::HttpExchange& exchange, StoredFile& file) {
  std::string chunk;
  for (;;) {
    auto part = co_await exchange.read_body(64 * 1024);
    if (!part) co_return;
    if (part->empty()) break;
    chunk += base::as_text(*part);
  }
  const auto range = std::string(exchange.request().headers.find("Content-Range").value_or(""));
  const auto first = number(std::string_view(range).substr(6));
  const auto expected =
      "bytes " + std::to_string(first) + "-" + std::to_string(first + chunk.size() - 1) + "/" + std::to_string(file.size);
  const bool fits = range == expected && first % (1024 * 1024) == 0 && first <= file.content.size();
  const auto kept = fits ? std::string_view(file.content).substr(first, chunk.size()) : std::string_view();
  const bool same = fits && std::string_view(chunk).starts_with(kept);
  if (same && first + chunk.size() > file.content.size()) file.content.replace(first, std::string::npos, chunk);
  auto sent = co_await exchange.respond(status(same ? 204 : 409), {});
  static_cast<void>(sent);
}

asio::awaitable<void> TestRelay::give(wire::HttpExchange& exchange, const StoredFile& file) {
  std::uint64_t first = 0;
  auto head = status(200);
  if (const auto range = exchange.request().headers.find("Range")) {
    head.status = 206;
    first = number(range->substr(6));
    head.headers.add("Content-Range", "bytes " + std::string(range->substr(6)) + "/" + std::to_string(file.content.size()));
  }
  const auto drop = std::exchange(drop_after, std::nullopt);
  auto sent = co_await exchange.begin(std::move(head), file.content.size() - first);
  const auto end = std::min<std::size_t>(file.content.size(), drop ? first + *drop : std::string::npos);
  for (auto at = first; sent && at < end; at += 100'000) {
    sent = co_await exchange.write_body(base::to_bytes(file.content.substr(at, std::min<std::size_t>(100'000, end - at))));
  }
}

NetTest::NetTest() {
  relay_.hello.set_protocol_version(1);
  relay_.hello.set_nonce(std::string(32, 'n'));
  relay_.hello.set_relay_id(context_.relay_id().string());
  relay_.hello.set_directory_id(filled<base::DirectoryId>(5).string());
  relay_.hello.set_max_frame(2 * 1024 * 1024);
  listener_ = wire::Listener::open(io_.get_executor(), "127.0.0.1", 0, context_, {}, relay_).value();
}

NetTest::~NetTest() {
  auto end = [](wire::Listener& listener) -> asio::awaitable<bool> {
    co_await listener.finish();
    co_return true;
  };
  finish(end(*listener_));
  settle(milliseconds(1));
}

Answer<std::shared_ptr<RelaySession>> NetTest::connect(Credential credential, SessionOptions options) {
  return finish(RelaySession::connect(endpoint(), std::move(credential), options));
}

void NetTest::push(const v1::RelayFrame& frame) { push_raw(bytes_of(frame)); }
void NetTest::push_raw(base::Bytes bytes) {
  ASSERT_FALSE(relay_.connections.empty());
  EXPECT_TRUE(relay_.connections.back()->try_write(std::move(bytes)));
}

v1::RelayFrame NetTest::delivery(std::uint64_t seq, std::size_t size) {
  v1::RelayFrame frame;
  frame.mutable_delivery()->set_mailbox_seq(seq);
  frame.mutable_delivery()->set_room_id(std::string(32, 'r'));
  frame.mutable_delivery()->set_message(std::string(size, 'm'));
  return frame;
}

v1::ClientFrame NetTest::get_room() {
  v1::ClientFrame frame;
  frame.mutable_get_room()->set_room_id(std::string(32, 'r'));
  return frame;
}

}  // namespace valise::sdk::net
