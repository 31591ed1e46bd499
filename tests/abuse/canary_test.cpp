// Nothing that a peer says or is gets into the log, at any level, or into the metrics (threat row 35): canaries in every field of
// every request, in HTTP heads and paths, in what is no frame, and in the configuration; in each of the forms in which they might
// be written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>

#include "base/text_encoding.hpp"
#include "tests/abuse/arena.hpp"
#include "tests/support/every_request.hpp"
#include "tests/support/json.hpp"
#include "wire/connect.hpp"
#include "wire/https_client.hpp"

namespace valise::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Frame = v1::ClientFrame;

// 16 bytes, which many fields must have; repeated for those of 32.
const std::string kCanary = "CanaryOfTheRelay";
const std::string kCanary32 = kCanary + kCanary;

// requests has the canary in each field that takes bytes or text; where only an address of somebody's is accepted, it is that of
// the device which speaks.
std::vector<Frame> requests() {
  return every_request({.id = kCanary,
                        .hash = kCanary32,
                        .signature = kCanary32 + kCanary32,
                        .text = kCanary,
                        .address = "at-bmj/duty",
                        .email = kCanary + "@valise.example",
                        .url = "https://localhost:9/" + kCanary});
}

TEST(Canary, SaysEveryRequestOfTheProtocol) {
  const auto numbers = request_numbers();
  EXPECT_GE(numbers.size(), 27U);
  EXPECT_EQ(said(requests()), numbers) << "tests/support/every_request.hpp lacks one";
}

// forms_of gives the ways in which bytes are written down.
std::vector<std::string> forms_of(const std::string& bytes) {
  const auto view = base::as_bytes(bytes);
  const auto hex = base::to_hex(view);
  const auto base64 = base::to_base64url(view);
  // Within a longer text the last letters depend on what follows, and the first ones on what came before.
  return {bytes, hex, hex.substr(0, 12), base64.substr(0, 16)};
}

void expect_silent(const std::string& text, const std::string& secret, const char* where) {
  for (const auto& form : forms_of(secret)) EXPECT_EQ(text.find(form), std::string::npos) << form << " in " << where;
}

asio::awaitable<void> say_everything(Arena& arena) {
  auto connection = co_await wire::connect_websocket("127.0.0.1", arena.endpoint().port, arena.relay_id(), {});
  if (!connection) throw std::runtime_error(connection.error().message());
  std::uint64_t id = 0;
  for (auto frame : requests()) {
    frame.set_request_id(++id);
    static_cast<void>((*connection)->try_write(base::to_bytes(frame.SerializeAsString())));
  }
  for (std::uint64_t n = 0; n <= id; ++n) {
    auto answer = co_await (*connection)->read(5s);
    if (!answer) break;
  }
  Peer device;
  co_await device.log_in(arena.endpoint(), arena.device(1));
  std::size_t channels = 0;
  for (const auto& frame : requests()) {
    if (!is_answered(frame)) {
      device.send(frame);
      continue;
    }
    const auto answer = co_await device.ask(frame);
    EXPECT_NE(answer.body_case(), v1::RelayFrame::BODY_NOT_SET) << frame.request_case();
    channels += answer.has_alert_channel_set() ? 1 : 0;
  }
  EXPECT_EQ(channels, 2U) << "an address and a URL were kept, and tried in vain";
  for (const auto& bytes : {"\x0a\xff" + kCanary, kCanary}) {  // no frames
    auto broken = co_await bench::log_in(arena.endpoint(), arena.device(3).id, arena.device(3).transport_key);
    static_cast<void>(broken->try_write(base::to_bytes(bytes)));
    auto answer = co_await broken->read(5s);
    EXPECT_TRUE(answer);
  }
}

asio::awaitable<void> ask_by_http(Arena& arena) {
  const auto hex = base::to_hex(base::as_bytes(kCanary));
  for (const auto* method : {"GET", "PUT", "POST", "HEAD", "BREW"}) {
    for (const auto& target : {"/" + kCanary, "/v1/attachments/" + hex, "/v1/attachments/" + kCanary, "/v1/directory/" + kCanary,
                               std::string("/v1/attachments"), "/v1/directory/tile/" + kCanary}) {
      auto client = co_await wire::HttpsClient::connect("127.0.0.1", arena.endpoint().port, arena.relay_id(), {});
      if (!client) throw std::runtime_error(client.error().message());
      wire::HttpRequestHead head{.method = method, .target = target, .headers = {}};
      for (const auto* name :
           {"Authorization", "Valise-Room", "Idempotency-Key", "Content-Range", "Range", "User-Agent", "Cookie"}) {
        head.headers.add(name, name == std::string("Authorization") ? "Bearer " + kCanary : kCanary);
      }
      head.headers.add(kCanary, kCanary);
      auto reply = co_await (*client)->request(head, {});
      EXPECT_TRUE(reply && reply->status >= 400);
    }
  }
}

// metrics_of reads them as Prometheus does.
asio::awaitable<std::string> metrics_of(int port) {
  asio::ip::tcp::socket socket(co_await asio::this_coro::executor);
  co_await socket.async_connect({asio::ip::make_address("127.0.0.1"), static_cast<unsigned short>(port)}, asio::use_awaitable);
  const auto request = "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) + "\r\nConnection: close\r\n\r\n";
  co_await asio::async_write(socket, asio::buffer(request), asio::use_awaitable);
  std::string text;
  boost::system::error_code ended;
  co_await asio::async_read(socket, asio::dynamic_buffer(text), asio::redirect_error(asio::use_awaitable, ended));
  co_return text;
}

TEST(Canary, NothingThatPeersSayIsLoggedOrCounted) {
  const int port = free_port();
  Arena arena(4, {{"VALISE_RELAY_LOG_LEVEL", "debug"},
                  {"VALISE_RELAY_DEVICE_MESSAGES_PER_MINUTE", "1000"},
                  {"VALISE_RELAY_ALERTS_SMTP_SERVER", "127.0.0.1:9"},
                  {"VALISE_RELAY_ALERTS_SMTP_TLS", "none"},
                  {"VALISE_RELAY_ALERTS_FROM", "relay@valise.example"},
                  {"VALISE_RELAY_ALERTS_WEBHOOK_HOSTS", "localhost"},
                  {"VALISE_RELAY_ALERTS_WEBHOOK_NETWORKS", "127.0.0.0/8"},
                  {"VALISE_RELAY_OPERATION_LISTEN", "127.0.0.1:" + std::to_string(port)}});
  std::string metrics;
  perform([](Arena* a, int at, std::string* out) -> asio::awaitable<void> {
    co_await say_everything(*a);
    co_await ask_by_http(*a);
    *out = co_await metrics_of(at);
  }(&arena, port, &metrics));
  EXPECT_EQ(arena.relay().stop(), 0);
  const auto log = read_file(arena.relay().log().string() + ".err") + read_file(arena.relay().log().string() + ".out");
  EXPECT_THAT(log, HasSubstr("event=session-authenticated")) << "the debug level is on";
  EXPECT_THAT(log, HasSubstr("event=alert-channel-failed"));
  EXPECT_THAT(metrics, HasSubstr("valise_requests_total"));
  std::vector<std::string> secrets{kCanary, "127.0.0.1:5", "ke-odpp", "at-bmj", "officer"};
  for (std::size_t n = 0; n < 4; ++n) secrets.push_back(arena.device(n).id.string());
  for (const auto& secret : secrets) {
    expect_silent(log, secret, "the log");
    expect_silent(metrics, secret, "the metrics");
  }
}

// What stands in a configuration that is refused is named by its place and not repeated.
TEST(Canary, NoValueOfTheConfigurationIsRepeated) {
  const TempFolder folder("valise-canary");
  const std::string complete = "data_dir = \"/var/lib/valise\"\nname = \"vienna-1\"\norigin = \"valise.example/directory\"\n";
  for (const auto* key :
       {"listen", "log_level", "retention_days", "witnesses", "name", "device_messages_per_minute", "database_key_file"}) {
    write_file(folder / "valised.toml", complete + (key == std::string("name") ? "#" : "") + key + " = \"" + kCanary + "\"\n");
    const auto refused =
        run({.arguments = {program("valised"), "check-config", "--config", folder / "valised.toml"}, .environment = {}});
    EXPECT_THAT(refused.out + refused.err, Not(HasSubstr(kCanary))) << key;
    const auto variable = run({.arguments = {program("valised"), "check-config", "--config", folder / "valised.toml"},
                               .environment = {{"VALISE_RELAY_LISTEN", kCanary}}});
    EXPECT_THAT(variable.out + variable.err, Not(HasSubstr(kCanary)));
  }
  write_file(folder / "valised.toml", complete + "listen = \"" + kCanary);  // no end
  const auto broken =
      run({.arguments = {program("valised"), "check-config", "--config", folder / "valised.toml"}, .environment = {}});
  EXPECT_EQ(broken.code, 2);
  EXPECT_THAT(broken.out + broken.err, Not(HasSubstr(kCanary)));
}

}  // namespace
}  // namespace valise::tests
