// Alerts: how a post's people are called when an urgent message waits, and what the relay did about one. What is told here of
// alerts is the relay's word: nobody signs it, and a relay that lies can keep silent or claim what it did not do. What a named
// officer answered is not its word: see Matters.
#pragma once

#include <array>

#include "valise/client.hpp"

namespace valise {

struct FormDraft;  // valise/forms.hpp

// usual_time is within what time an urgent message wants an answer where whoever writes it does not say: without a deadline the
// relay would call nobody. Nothing for a routine message.
[[nodiscard]] constexpr std::optional<std::chrono::minutes> usual_time(Urgency urgency) {
  if (urgency == Urgency::routine) return std::nullopt;
  return std::chrono::minutes(urgency == Urgency::emergency ? 30 : 120);
}

enum class ChannelKind { email, webhook };

// ChannelView is one way to alert a post, or an officer, outside of the network.
struct ChannelView {
  std::string id;       // 32 hexadecimal digits
  std::string address;  // of the post or the officer
  ChannelKind kind = ChannelKind::email;
  std::string target;  // an e-mail address, or an https URL
  Time set_at{};
  std::string set_by;                // address of the officer
  std::optional<Time> confirmed;     // nothing: the code was not typed back yet, and nothing is sent
  std::optional<Time> last_success;  // when the other side last took a message
  std::optional<Time> failing_since;
};

struct NewChannel {
  std::string address;  // empty: the own post, where there is one
  ChannelKind kind = ChannelKind::email;
  std::string target;
};
struct AddedChannel {
  std::string id;
  std::string secret;  // of a webhook, in hexadecimal: what the relay sends is authenticated with it. Told once
};

// Whether an address can be alerted. How is not told.
enum class ReachState { none, works, failing };
struct ReachView {
  std::string address;
  ReachState state = ReachState::none;
  std::optional<Time> since;  // failing: since when no channel works; works: when one was last seen to
};

enum class AlertState { raised, channel_failing, escalated, overdue, settled, not_raised, withdrawn };
struct AlertEventView {
  AlertState state = AlertState::raised;
  Time at{};                    // the relay's clock
  int step = 0;                 // escalated: of the post's chain, from 1
  std::vector<std::string> to;  // escalated: addresses of that step, as the directory has them now
  int channels_reached = 0;
  int channels_failed = 0;
};
// AlertView is what the relay told of one urgent message.
struct AlertView {
  std::string message;    // id; empty where this device is not in the room
  std::string room;       // id, or empty
  std::string reference;  // stands in the alerts themselves: "7F3K-29QD"
  std::string post;       // that is to acknowledge
  std::optional<Time> acknowledge_by;
  std::optional<AlertState> state;     // the last that was told; nothing: the relay has told nothing
  std::vector<AlertEventView> events;  // in the order of time
};

class Alerts {
 public:
  // The Client must outlive it.
  explicit Alerts(Client& client) : client_(&client) {}

  // These ask the relay. `id` is a channel's id or unique prefix. ErrorKind: not_found, not_authorised (not an own address),
  // network, failed (the relay does not allow such a target, or the other side did not take the test). channels gives those of an
  // own address; empty: of all of them.
  Result<std::vector<ChannelView>> channels(const std::string& address = {});
  // add sets a channel. It does not count yet: test() sends a code there, which confirm() brings back.
  Result<AddedChannel> add(const NewChannel& channel);
  Result<> test(const std::string& id);
  Result<> confirm(const std::string& id, const std::string& code);
  Result<> remove(const std::string& id);
  // reach tells whether posts and officers of any authority can be alerted.
  Result<std::vector<ReachView>> reach(const std::vector<std::string>& addresses);
  // cannot_be_called tells, before an urgent message or form goes out, who would be called because of it and cannot be now:
  // nobody, or the address that it asks (`asks`, else the first other participant: of `to`, of the room, of the room of what is
  // answered or extended). It asks the relay. ErrorKind: as reach, and those of Client::send about recipients and rooms.
  Result<std::vector<ReachView>> cannot_be_called(const Draft& draft, const std::string& asks = {});
  Result<std::vector<ReachView>> cannot_be_called(const FormDraft& draft);

  // alert_of tells what the relay said of a message (id or unique prefix). Offline. ErrorKind: not_found, usage (ambiguous).
  Result<AlertView> alert_of(const std::string& message);
  // called_in gives alerts that reached this officer along a chain, for rooms that this device is not in. Offline.
  Result<std::vector<AlertView>> called_in();

 private:
  Client* client_;
};

}  // namespace valise
