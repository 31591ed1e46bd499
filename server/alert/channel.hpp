// AlertChannel: a way to tell people that something waits for them in Valise, and what is told. There is no content in it: no
// subject, nobody's name, no authority but that of the post itself (docs/design/0017-alerts.md).
#pragma once

#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "server/core/alerts.hpp"

namespace valise::server::alert {

enum class AlertError {
  not_configured = 1,
  not_allowed,
  unreachable,
  tls,
  timeout,
  refused,
  busy,
};
constexpr std::string_view describe(AlertError error) {
  switch (error) {
    case AlertError::not_configured: return "this relay has no way of that kind";
    case AlertError::not_allowed: return "the relay's configuration does not allow that host or network";
    case AlertError::unreachable: return "the other side cannot be reached";
    case AlertError::tls: return "the other side's certificate does not verify";
    case AlertError::timeout: return "the other side does not answer in time";
    case AlertError::refused: return "the other side does not take the message";
    case AlertError::busy: return "too many alerts are under way";
  }
  return "alert failure";
}

// Message is what is told. The reference is shown by the programs of those concerned as well, and says nothing to others.
struct Message {
  enum class Kind : std::uint8_t { alert, test, self_test };
  Kind kind = Kind::alert;
  std::string address;  // of the post, or the officer
  base::UnixMillis at;
  // Of an alert:
  core::Urgency urgency = core::Urgency::urgent;
  std::string post;  // that was written to: another one than `address` where it was escalated
  base::UnixMillis deadline;
  bool overdue = false;
  std::string reference;
  std::uint32_t round = 1;
  // Of a test:
  std::string code;
};

struct Target {
  core::ChannelKind kind = core::ChannelKind::email;
  std::string address;  // a mailbox, or a URL
  base::Bytes secret;   // of a webhook
};

class AlertChannel {
 public:
  virtual ~AlertChannel() = default;
  // check judges a target before it is kept: not_allowed. Does not use the network.
  [[nodiscard]] virtual base::Result<> check(const std::string& target) const = 0;
  // send hands a message over, and returns when the other side has taken it or has not. Blocks for up to a minute; from any
  // thread.
  [[nodiscard]] virtual base::Result<> send(const Target& target, const Message& message) = 0;
};

}  // namespace valise::server::alert

VALISE_ERROR_ENUM(valise::server::alert, AlertError, "alert")
