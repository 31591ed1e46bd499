// Search in the history of this profile: offline, in every room, in all scripts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "valise/client.hpp"

namespace valise {

struct SearchQuery {
  std::string text;           // every word must be found, as the beginning of a word; case and accents do not count
  std::string room;           // id or prefix; empty: all
  std::string from;           // an authority, post or officer who wrote; empty: anybody
  std::optional<Time> since;  // by the sender's clock
  std::size_t limit = 100;
};

struct SearchResult {
  std::vector<MessageView> messages;  // the newest first
  bool more = false;                  // there are more than `limit`
};

class Search {
 public:
  explicit Search(Client& client) : client_(&client) {}

  // find looks in texts, subjects, reference numbers, names of files and fields of forms of all messages that are kept here. It
  // is never silently partial: what is not indexed yet is indexed first. ErrorKind: usage (no word in the text), not_found (the
  // room).
  Result<SearchResult> find(const SearchQuery& query);

 private:
  Client* client_;
};

}  // namespace valise
