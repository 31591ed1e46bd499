// Matters: urgent messages, and who answers for them. An urgent or emergency message asks a post for a named officer's answer:
// to take the matter in charge, to decline it, or to contest its urgency; and, at the end, that nothing is left to do.
#pragma once

#include "valise/client.hpp"

namespace valise {

struct MatterFilter {
  std::string post;       // only those that ask this address; empty: all
  bool unsettled = true;  // open or in somebody's charge; false: also those declined, contested and done
  bool incoming = true;   // of others
  bool outgoing = true;   // of this device
  std::string room;       // id; empty: all
};

// WaitingItem is one thing that somebody has to do.
struct WaitingItem {
  enum class What {
    answer,      // an urgent message wants an officer's answer
    charge,      // an officer has an urgent matter in charge
    permission,  // somebody asks to forward what was said, and the post that said it has not answered
    form,        // somebody owes something to a form: an answer, a word that it was seen, a formal request
  };
  What what = What::answer;
  bool for_me = false;  // this officer is to act, alone or with colleagues; false: this officer waits
  std::string message;  // id of the message that it is about
  std::string room;     // id
  std::string subject;
  std::string whom;  // who is to act: address of a post or an officer; empty: anybody in the room
  Urgency urgency = Urgency::routine;
  Time since{};
  std::optional<Time> due;
  bool overdue = false;
  bool promised = false;               // `due` was promised: where it is overdue, a new date is needed
  std::optional<FormDebt::What> debt;  // of a form: what is owed
};

class Matters {
 public:
  // The Client must outlive it.
  explicit Matters(Client& client) : client_(&client) {}

  // The four answers. `message` is an id or unique prefix. Each is queued durably, then tried to be delivered, like Client::send.
  // ErrorKind: not_found, usage (not an urgent message, no reason), not_authorised (another post is asked).
  Result<SendReport> take(const std::string& message, const std::string& remark = {});
  Result<SendReport> decline(const std::string& message, const std::string& reason);
  Result<SendReport> contest(const std::string& message, const std::string& reason);
  Result<SendReport> done(const std::string& message, const std::string& remark = {});

  // list gives matters: those with a deadline first, the nearest first; then the oldest. Offline.
  Result<std::vector<MatterView>> list(const MatterFilter& filter = {});
  // waiting gives what waits for this officer and what this officer waits for, the most pressing first. Offline.
  Result<std::vector<WaitingItem>> waiting();

 private:
  [[maybe_unused]] Client* client_;
};

}  // namespace valise
