// Looking things up in the verified directory: selectors ("country=KE,mandate=untoc-18,language=fr,network=wacap") and search by
// name. Local and without trace: nobody learns who was looked for.
#pragma once

#include "keys/directory/state.hpp"

namespace valise::directory {

enum class QueryError {
  selector_empty = 1,
  selector_malformed,
  selector_unknown_key,
  selector_repeated_key,
  selector_bad_value,
};
constexpr std::string_view describe(QueryError error) {
  switch (error) {
    case QueryError::selector_empty: return "the selector selects nothing in particular";
    case QueryError::selector_malformed: return "a selector is written key=value,key=value";
    case QueryError::selector_unknown_key: return "a selector's keys are country, mandate, language and network";
    case QueryError::selector_repeated_key: return "the selector has a key twice";
    case QueryError::selector_bad_value: return "the selector has a value of the wrong form";
  }
  return "query failure";
}

// Selector: every criterion that is given must hold.
struct Selector {
  std::optional<std::string> country;   // upper-case code
  std::optional<std::string> mandate;   // convention, or convention-article: "untoc", "untoc-18"
  std::optional<std::string> language;  // BCP 47; "fr" finds "fr-CA", too
  std::optional<NetworkId> network;

  // parse reads the text form. Fails with a QueryError.
  [[nodiscard]] static base::Result<Selector> parse(std::string_view text);
};
// is_selector tells a selector from an address: it has an equals sign.
[[nodiscard]] inline bool is_selector(std::string_view text) { return text.find('=') != std::string_view::npos; }

struct Matches {
  std::vector<AuthorityId> authorities;
  std::vector<PostAddress> posts;
};

// select gives the active authorities that meet all criteria, and of their active posts those that do: a post's own languages,
// mandates and networks count where it has them, otherwise its authority's.
[[nodiscard]] Matches select(const DirectoryState& state, const Selector& selector);

// search gives the active authorities and posts one of whose names, addresses or ids contains every word of the text. Case and
// accents of Latin letters do not count, nor case of Greek and Cyrillic ones. Nothing for a text without words.
[[nodiscard]] Matches search(const DirectoryState& state, std::string_view text);
// search_officers does the same for active officers, by name, title and address.
[[nodiscard]] std::vector<OfficerAddress> search_officers(const DirectoryState& state, std::string_view text);

// fold gives the form in which names are compared.
[[nodiscard]] std::string fold(std::string_view text);

}  // namespace valise::directory

VALISE_ERROR_ENUM(valise::directory, QueryError, "query")
