// A relay for tests on wire's listener: it says hello, checks the proof, and then does what the test tells it. Everything runs in
// the test's own io_context.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <functional>
#include <map>

#include "client-sdk/net/relay_session.hpp"
#include "client-sdk/net/run.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/seeded_random.hpp"
#include "wire/listener.hpp"

namespace valise::sdk::net {

using tests::SeededRandom;

template <class Id>
Id filled(base::Byte byte) {
  base::ByteArray<Id::size> bytes;
  bytes.fill(byte);
  return Id(bytes);
}

// StoredFile is an attachment as the test's relay has it.
struct StoredFile {
  std::string content;  // what was received
  std::uint64_t size = 0;
};

class TestRelay final : public wire::PeerHandler {
 public:
  using Connection = wire::Connection;

  // Answers to frames, in the order in which `on_frame` wants to give them. Nothing: the relay stays silent.
  std::function<std::vector<v1::RelayFrame>(const v1::ClientFrame&)> on_frame = [](const v1::ClientFrame& frame) {
    v1::RelayFrame answer;
    answer.set_request_id(frame.request_id());
    answer.mutable_done();
    return std::vector{answer};
  };
  // What is sent raw in answer to the next frame, before on_frame's.
  std::optional<base::Bytes> raw;
  bool say_hello = true;
  v1::Hello hello;
  std::optional<crypto::VerifyKey> admitted;  // key whose proof is taken; none: every proof is refused
  std::vector<v1::ClientFrame> received;
  std::vector<std::shared_ptr<Connection>> connections;

  std::map<std::string, StoredFile> files;  // by target
  std::string token = "token-1";
  std::size_t tokens_given = 0;
  std::vector<std::string> http_requests;  // method and target
  std::optional<std::size_t> drop_after;   // end a download after so many bytes, once

  asio::awaitable<void> on_session(std::shared_ptr<Connection> connection) override;
  asio::awaitable<void> on_request(wire::HttpExchange& exchange) override;

 private:
  v1::RelayFrame authenticate(const Connection& connection, const v1::ClientFrame& frame) const;
  asio::awaitable<void> take_chunk(wire::HttpExchange& exchange, StoredFile& file);
  asio::awaitable<void> give(wire::HttpExchange& exchange, const StoredFile& file);
};

class NetTest : public testing::Test {
 protected:
  NetTest();
  ~NetTest() override;

  [[nodiscard]] RelayEndpoint endpoint() const { return {"127.0.0.1:" + std::to_string(listener_->port()), context_.relay_id()}; }
  // connect gives a session or the error.
  Answer<std::shared_ptr<RelaySession>> connect(Credential credential = Anonymous{}, SessionOptions options = {});
  // finish runs a coroutine to its end.
  template <class T>
  T finish(asio::awaitable<T> work) {
    std::optional<T> result;
    std::exception_ptr failure;
    auto wrapped = [](asio::awaitable<T> inner, std::optional<T>& out) -> asio::awaitable<void> {
      out.emplace(co_await std::move(inner));
    };
    bool ended = false;
    asio::co_spawn(io_, wrapped(std::move(work), result), [&](std::exception_ptr error) {
      failure = error;
      ended = true;
    });
    io_.restart();
    const auto until = std::chrono::steady_clock::now() + tests::kPatience;
    while (!ended && io_.run_one_until(until) > 0) continue;
    if (failure) std::rethrow_exception(failure);
    if (!result) throw std::runtime_error("the coroutine did not come to its end");
    return std::move(*result);
  }
  // until runs what there is to run until the condition holds; fails the test if it does not in time.
  template <class Condition>
  void until(const Condition& condition) {
    io_.restart();
    const auto end = std::chrono::steady_clock::now() + tests::kPatience;
    while (!condition() && io_.run_one_until(end) > 0) continue;
    EXPECT_TRUE(condition());
  }
  // settle lets everything run that is ready or comes within `time`; for what must not happen.
  void settle(milliseconds time = milliseconds(50)) {
    io_.restart();
    io_.run_for(time);
  }
  void push(const v1::RelayFrame& frame);
  void push_raw(base::Bytes bytes);
  static v1::RelayFrame delivery(std::uint64_t seq, std::size_t size = 10);
  static v1::ClientFrame get_room();

  asio::io_context io_{1};
  wire::TlsServerContext context_ = wire::TlsServerContext::ephemeral("relay").value();
  TestRelay relay_;
  std::unique_ptr<wire::Listener> listener_;
  SeededRandom random_;
};

}  // namespace valise::sdk::net
