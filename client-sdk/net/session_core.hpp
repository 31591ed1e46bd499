// SessionCore: the state of a RelaySession: requests in flight, pushes, and the loop that reads. Internal to client-sdk/net.
//
//   starting --start()--> open --(failure, close(), pushed Failure)--> ended
//
// The reading loop holds the core, so the handle that users have closes it when it goes (relay_session.cpp).
#pragma once

#include <memory>
#include <unordered_map>

#include "client-sdk/net/push_queue.hpp"
#include "client-sdk/net/relay_session.hpp"
#include "client-sdk/net/wakeup.hpp"
#include "wire/connection.hpp"

namespace valise::sdk::net {

// kMaxFrame is the limit of docs/PROTOCOL.md and a little for the fields that a delivery adds to what was submitted.
inline constexpr std::size_t kMaxFrame = 2 * 1024 * 1024 + 4096;

class SessionCore final : public RelaySession, public std::enable_shared_from_this<SessionCore> {
 public:
  SessionCore(std::shared_ptr<wire::Connection> connection, v1::Hello hello);

  // start begins to read; once.
  void start();
  // authenticate proves who this is; nothing to do for Anonymous.
  [[nodiscard]] asio::awaitable<Answer<void>> authenticate(Credential credential, milliseconds timeout);

  const v1::Hello& hello() const override { return hello_; }
  using RelayLink::request;
  asio::awaitable<Reply> request(v1::ClientFrame frame, milliseconds timeout) override;
  asio::awaitable<Answer<v1::Subscribed>> subscribe(std::uint32_t window) override;
  asio::awaitable<base::Result<Push>> next_push(milliseconds timeout) override;
  void close() override;
  bool open() const override { return !ended_; }

 private:
  // Waiter is a request whose caller still waits.
  struct Waiter {
    explicit Waiter(asio::any_io_executor executor) : wakeup(std::move(executor)) {}
    std::optional<Reply> reply;
    Wakeup wakeup;
  };
  // Pending is a request without an answer. Its caller may have given up: then `waiter` is null.
  struct Pending {
    v1::RelayFrame::BodyCase expected;
    std::shared_ptr<Waiter> waiter;
  };
  class Abandon;

  [[nodiscard]] asio::awaitable<Reply> send(v1::ClientFrame frame, milliseconds timeout);
  [[nodiscard]] base::Result<base::Bytes> serialised(v1::ClientFrame& frame);
  [[nodiscard]] asio::awaitable<void> grant_credit();
  [[nodiscard]] asio::awaitable<void> read_frames();
  [[nodiscard]] bool handle(v1::RelayFrame frame);
  [[nodiscard]] bool handle_answer(v1::RelayFrame frame);
  [[nodiscard]] bool handle_push(v1::RelayFrame frame);
  void credit_answered(const v1::RelayFrame& frame);
  void end(RequestError reason);

  std::shared_ptr<wire::Connection> connection_;
  v1::Hello hello_;
  std::unordered_map<std::uint64_t, Pending> pending_;
  std::uint64_t last_id_ = 0;
  std::uint64_t credit_id_ = 0;  // the grant of credit that is in flight, 0 for none
  std::uint32_t credit_offered_ = 0;
  Deadline credit_not_before_{};  // a busy relay is offered it again after this
  PushQueue pushes_;
  Wakeup push_wakeup_;
  bool taking_ = false;  // somebody is in next_push()
  std::optional<RequestError> ended_;
};

}  // namespace valise::sdk::net
