// WordIndex: the words of messages, for search (FTS5, inside the encrypted database). Words come folded from the caller; a query
// is a list of terms, each a run of words of which the last may be a beginning.
//
// What was stored without its words is known: `unindexed` gives it, so that a search can make up for it first and is never
// silently partial. Erased words leave no trace (FTS5's secure-delete, SQLite's secure_delete).
#pragma once

#include <string>
#include <vector>

#include "client-sdk/store/messages.hpp"

namespace valise::sdk::store {

// SearchTerm is found where its words stand side by side.
struct SearchTerm {
  std::vector<std::string> words;
  bool whole = false;  // the last word, too, must be there as it is
};

struct FoundIn {
  std::optional<base::RoomId> room;
  std::optional<base::DeviceId> sender;
  std::optional<base::UnixMillis> since;  // by the sender's clock
};

class WordIndex {
 public:
  explicit WordIndex(sql::Database& db) : db_(&db) {}

  // put replaces the words of a message; they are separated by blanks.
  [[nodiscard]] base::Result<> put(const base::MessageId& message, const base::DeviceId& sender, std::string_view words);
  // unindexed gives spoken messages that have no words yet, the oldest first.
  [[nodiscard]] base::Result<std::vector<Message>> unindexed(std::uint64_t limit) const;
  // search gives the messages in which every term is found, the newest first.
  [[nodiscard]] base::Result<std::vector<Message>> search(const std::vector<SearchTerm>& terms, const FoundIn& where,
                                                          Page page = {}) const;

 private:
  sql::Database* db_;
};

}  // namespace valise::sdk::store
