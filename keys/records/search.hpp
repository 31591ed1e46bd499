// SearchIndex: names of authorities, posts and officers, folded once, so that a search folds only what was typed.
#pragma once

#include "keys/directory/state.hpp"
#include "keys/records/selector.hpp"

namespace valise::records {

// A search finds what has every word of the text, each in any of its names: a word of an alphabetic script at the beginning of a
// word
// ("pros" finds "Prosecutions"), others anywhere (see matches_inside). An authority's names are those in all languages, its id,
// its organisation, and its country's name in the languages of the United Nations. A post's are its own and its address, an
// officer's name, title and address. Only what is active is found. Nothing for a text without words.
class SearchIndex {
 public:
  // update folds the names again if the directory has changed since; otherwise it costs nothing.
  void update(const directory::DirectoryState& state);

  [[nodiscard]] Matches search(std::string_view text) const;
  [[nodiscard]] std::vector<directory::OfficerAddress> search_officers(std::string_view text) const;

 private:
  template <class Id>
  struct Entry {
    Id id;
    std::string key;  // " word word word "
  };

  std::uint64_t size_ = 0;  // of the log, when the names were folded
  std::vector<Entry<directory::AuthorityId>> authorities_;
  std::vector<Entry<directory::PostAddress>> posts_;
  std::vector<Entry<directory::OfficerAddress>> officers_;
};

}  // namespace valise::records
