#include "keys/records/search.hpp"

#include <algorithm>

#include "keys/records/country.hpp"
#include "keys/records/fold.hpp"

namespace valise::records {
namespace {

using directory::DirectoryState;

class Key {
 public:
  Key& add(std::string_view text) {
    for (const auto& word : words(text)) out_ += word + ' ';
    return *this;
  }
  Key& add_folded(std::string_view words) {
    out_ += words;
    return *this;
  }
  template <class Texts>
  Key& add_all(const Texts& texts) {
    for (const auto& text : texts) add(text.text());
    return *this;
  }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  std::string out_ = " ";
};

// What was typed, folded and taken apart; each piece as it has to stand in a key.
class Wanted {
 public:
  explicit Wanted(std::string_view text) {
    for (auto& word : words(text)) pieces_.push_back(matches_inside(word) ? std::move(word) : ' ' + word);
  }
  [[nodiscard]] bool fits(const std::string& key) const {
    return !pieces_.empty() &&
           std::ranges::all_of(pieces_, [&](const auto& piece) { return key.find(piece) != std::string::npos; });
  }

 private:
  std::vector<std::string> pieces_;
};

template <class Entries>
auto found_in(const Entries& entries, const Wanted& wanted) {
  std::vector<decltype(entries.front().id)> out;
  for (const auto& entry : entries) {
    if (wanted.fits(entry.key)) out.push_back(entry.id);
  }
  return out;
}

// The names of a country in the languages of the United Nations, folded; each country's once.
class CountryKeys {
 public:
  const std::string& of(const std::string& code) {
    const auto [it, fresh] = keys_.try_emplace(code);
    if (fresh) {
      Key key;
      for (const auto* language : {"en", "fr", "es", "ar", "ru", "zh"}) key.add(country_name(code, language));
      it->second = key.take();
    }
    return it->second;
  }

 private:
  std::map<std::string, std::string> keys_;
};

}  // namespace

void SearchIndex::update(const DirectoryState& state) {
  if (state.size() == size_) return;
  authorities_.clear();
  posts_.clear();
  officers_.clear();
  CountryKeys countries;
  for (const auto& [id, authority] : state.tables().authorities) {
    if (!state.active(id)) continue;
    const auto& record = authority.record;
    Key key;
    key.add(id.string()).add(record.organisation()).add_all(record.names());
    if (!record.country().empty()) key.add_folded(countries.of(record.country()));
    authorities_.push_back({id, key.take()});
  }
  for (const auto& [address, post] : state.tables().posts) {
    if (state.active(address)) posts_.push_back({address, Key().add(address.string()).add_all(post.details.names()).take()});
  }
  for (const auto& [address, officer] : state.tables().officers) {
    if (!state.active(address)) continue;
    officers_.push_back({address, Key().add(officer.details.name()).add(officer.details.title()).add(address.string()).take()});
  }
  size_ = state.size();
}

Matches SearchIndex::search(std::string_view text) const {
  const Wanted wanted(text);
  return {found_in(authorities_, wanted), found_in(posts_, wanted)};
}

std::vector<directory::OfficerAddress> SearchIndex::search_officers(std::string_view text) const {
  return found_in(officers_, Wanted(text));
}

}  // namespace valise::records
