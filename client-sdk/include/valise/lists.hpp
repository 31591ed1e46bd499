// Lists: what a person leafs through, in parts: a profile of years answers as quickly as a new one. Everything here is offline.
#pragma once

#include <optional>

#include "valise/client.hpp"

namespace valise {

// RoomQuery selects rooms: those where something is new first, then those that wait for somebody, then the others, and last
// closed ones and those that this device left; among equals the most recently active first.
struct RoomQuery {
  std::string
      text;  // only rooms with all of its words, or their beginnings, in subject, addresses or reference numbers; empty: all
  bool current = false;  // without closed ones and those that this device left
  std::uint64_t first = 0;
  std::uint64_t limit = 100;
};

// A part of a list: what stands from the place `first` on (counted from 0), of `total`.
struct RoomPart {
  std::vector<RoomView> rooms;  // without their members
  std::uint64_t first = 0, total = 0;
};
struct MessagePart {
  std::vector<MessageView> messages;
  std::uint64_t first = 0, total = 0;
};

class Lists {
 public:
  // The Client must outlive it, and is used from its thread.
  explicit Lists(Client& client) : client_(&client) {}

  Result<RoomPart> rooms(const RoomQuery& query);

  // unread gives what nobody has read here: own messages that will never be sent first, then the most urgent, then the newest.
  Result<MessagePart> unread(std::uint64_t first, std::uint64_t limit);
  // read gives what was received and read, the newest first.
  Result<MessagePart> read(std::uint64_t first, std::uint64_t limit);

  // history gives messages of a room in its order, from a place on; without one, the newest.
  Result<MessagePart> history(const std::string& room, std::optional<std::uint64_t> first, std::uint64_t limit);
  // around gives the part of a room's history in whose middle a message stands (id or unique prefix). ErrorKind: not_found.
  Result<MessagePart> around(const std::string& message, std::uint64_t limit);
  // messages gives those with these ids, in this order, without those that are not there. Nothing is marked read.
  Result<std::vector<MessageView>> messages(const std::vector<std::string>& ids);

 private:
  Client* client_;
};

}  // namespace valise
