// Waiting: what somebody has to do, read again only after something happened. To find it, each open form's history is read; the
// pages ask for it after every event, and the badge counts what the inbox lists, so both take it from here.
//
// Belongs to the thread of the Live; errands count as that thread, for they take turns with it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "valise/matters.hpp"

namespace valise::desk {

class Waiting {
 public:
  struct List {
    std::vector<WaitingItem> for_me, for_others;  // the most pressing first
    std::unordered_set<std::string> messages;     // what all of them are about
  };

  // of gives the list as it is. What only time changes (a promise that is overdue now) comes within half a minute. What it gives
  // is good until the next call.
  Result<const List*> of(Client& client);
  // forget is for whatever may have changed something that waits.
  void forget() { list_.reset(); }

 private:
  std::optional<List> list_;
  std::chrono::steady_clock::time_point read_at_;
};

}  // namespace valise::desk
