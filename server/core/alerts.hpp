// Alerts: what the relay does about an urgent message until an officer of the post that it is for answers it, or the relay gives
// up (docs/design/0017-alerts.md). Plain values and pure functions: a store keeps the state, server/net asks what is to do now
// and does it.
//
//   (none) --message--> waiting --deadline--> overdue --ends_after--> ended
//                          |                     |                      |
//                          +------- answer ------+----------------------+--> settled --told--> (gone)
//                          +------ no need ------+----------------------+--> withdrawn --told--> (gone)
//   (none) --message for a post that cannot be alerted--> refused --told--> (gone)
//
// While waiting and overdue there are rounds: the first at once, then at intervals. Steps of the post's chain come at their time;
// at the deadline, and with each round after it, one more step is taken ahead of its time.
#pragma once

#include <string>
#include <vector>

#include "server/core/types.hpp"

namespace valise::server::core {

enum class AlertState : std::uint8_t { open = 0, settled = 1, refused = 2, withdrawn = 3 };

// Alert is one as a store keeps it. `version` changes with everything that happens to it.
struct Alert {
  std::int64_t id = 0;
  std::uint64_t version = 0;
  AlertState state = AlertState::open;
  base::RoomId room;
  base::RoomSeq room_seq;
  base::DeviceId sender;
  std::string post;
  Urgency urgency = Urgency::urgent;
  base::UnixMillis accepted_at;
  base::UnixMillis acknowledge_by;
  std::uint32_t rounds = 0;  // how many there were
  base::UnixMillis last_round;
  std::uint32_t steps = 0;  // of the chain that were taken
  bool overdue = false;
  std::optional<base::UnixMillis> next_at;  // when there is something to do; nothing: never again
  std::vector<base::DeviceId> members;      // the room's fan-out list when it was read
};

// AlertPolicy: the relay's configuration.
struct AlertPolicy {
  std::chrono::milliseconds urgent_repeat = std::chrono::minutes(15);
  std::chrono::milliseconds emergency_repeat = std::chrono::minutes(5);
  std::chrono::milliseconds ends_after = std::chrono::hours(24);  // after the deadline
};

struct ChainStep {
  std::chrono::milliseconds after;     // since the message was accepted
  std::vector<std::string> addresses;  // of a post or of officers; empty: nobody is left there
};
using Chain = std::vector<ChainStep>;

// AlertEvent is what its sender and the post are told.
struct AlertEvent {
  enum class Kind : std::uint8_t { raised, escalated, overdue, settled, not_raised, withdrawn };
  Kind kind;
  std::uint32_t step = 0;              // escalated: from 1
  std::vector<std::string> addresses;  // escalated: to whom
  friend bool operator==(const AlertEvent&, const AlertEvent&) = default;
};

// AlertPlan is what is to do now. Channels of `alert` first, then the events, then the alert is what `next` says, or gone.
struct AlertPlan {
  std::vector<std::string> alert;  // addresses whose channels are to be alerted; each once
  std::vector<AlertEvent> events;
  std::optional<Alert> next;
};

// judge_wish gives in which state an alert begins: refused where there is no such post or the post is not in the room. A post
// none of whose officers has a device is alerted all the same: its people can get one. `members` is sorted.
[[nodiscard]] AlertState judge_wish(const AlertWish& wish, std::span<const base::DeviceId> members);
// bounded_deadline keeps a deadline from lying further ahead than alerts live.
[[nodiscard]] base::UnixMillis bounded_deadline(base::UnixMillis acknowledge_by, base::UnixMillis now);
inline constexpr std::chrono::milliseconds kLongestAlert = std::chrono::days(14);

// plan_alert says what is to do about an alert at a time; nothing is planned before it is due, whatever the clock did in between.
[[nodiscard]] AlertPlan plan_alert(const Alert& alert, const Chain& chain, base::UnixMillis now, const AlertPolicy& policy);

// interval gives the time between this round and the next: the configured one for the first four, then four times that, and after
// twenty-four rounds sixteen times.
[[nodiscard]] std::chrono::milliseconds interval(const Alert& alert, const AlertPolicy& policy);

// ---- channels ----

using ChannelId = base::BinaryId<struct ChannelIdTag, 16>;
enum class ChannelKind : std::uint8_t { email = 1, webhook = 2 };

// Channel is a way to alert a post or an officer outside of the network. `target` and `secret` are never logged.
struct Channel {
  ChannelId id;
  std::string address;  // of the post or the officer
  ChannelKind kind = ChannelKind::email;
  std::string target;
  base::Bytes secret;  // of a webhook
  base::DeviceId set_by;
  base::UnixMillis set_at;
  std::optional<base::UnixMillis> confirmed_at;
  std::optional<base::UnixMillis> last_success;
  std::optional<base::UnixMillis> failing_since;
  std::optional<base::UnixMillis> last_sent;
  std::string code;  // that a test message had; empty: none, or used up
  std::uint32_t attempts = 0;
  std::uint32_t tests_today = 0;
  base::UnixMillis tests_since;
};

inline constexpr std::size_t kChannelsPerAddress = 8;
inline constexpr std::uint32_t kCodeAttempts = 5;
inline constexpr std::uint32_t kTestsPerDay = 10;  // of a channel: a mailbox that is not ours must not be flooded
inline constexpr std::chrono::milliseconds kCodeLifetime = std::chrono::hours(24);  // an unconfirmed channel lives as long

// is_email and is_webhook_url judge the shape of a target: one plain mailbox; https, a host, no credentials, no fragment.
[[nodiscard]] bool is_email(std::string_view text);
struct WebhookUrl {
  std::string host;  // lower case, without brackets
  std::uint16_t port = 443;
};
[[nodiscard]] std::optional<WebhookUrl> parse_webhook_url(std::string_view text);

struct Reach {
  enum class State : std::uint8_t { none = 1, works = 2, failing = 3 };
  State state = State::none;
  std::optional<base::UnixMillis> since;
  friend bool operator==(const Reach&, const Reach&) = default;
};
// reach_of tells how an address can be reached by these channels of it.
[[nodiscard]] Reach reach_of(std::span<const Channel> channels);

}  // namespace valise::server::core
