// Session: the life of one WebSocket connection at the relay (docs/PROTOCOL.md, "Relay session").
//
//   Hello -> frames of an Anonymous -> Authenticate -> frames of a device or an administrator -> the end
//
// One coroutine reads frames; each request is answered by a child of its own, at most as many at a time as the limits say, then
// BUSY; one more child pushes deliveries. run() returns when all of them have. The end comes from the client (it closes, breaks
// the protocol, vanishes) or from the relay (fenced, cut off, departing, storage failed); the relay's reason is pushed before the
// close.
#pragma once

#include <list>

#include "server/net/context.hpp"
#include "server/net/requests.hpp"
#include "wire/task_group.hpp"

namespace valise::server::net {

// Subscription: what has been pushed and may be pushed. `news` is set whenever the store may hold more than `pushed` and what is
// in `came`: deliveries that follow one another and were handed over when they came, so that they need not be read.
struct Subscription {
  base::MailboxSeq pushed;
  base::MailboxSeq acknowledged;
  std::uint32_t credit = 0;
  bool news = true;
  bool log_news = false;
  std::list<core::Delivery> came;
};

class Session final : public LiveSession {
 public:
  Session(RelayContext& context, std::shared_ptr<wire::Connection> connection, std::uint64_t number);

  // run lives the session to its end. Call once.
  [[nodiscard]] asio::awaitable<void> run();

  // challenge is what the proof of identity has to be about; the client learns its parts from Hello and TLS.
  [[nodiscard]] const Challenge& challenge() const { return challenge_; }

  [[nodiscard]] std::uint64_t number() const override { return number_; }
  void fence() override;
  void cut_off() override;
  void mailbox_grew() override;
  void delivery_came(core::Delivery delivery) override;
  void log_grew() override;
  void depart(wire::milliseconds reconnect_after, wire::milliseconds deadline) override;
  void abort() override { connection_->cancel(); }
  [[nodiscard]] bool still_admitted() const override;

 private:
  asio::awaitable<void> live();
  asio::awaitable<base::Result<>> say_hello();
  asio::awaitable<void> read_frames();
  asio::awaitable<base::Result<base::Bytes>> next_frame();
  asio::awaitable<void> slow_down();
  void pace();
  // admit judges a frame and starts its answer; false ends the session.
  [[nodiscard]] bool admit(base::Bytes bytes);
  [[nodiscard]] bool has_room_for(std::size_t bytes) const;
  [[nodiscard]] bool anonymous() const { return std::holds_alternative<Anonymous>(identity_); }

  // begin starts the answer to a permitted request, or refuses it.
  void begin(v1::ClientFrame frame, std::size_t bytes);
  asio::awaitable<void> answer(v1::ClientFrame frame, std::size_t bytes, Gatekeeper::Passage passage);
  Answer answer_to(v1::ClientFrame frame);
  v1::RelayFrame authenticate_as(const v1::Authenticate& request);
  Answer subscribe(v1::Subscribe request);
  v1::RelayFrame add_credit(std::uint32_t deliveries);
  // acknowledge takes note of what has been pushed here; false when it is for the store to judge.
  [[nodiscard]] bool acknowledge(base::MailboxSeq up_to);
  void reply(RequestCase request, std::uint64_t request_id, v1::RelayFrame frame);
  void refuse(RequestCase request, std::uint64_t request_id, v1::RelayFrame failure);
  void count_without_refusing();

  asio::awaitable<void> push();
  asio::awaitable<base::Result<>> push_batch();
  asio::awaitable<base::Result<>> push_delivery(core::Delivery delivery);
  // next_that_came gives the delivery after the last pushed one, if it is there without reading.
  [[nodiscard]] std::optional<core::Delivery> next_that_came();
  asio::awaitable<base::Result<>> push_frame(v1::RelayFrame frame);
  // bytes_of gives a frame to be sent, and counts it.
  [[nodiscard]] base::Bytes bytes_of(const v1::RelayFrame& frame);
  // Asked is what counting needs to know of a request when it has been answered.
  struct Asked {
    RequestCase request;
    std::size_t message_bytes;
    base::Monotonic at;
  };
  void count(const Asked& asked, const v1::RelayFrame& answer);

  void end(v1::FailureCode why, wire::CloseCode code);
  asio::awaitable<void> say_goodbye(wire::CloseCode code, wire::milliseconds deadline);

  RelayContext& relay_;
  const std::shared_ptr<wire::Connection> connection_;
  const std::uint64_t number_;
  const base::Monotonic started_;
  const Challenge challenge_;
  Requests requests_;
  Identity identity_ = Anonymous{};
  Account account_;
  std::unique_ptr<Gatekeeper::Presence> presence_;
  std::optional<Subscription> subscription_;
  std::size_t in_flight_ = 0;
  std::size_t bytes_in_flight_ = 0;
  bool ending_ = false;
  wire::milliseconds pause_{0};  // before the next frame is read
  std::int64_t eager_for_ = 0;   // requests
  wire::Signal changed_;         // subscription, in_flight_, ending_
  wire::TaskGroup tasks_;
};

}  // namespace valise::server::net
