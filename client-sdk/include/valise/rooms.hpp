// Rooms: a case from its opening to its closing. Everything here is a change of a room that all its members agree on and see.
//
// Each function checks the rules at once, queues the change durably, in order with messages, and tries to make it; offline it
// waits and is made later on whatever the room is by then. ErrorKind::not_authorised where the own posts may not. A Rooms refers
// to its Client and is used from its thread.
#pragma once

#include "valise/client.hpp"

namespace valise {

// NewRoom is a room to open. The own post owns it.
struct NewRoom {
  std::vector<std::string> to;  // addresses or selectors, as for a message
  std::string from;             // own post; may stay empty where the officer staffs exactly one
  std::string subject;
  std::string reference;  // the own authority's, or empty
  std::vector<std::string> handling;
};

struct RoomChangeReport {
  std::string room;  // id
  bool done = false;
  std::string reason;                          // why it still waits
  ErrorKind reason_kind = ErrorKind::network;  // of the reason
};

class Rooms {
 public:
  explicit Rooms(Client& client) : client_(&client) {}

  Result<RoomChangeReport> open(const NewRoom& room);

  // By owners.
  Result<RoomChangeReport> set_subject(const std::string& room, const std::string& subject);
  Result<RoomChangeReport> close(const std::string& room);
  Result<RoomChangeReport> reopen(const std::string& room);
  Result<RoomChangeReport> remove(const std::string& room, const std::vector<std::string>& addresses);
  Result<RoomChangeReport> add_owner(const std::string& room, const std::string& post);
  Result<RoomChangeReport> remove_owner(const std::string& room, const std::string& post);
  Result<RoomChangeReport> set_retention(const std::string& room, std::uint32_t days);  // 0: without end
  Result<RoomChangeReport> allow_read_receipts(const std::string& room, bool allowed);

  // newcomers gives the authorities that nobody in the room belongs to yet, and that would read it from now on.
  Result<std::vector<AuthorityView>> newcomers(const std::string& room, const std::vector<std::string>& addresses);
  // admit lets posts and officers in, for good; guest one officer until a moment. What was said before they do not see. By
  // owners, and only with each new authority's id among `confirm_authorities`: whoever calls has named State and authority to the
  // person, who said yes. ErrorKind::usage without that.
  Result<RoomChangeReport> admit(const std::string& room, const std::vector<std::string>& addresses,
                                 const std::vector<std::string>& confirm_authorities);
  Result<RoomChangeReport> guest(const std::string& room, const std::string& officer, Time until,
                                 const std::vector<std::string>& confirm_authorities);

  // By all who take part; conditions are taken away by owners only. An empty reference takes the own authority's away.
  Result<RoomChangeReport> set_reference(const std::string& room, const std::string& number);
  Result<RoomChangeReport> add_handling(const std::string& room, const std::string& condition);
  Result<RoomChangeReport> remove_handling(const std::string& room, const std::string& condition);
  // wait_for says whose turn it is, by address; nobody: the room is open.
  Result<RoomChangeReport> wait_for(const std::string& room, const std::vector<std::string>& addresses);
  // leave takes an own address out of the room, by default the only one that is in it. What was said stays readable here.
  Result<RoomChangeReport> leave(const std::string& room, const std::string& address = {});

 private:
  [[maybe_unused]] Client* client_;
};

}  // namespace valise
