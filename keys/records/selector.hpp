// Selectors: "country=KE,mandate=untoc-18,language=fr,network=wacap,on-duty". Resolved in the verified directory, locally and
// without trace: nobody learns who was looked for.
#pragma once

#include "keys/directory/state.hpp"
#include "keys/records/duty.hpp"

namespace valise::records {

enum class SelectorError {
  selector_empty = 1,
  selector_malformed,
  selector_unknown_key,
  selector_repeated_key,
  selector_bad_value,
};
constexpr std::string_view describe(SelectorError error) {
  switch (error) {
    case SelectorError::selector_empty: return "the selector selects nothing in particular";
    case SelectorError::selector_malformed: return "a selector is written key=value,key=value, with on-duty alone";
    case SelectorError::selector_unknown_key: return "a selector's keys are country, mandate, language, network and on-duty";
    case SelectorError::selector_repeated_key: return "the selector has a key twice";
    case SelectorError::selector_bad_value: return "the selector has a value of the wrong form";
  }
  return "selector failure";
}

// Selector: every criterion that is given must hold.
struct Selector {
  std::optional<std::string> country;   // upper-case code
  std::optional<std::string> mandate;   // convention, or convention-article: "untoc", "untoc-18"; lower case
  std::optional<std::string> language;  // BCP 47, lower case; "fr" finds "fr-CA", too
  std::optional<directory::NetworkId> network;
  bool on_duty = false;  // somebody is on duty at the post

  // parse reads the text form. Fails with a SelectorError.
  [[nodiscard]] static base::Result<Selector> parse(std::string_view text);
};
// is_selector tells a selector from an address: it has an equals sign, or is "on-duty".
[[nodiscard]] bool is_selector(std::string_view text);

struct Matches {
  std::vector<directory::AuthorityId> authorities;
  std::vector<directory::PostAddress> posts;
};

// select gives the active authorities that meet all criteria, and of their active posts those that do: a post's own languages,
// mandates and networks count where it has them, otherwise its authority's. With on_duty, posts are those where somebody with an
// active device is on duty at the instant, and authorities those that have such a post.
[[nodiscard]] Matches select(const directory::DirectoryState& state, const Selector& selector, UnixMillis instant);

}  // namespace valise::records

VALISE_ERROR_ENUM(valise::records, SelectorError, "selector")
