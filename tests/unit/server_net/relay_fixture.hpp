// A relay on 127.0.0.1 over real stores in a temporary folder, in the test's own io_context, and clients that speak raw frames.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <future>

#include "keys/crypto/random.hpp"
#include "server/net/identity.hpp"
#include "server/net/relay.hpp"
#include "server/store/sqlcipher_store.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/directory/world.hpp"
#include "wire/connect.hpp"
#include "wire/https_client.hpp"

namespace valise::server::net::testing {

using base::Bytes;
using base::Result;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

// Client is one connection that has read its Hello.
class Client {
 public:
  Client(std::shared_ptr<wire::Connection> connection, v1::Hello hello)
      : connection_(std::move(connection)), hello_(std::move(hello)) {}

  [[nodiscard]] const v1::Hello& hello() const { return hello_; }
  wire::Connection& connection() { return *connection_; }

  asio::awaitable<void> send(v1::ClientFrame frame) {
    Bytes bytes(frame.ByteSizeLong());
    frame.SerializeToArray(bytes.data(), static_cast<int>(bytes.size()));
    auto written = co_await connection_->write(std::move(bytes));
    static_cast<void>(written);
  }
  // receive gives the next frame; one without body when the connection has ended or nothing came in time.
  asio::awaitable<v1::RelayFrame> receive() {
    v1::RelayFrame frame;
    auto bytes = co_await connection_->read(tests::kPatience);
    if (bytes) frame.ParseFromArray(bytes->data(), static_cast<int>(bytes->size()));
    co_return frame;
  }
  // ask sends a request and gives the answer to it; pushes that come in between are kept.
  asio::awaitable<v1::RelayFrame> ask(v1::ClientFrame frame) {
    const auto id = ++last_id_;
    frame.set_request_id(id);
    co_await send(std::move(frame));
    for (;;) {
      auto answer = co_await receive();
      if (answer.request_id() == id || answer.body_case() == v1::RelayFrame::BODY_NOT_SET) co_return answer;
      pushed.push_back(std::move(answer));
    }
  }
  // next_push gives what was kept, then what comes.
  asio::awaitable<v1::RelayFrame> next_push() {
    if (pushed.empty()) co_return co_await receive();
    auto frame = std::move(pushed.front());
    pushed.erase(pushed.begin());
    co_return frame;
  }

  std::vector<v1::RelayFrame> pushed;

 private:
  std::shared_ptr<wire::Connection> connection_;
  v1::Hello hello_;
  std::uint64_t last_id_ = 0;
};

class RelayTest : public ::testing::Test {
 public:
  RelayTest() {
    world.relay_id = tls.relay_id();
    world.append(world.relay(2), world.registrar()).value();
    world.append(world.device(laptop), world.odpp()).value();
    options.port = 0;
    options.log_origin = "valise.example/directory";
  }

  // run starts the relay, drives the test to its end, and drains the relay.
  void run(asio::awaitable<void> test) {
    open();
    bool finished = false;
    asio::co_spawn(io, whole(std::move(test)), [&](std::exception_ptr failure) {
      finished = true;
      if (failure) std::rethrow_exception(failure);
    });
    io.run_for(2 * tests::kPatience);
    EXPECT_TRUE(finished) << "the test did not come to its end";
    relay.reset();
  }

  asio::awaitable<std::unique_ptr<Client>> connect() {
    auto connection = co_await wire::connect_websocket("127.0.0.1", port(), tls.relay_id(), {});
    if (!connection) throw std::runtime_error(connection.error().message());
    (*connection)->set_read_limit(4 * 1024 * 1024);
    auto bytes = co_await (*connection)->read(tests::kPatience);
    v1::RelayFrame frame;
    if (bytes) frame.ParseFromArray(bytes->data(), static_cast<int>(bytes->size()));
    co_return std::make_unique<Client>(*connection, frame.hello());
  }
  asio::awaitable<std::unique_ptr<Client>> log_in(const directory::TestDevice* device) {
    auto client = co_await connect();
    auto proof = device_proof(*client, *device);
    auto answer = co_await client->ask(std::move(proof));
    EXPECT_TRUE(answer.has_authenticated());
    co_return client;
  }
  asio::awaitable<std::unique_ptr<Client>> log_in(const crypto::SigningKey* administrator) {
    auto client = co_await connect();
    v1::ClientFrame frame;
    auto& request = *frame.mutable_authenticate();
    request.set_administrator_key(base::to_string(administrator->verify_key().view()));
    const auto bytes = session_proof_bytes(challenge(*client), 2, administrator->verify_key().view());
    request.set_signature(base::to_string(crypto::sign_labelled(*administrator, "session", bytes)));
    auto answer = co_await client->ask(std::move(frame));
    EXPECT_TRUE(answer.has_authenticated());
    co_return client;
  }
  static Challenge challenge(Client& client) {
    Challenge out;
    out.relay = base::RelayId::parse(client.hello().relay_id()).value();
    std::ranges::copy(client.hello().nonce(), out.nonce.begin());
    out.binding = client.connection().channel_binding();
    return out;
  }
  static v1::ClientFrame device_proof(Client& client, const directory::TestDevice& device) {
    v1::ClientFrame frame;
    auto& request = *frame.mutable_authenticate();
    request.set_device_id(device.id.string());
    const auto bytes = session_proof_bytes(challenge(client), 1, device.id.view());
    request.set_signature(base::to_string(crypto::sign_labelled(device.transport_key, "session", bytes)));
    return frame;
  }

  // commit makes a request that creates (position 0) or changes a room.
  v1::ClientFrame commit(std::uint64_t position, std::vector<base::DeviceId> add) {
    v1::ClientFrame frame;
    auto& request = *frame.mutable_submit_commit();
    request.set_room_id(room.string());
    request.set_idempotency_key(world.random.id<base::IdempotencyKey>().string());
    request.set_expected_position(position);
    request.set_commit("commit");
    if (!add.empty()) request.set_welcome("welcome");
    for (const auto& device : add) request.add_add(device.string());
    return frame;
  }
  v1::ClientFrame message(std::string text) {
    v1::ClientFrame frame;
    auto& request = *frame.mutable_submit_message();
    request.set_room_id(room.string());
    request.set_idempotency_key(world.random.id<base::IdempotencyKey>().string());
    request.set_message(std::move(text));
    return frame;
  }
  static v1::ClientFrame subscribe(std::uint32_t credit) {
    v1::ClientFrame frame;
    frame.mutable_subscribe()->set_credit(credit);
    return frame;
  }
  v1::ClientFrame append(const v1::Statement& statement, const directory::Signers& signers) {
    v1::ClientFrame frame;
    frame.mutable_append_statement()->set_signed_statement(base::to_string(directory::World::sign(statement, signers)));
    return frame;
  }

  std::string port() const { return std::to_string(relay->port()); }
  asio::awaitable<void> pause(wire::milliseconds time) {
    asio::steady_timer timer(io, time);
    co_await timer.async_wait(asio::use_awaitable);
  }

  asio::io_context io{1};
  tests::TempFolder folder{"relay"};
  base::SystemClock clock;
  crypto::SystemRandom random;
  SilentLog events;
  wire::TlsServerContext tls = wire::TlsServerContext::ephemeral("test").value();
  directory::World world;
  directory::TestDevice laptop = world.new_device();
  base::RoomId room = world.random.id<base::RoomId>();
  RelayOptions options;
  alert::AlertSender* alert_sender = nullptr;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<store::AttachmentStore> attachments;
  std::unique_ptr<Relay> relay;

 private:
  void open() {
    const auto key = store::StoreKey::from_bytes(world.random.array<32>());
    store = store::open_store({.path = folder.path() / "relay.db", .limits = options.limits, .clock = &clock}, key).value();
    attachments =
        store::open_attachment_store({.path = folder.path() / "files.db", .limits = options.limits, .clock = &clock}, key, random)
            .value();
    relay = std::make_unique<Relay>(io.get_executor(),
                                    RelayParts{.store = *store,
                                               .attachments = *attachments,
                                               .clock = clock,
                                               .random = random,
                                               .events = events,
                                               .tls = tls,
                                               .log_key = crypto::SigningKey::from_seed(world.log_key.expose_seed()),
                                               .alert_sender = alert_sender},
                                    options);
  }
  asio::awaitable<void> whole(asio::awaitable<void> test) {
    co_await seed();
    auto started = co_await relay->start();
    if (!started) throw std::runtime_error(started.error().message());
    co_await std::move(test);
    co_await relay->drain(2s);
  }
  asio::awaitable<void> seed() {
    directory::DirectoryState before;
    std::vector<store::AppendEntry> entries;
    for (const auto& entry : world.entries) {
      entries.push_back(append_entry_of(entry, before));
      before.apply(entry).value();
    }
    std::promise<Result<>> done;
    store->seed_log(std::move(entries), [&](Result<> result) { done.set_value(std::move(result)); });
    done.get_future().get().value();
    co_return;
  }
};

}  // namespace valise::server::net::testing
