// Matters: the urgent messages of all rooms, which want a named officer's answer: whom they ask, and until when. What became of
// one follows from its acknowledgements (Links) and is computed by client-sdk/client/matter.hpp.
#pragma once

#include <string>

#include "client-sdk/store/links.hpp"

namespace valise::sdk::store {

struct Matter {
  MessageKey message;
  base::RoomId room;
  std::string asked;  // address of the post or officer; empty: any participant but the sender's post
  int urgency = 0;    // as valise.v1.Urgency
  base::UnixMillis sent_at;
  std::optional<base::UnixMillis> answer_by;
  bool outgoing = false;
};

class Matters {
 public:
  explicit Matters(sql::Database& db) : db_(&db) {}

  // open writes a matter down; nothing changes if it is there.
  [[nodiscard]] base::Result<> open(const Matter& matter);
  [[nodiscard]] base::Result<std::optional<Matter>> find(const MessageKey& message) const;
  // list gives all: those with a deadline first, the nearest first; then the oldest.
  [[nodiscard]] base::Result<std::vector<Matter>> list() const;
  // overdue gives those of this device that may be unsettled, whose deadline has passed and of which nobody was reminded.
  [[nodiscard]] base::Result<std::vector<Matter>> overdue(base::UnixMillis now) const;

 private:
  sql::Database* db_;
};

}  // namespace valise::sdk::store
