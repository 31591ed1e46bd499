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

// every_request has the canary in each field that takes bytes or text.
std::vector<Frame> every_request() {
  std::vector<Frame> out;
  const auto add = [&out]() -> Frame& { return out.emplace_back(); };
  auto& authenticate = *add().mutable_authenticate();
  authenticate.set_device_id(kCanary);
  authenticate.set_signature(kCanary32 + kCanary32);
  add().mutable_authenticate()->set_administrator_key(kCanary32);
  add().mutable_get_log()->set_invite_hash(kCanary32);
  add().mutable_append_statement()->set_signed_statement(kCanary);
  add().mutable_get_proof()->set_tree_size(1);
  add().mutable_register_invite()->set_invite_registration(kCanary);
  auto& enrolment = *add().mutable_submit_enrolment();
  enrolment.set_invite_hash(kCanary32);
  enrolment.set_enrolment_request(kCanary);
  add().mutable_fetch_enrolment()->set_invite_hash(kCanary32);
  auto& publish = *add().mutable_publish_key_packages();
  publish.add_key_packages(kCanary);
  publish.set_last_resort(kCanary);
  auto& claim = *add().mutable_claim_key_packages();
  claim.add_device_ids(kCanary);
  claim.set_idempotency_key(kCanary);
  add().mutable_count_key_packages();
  auto& commit = *add().mutable_submit_commit();
  commit.set_room_id(kCanary32);
  commit.set_idempotency_key(kCanary);
  commit.set_commit(kCanary);
  commit.set_welcome(kCanary);
  commit.add_add(kCanary);
  commit.add_remove(kCanary);
  auto& created = *add().mutable_submit_commit();
  created.set_room_id(kCanary32);
  created.set_idempotency_key(kCanary);
  created.set_commit(kCanary);
  auto& message = *add().mutable_submit_message();
  message.set_room_id(kCanary32);
  message.set_idempotency_key(kCanary32.substr(8, 16));
  message.set_message(kCanary);
  message.set_post(kCanary);
  add().mutable_get_room()->set_room_id(kCanary32);
  add().mutable_acknowledge()->set_mailbox_seq(99);
  add().mutable_get_attachment_token();
  add().mutable_submit_proposal()->set_signed_statement(kCanary);
  add().mutable_list_proposals()->set_authority_id(kCanary);
  add().mutable_withdraw_proposal()->set_proposal_id(kCanary32);
  add().mutable_refuse_proposal()->set_refusal(kCanary);
  add().mutable_subscribe()->set_credit(10);
  return out;
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
  for (auto frame : every_request()) {
    frame.set_request_id(++id);
    static_cast<void>((*connection)->try_write(base::to_bytes(frame.SerializeAsString())));
  }
  for (std::uint64_t n = 0; n <= id; ++n) {
    auto answer = co_await (*connection)->read(5s);
    if (!answer) break;
  }
  Peer device;
  co_await device.log_in(arena.endpoint(), arena.device(1));
  std::size_t answered = 0;
  for (const auto& frame : every_request()) answered += (co_await device.ask(frame)).body_case() != 0 ? 1 : 0;
  EXPECT_EQ(answered, every_request().size());
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
