// Duty: who has the duty at the own posts, and how it is handed over. The roster in the directory says whose turn it is; who
// really sits there, the officers tell each other in an ordinary room whose only participant is the post, so that all devices of
// the post see it.
#pragma once

#include "valise/client.hpp"

namespace valise {

// HandoverItem is one thing that the next officer has to know of.
struct HandoverItem {
  std::string room;     // id, or empty
  std::string message;  // id of the message that it is about, or empty
  std::string text;
  std::optional<Time> due;
  std::string in_charge;  // address of an officer, or empty
};

struct Handover {
  std::string id;  // of the message with the sheet
  std::string post;
  OfficerName from;
  OfficerName to;
  Time at{};
  std::vector<HandoverItem> open;      // urgent matters that nobody has answered, or that somebody has in charge
  std::vector<HandoverItem> promises;  // what was promised
  std::string remarks;
};

struct DutyStatus {
  std::string post;
  DutyView plan;                          // by the roster
  std::optional<LocalClock> there, here;  // at the post, and at the own authority
  // What the officers said; of own posts only.
  std::optional<OfficerName> holder;  // who took the duty last
  std::optional<Time> since;
  bool by_sheet = false;            // by accepting a sheet
  std::optional<Handover> waiting;  // a sheet that the next officer has not accepted yet
};

struct HandoverDraft {
  std::string post;  // empty: the own post, where there is one
  std::string to;    // officer's address, or "@akimani" of the own authority
  std::vector<HandoverItem> promises;
  std::string remarks;
};

class Duty {
 public:
  // The Client must outlive it.
  explicit Duty(Client& client) : client_(&client) {}

  // status of a post of any authority, or, empty, of all own posts. Offline.
  Result<std::vector<DutyStatus>> status(const std::string& post = {});
  // open_matters gives urgent messages to a post that nobody has answered yet, or that an officer has in charge. Offline.
  Result<std::vector<HandoverItem>> open_matters(const std::string& post);

  // take says that this officer has the duty now; handover hands it to another one, with a sheet on which the open matters stand;
  // accept takes it by the sheet that waits for this officer. Queued durably, then tried to be delivered, like Client::send.
  // ErrorKind: not_authorised (not on the post's roster), usage (to whom?), not_found (nothing waits for this officer).
  Result<SendReport> take(const std::string& post, const std::string& remarks = {});
  Result<SendReport> handover(const HandoverDraft& draft);
  Result<SendReport> accept(const std::string& post = {}, const std::string& remarks = {});

 private:
  Client* client_;
};

}  // namespace valise
