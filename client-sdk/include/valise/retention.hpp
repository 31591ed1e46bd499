// Retention: how long this profile keeps the messages of each room, and their erasure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "valise/client.hpp"

namespace valise {

struct RetentionView {
  std::string room;
  std::string subject;
  std::optional<std::uint32_t> days;  // nothing: kept until somebody says otherwise
  bool own = false;                   // this device says so; false: the members of the room do
  std::uint32_t agreed_days = 0;      // what the members agreed; 0: without end
  std::optional<Time> agreed_from;    // when that begins to be acted on here
  std::uint64_t due = 0;              // messages that are older than that
  std::uint64_t erased = 0;           // so far
  std::optional<Time> last_erasure;
};

class Retention {
 public:
  explicit Retention(Client& client) : client_(&client) {}

  // show tells of every room how long its messages are kept here.
  Result<std::vector<RetentionView>> show();
  // set keeps the messages of a room for so many days on this device; nothing: for good. It goes before what the members agreed,
  // which is acted on a week after this device learnt of it, so that there is time to say otherwise. ErrorKind: usage (0 or over
  // 100 years), not_found.
  Result<> set(const std::string& room, std::optional<std::uint32_t> days);
  // run erases what is due, so that it is in no file of the profile any more, and gives what was erased, by room. Each visit to
  // the relay does the same.
  Result<std::vector<RetentionView>> run();

 private:
  Client* client_;
};

}  // namespace valise
