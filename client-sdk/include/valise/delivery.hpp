// Delivery: how far a message of one's own has come, and waiting for it. What is said of it is never more than what is known: it
// is queued here; stored by the relay; on so many of the devices that it was sent to, because they confirmed it; answered by a
// named officer; or it will never be sent.
#pragma once

#include "valise/client.hpp"

namespace valise {

// How far a message is to be.
enum class Milestone {
  stored,        // by the relay, durably
  delivered,     // on a device of every authority that it was sent to (where only one's own is there: on somebody's device)
  acknowledged,  // an urgent message: an officer answered it by name
};

struct WaitOptions {
  Milestone until = Milestone::stored;
  std::chrono::milliseconds patience{std::chrono::minutes(1)};
};

struct WaitReport {
  SendReport report;     // as it is now
  bool reached = false;  // false: the patience ended before, or the message failed for good
};

class Delivery {
 public:
  // The Client must outlive it.
  explicit Delivery(Client& client) : client_(&client) {}

  // wait stays with the relay, taking in what comes, until the message (id or unique prefix, one's own) is so far, fails for
  // good, or the patience ends. A relay out of reach is no error: it is tried again until then. ErrorKind: not_found; usage (not
  // one's own, or not urgent and waited to be acknowledged); trust.
  Result<WaitReport> wait(const std::string& message, const WaitOptions& options, std::stop_token stop = {});

  // report says how far a message of one's own is now. Offline.
  Result<SendReport> report(const std::string& message);

 private:
  [[maybe_unused]] Client* client_;
};

}  // namespace valise
