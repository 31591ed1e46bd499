// Forwarding: to say elsewhere what somebody said, with the conditions under which they said it. Where these do not allow it, the
// originator is asked, and the answer is recorded.
#pragma once

#include "valise/client.hpp"

namespace valise {

struct ForwardDraft {
  std::string message;          // id or unique prefix
  std::vector<std::string> to;  // a new room; or:
  std::string room;             // id or unique prefix
  std::string subject;          // of a new room; empty: as where it was said
  std::string from;             // own post; may stay empty where the officer staffs exactly one
  bool with_files = true;
};

struct ForwardCheck {
  std::string message;                // id
  std::string from;                   // post that said it
  std::vector<std::string> to;        // who would read it that does not take part where it was said
  std::vector<std::string> handling;  // conditions that apply, the room's as well
  std::vector<std::string> against;   // those that do not allow it
  std::string permission;             // id of the originator's answer that allows it all the same; empty: none
  std::string permitted_by;           // address of the officer
  [[nodiscard]] bool allowed() const { return against.empty() || !permission.empty(); }
};

class Forwarding {
 public:
  // The Client must outlive it.
  explicit Forwarding(Client& client) : client_(&client) {}

  // check says whether a message may be forwarded so. Offline. ErrorKind: not_found; usage (nothing that can be forwarded).
  Result<ForwardCheck> check(const ForwardDraft& draft);
  // forward says it there, with its conditions and where it comes from. ErrorKind::not_authorised where check does not allow it;
  // usage where its files were not saved here before.
  Result<SendReport> forward(const ForwardDraft& draft, const Progress& progress = {});
  // ask asks the originator, in the room where it was said.
  Result<SendReport> ask(const ForwardDraft& draft, const std::string& reason);
  // grant and refuse answer such a question about a message of one's own post; `wish` is its id or unique prefix. A refusal needs
  // a reason. The last answer counts.
  Result<SendReport> grant(const std::string& wish, const std::string& remark = {});
  Result<SendReport> refuse(const std::string& wish, const std::string& reason);

 private:
  [[maybe_unused]] Client* client_;
};

}  // namespace valise
