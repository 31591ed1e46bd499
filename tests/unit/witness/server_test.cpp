#include "witness/server.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "base/text_encoding.hpp"
#include "keys/crypto/hash.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/witness/lying_log.hpp"
#include "wire/https_client.hpp"
#include "witness/config.hpp"
#include "witness/folder_memory.hpp"
#include "witness/witness_error.hpp"

namespace valise::witness {
namespace {

namespace asio = wire::asio;
using testing::LyingLog;

struct Reply {
  unsigned status = 0;
  std::string body;
  std::string content_type;
};

struct ServerTest : ::testing::Test {
  asio::awaitable<Reply> call(std::string method, std::string target, std::string body = {}) {
    auto client = co_await wire::HttpsClient::connect("127.0.0.1", std::to_string(listener->port()), tls.relay_id(), {});
    wire::HttpRequestHead head{.method = std::move(method), .target = std::move(target), .headers = {}};
    auto reply = co_await (*client)->request(std::move(head), base::as_bytes(body));
    if (!reply) throw std::runtime_error(reply.error().message());
    Reply out{.status = reply->status, .body = {}, .content_type = std::string(reply->headers.find("Content-Type").value_or(""))};
    while (out.body.size() < reply->body_size) {
      auto chunk = co_await (*client)->read_body(4096);
      if (!chunk || chunk->empty()) break;
      out.body += base::to_string(*chunk);
    }
    co_return out;
  }
  void run(asio::awaitable<void> test) {
    listener = wire::Listener::open(io.get_executor(), "127.0.0.1", 0, tls, WitnessServer::options(), server).value();
    bool finished = false;
    asio::co_spawn(io, whole(std::move(test)), [&](std::exception_ptr failure) {
      finished = true;
      if (failure) std::rethrow_exception(failure);
    });
    io.run_for(std::chrono::seconds(20));
    EXPECT_TRUE(finished);
  }
  asio::awaitable<void> whole(asio::awaitable<void> test) {
    co_await std::move(test);
    co_await listener->finish();
  }

  tests::TempFolder folder{"witness"};
  LyingLog log;
  testing::SetClock clock;
  testing::SeededRandom random{3};
  asio::io_context io{1};
  wire::TlsServerContext tls = wire::TlsServerContext::ephemeral("test").value();
  FolderMemory memory = FolderMemory::open(folder / "heads").value();
  CheckpointWitness witness{
      "witness.example/w1", crypto::SigningKey::generate(random), {{LyingLog::origin, {log.key().verify_key()}}}, memory, clock};
  std::vector<Outcome> heard;
  WitnessServer server{witness, [this](const Answer& answer) { heard.push_back(answer.outcome); }};
  std::unique_ptr<wire::Listener> listener;
};

asio::awaitable<void> speak(ServerTest& t) {
  auto added = co_await t.call("POST", "/add-checkpoint", t.log.request(0, 0, 8).format());
  EXPECT_EQ(added.status, 200U);
  EXPECT_TRUE(directory::parse_signatures(added.body));
  auto conflict = co_await t.call("POST", "/add-checkpoint", t.log.request(0, 5, 13).format());
  EXPECT_EQ(conflict.status, 409U);
  EXPECT_EQ(conflict.body, "8\n");
  EXPECT_EQ(conflict.content_type, "text/x.tlog.size");
  auto fork = co_await t.call("POST", "/add-checkpoint", t.log.request(1, 8, 13).format());
  EXPECT_EQ(fork.status, 422U);
  EXPECT_EQ(t.heard, (std::vector{Outcome::cosigned, Outcome::other_size, Outcome::inconsistent}));

  const auto hash = base::to_hex(crypto::Sha256::of(base::as_bytes(LyingLog::origin)));
  auto shown = co_await t.call("GET", "/" + hash + "/checkpoint");
  EXPECT_EQ(shown.status, 200U);
  EXPECT_EQ(shown.body, t.log.note(0, 8).format() + added.body);
  auto absent = co_await t.call("GET", "/00/checkpoint");
  EXPECT_EQ(absent.status, 404U);
  auto method = co_await t.call("GET", "/add-checkpoint");
  EXPECT_EQ(method.status, 405U);
  auto path = co_await t.call("POST", "/sign-subtree", "x");
  EXPECT_EQ(path.status, 404U);
  std::string large(directory::WitnessRequest::max_size + 1, 'x');
  auto too_large = co_await t.call("POST", "/add-checkpoint", std::move(large));
  EXPECT_EQ(too_large.status, 413U);
}

TEST_F(ServerTest, SpeaksTheProtocol) { run(speak(*this)); }

TEST(WitnessConfig, WritesWhatItReadsAndRefusesTheRest) {
  const tests::TempFolder folder("witness-config");
  const LyingLog log;
  const Config config{.data_dir = "/var/lib/w",
                      .name = "witness.example/w1",
                      .listen = "[::1]:9000",
                      .logs = {directory::verifier_key(LyingLog::origin, log.key().verify_key())}};
  tests::write_file(folder / "good.toml", config_text(config));
  const auto read = load_config(folder / "good.toml");
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->listen, config.listen);
  EXPECT_EQ(read->logs, config.logs);
  EXPECT_EQ(logs_of(*read).at(LyingLog::origin).size(), 1U);

  const auto error = [&](const std::string& text) {
    tests::write_file(folder / "bad.toml", text);
    return load_config(folder / "bad.toml").error().code;
  };
  EXPECT_EQ(load_config(folder / "none.toml").error().code, WitnessError::config_unreadable);
  EXPECT_EQ(error("name = "), WitnessError::config_syntax);
  EXPECT_EQ(error(config_text(config) + "x = 1\n"), WitnessError::unknown_setting);
  EXPECT_EQ(error("name = 1\n"), WitnessError::bad_value);
  EXPECT_EQ(error(""), WitnessError::missing_setting);
  auto changed = config;
  changed.name = "with blank";
  EXPECT_EQ(error(config_text(changed)), WitnessError::bad_value);
  changed = config;
  changed.listen = "localhost:1";
  EXPECT_EQ(error(config_text(changed)), WitnessError::bad_value);
  changed = config;
  changed.logs = {directory::verifier_key(LyingLog::origin, log.key().verify_key(), directory::NoteAlgorithm::cosignature)};
  EXPECT_EQ(error(config_text(changed)), WitnessError::bad_value) << "a witness's key is no log's key";
}

}  // namespace
}  // namespace valise::witness
