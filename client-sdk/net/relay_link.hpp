// RelayLink: a session with the relay as the layers above see it: requests with answers, and pushes. RelaySession is the real
// one; a simulation puts another in its place.
//
// Everything runs on one executor that runs one thing at a time. The object keeps itself alive while an operation is under way.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <expected>
#include <variant>

#include "client-sdk/net/error.hpp"
#include "valise/v1/relay.pb.h"

namespace valise::sdk::net {

namespace asio = boost::asio;
using std::chrono::milliseconds;

inline constexpr milliseconds kRequestTimeout{30'000};
// docs/PROTOCOL.md allows 64; one is kept for the session's own use (credit).
inline constexpr std::size_t kMaxInFlight = 63;
// kMaxWindow bounds the deliveries that wait in memory.
inline constexpr std::uint32_t kMaxWindow = 64;

// Answer is what a request gives. A Failure frame is an error: `error().code` is a RelayFailure, and `retry_after` and `position`
// stand beside it. Reply is the frame as it came; a type that does not belong to the request never gets here.
template <class T>
using Answer = std::expected<T, RequestError>;
using Reply = Answer<v1::RelayFrame>;

// pass_on makes the failure of any base::Result from a failed Answer (found by argument-dependent lookup).
template <class T>
[[nodiscard]] base::Unexpected pass_on(Answer<T>& failed) {
  return base::Unexpected{static_cast<base::Error&&>(std::move(failed.error()))};
}
template <class T>
[[nodiscard]] base::Unexpected pass_on(Answer<T>&& failed) {
  return pass_on(failed);
}

// Push is what the relay sends unasked. Deliveries come in the order of mailbox_seq, each once per session. Of several LogGrew
// (or GoingAway) that wait, only the newest is kept.
using Push = std::variant<v1::Delivery, v1::LogGrew, v1::GoingAway>;

class RelayLink {
 public:
  virtual ~RelayLink() = default;

  // hello is what the relay said of itself at the start. Its texts are a peer's: verify before use.
  [[nodiscard]] virtual const v1::Hello& hello() const = 0;

  // request sends one request (its request_id is set here) and waits for the answer. At most kMaxInFlight at a time, else
  // too_many_requests. After `timeout` it gives NetError::timeout and the session lives on; the late answer is dropped. When the
  // session ends, all requests end with the reason. A request that changes something may have been carried out whatever the
  // error: repeat it with the same idempotency key. Not for Subscribe and Credit: see subscribe().
  [[nodiscard]] virtual asio::awaitable<Reply> request(v1::ClientFrame frame, milliseconds timeout) = 0;
  [[nodiscard]] asio::awaitable<Reply> request(v1::ClientFrame frame) { return request(std::move(frame), kRequestTimeout); }

  // subscribe starts the push of deliveries, at most `window` (1 to kMaxWindow) of them waiting in memory at a time: credit is
  // given back as next_push() hands them out.
  [[nodiscard]] virtual asio::awaitable<Answer<v1::Subscribed>> subscribe(std::uint32_t window) = 0;

  // next_push waits for the next push; one caller at a time. After `timeout` it gives NetError::timeout and nothing is lost. At
  // the end of the session: what was received before, then the reason of the end.
  [[nodiscard]] virtual asio::awaitable<base::Result<Push>> next_push(milliseconds timeout) = 0;

  // close ends the session at once; what is under way ends with NetError::closed.
  virtual void close() = 0;
  [[nodiscard]] virtual bool open() const = 0;
};

}  // namespace valise::sdk::net
