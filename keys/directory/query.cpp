#include "keys/directory/query.hpp"

#include "keys/directory/text.hpp"

namespace valise::directory {
namespace {

using base::fail;
using base::Result;

template <class T, class Convert>
Result<> set_once(std::optional<T>& field, std::string_view value, Convert convert) {
  if (field) return fail(QueryError::selector_repeated_key);
  field = convert(value);
  if (!field) return fail(QueryError::selector_bad_value);
  return {};
}

std::optional<std::string> to_country(std::string_view value) {
  std::string out;
  for (char c : value) out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  const bool letters = std::ranges::all_of(out, [](char c) { return c >= 'A' && c <= 'Z'; });
  return out.size() == 2 && letters ? std::optional(out) : std::nullopt;
}
std::optional<std::string> to_mandate(std::string_view value) {
  return value.empty() || !is_line(value) ? std::nullopt : std::optional(fold(value));
}
std::optional<std::string> to_language(std::string_view value) {
  return is_language(value) ? std::optional(fold(value)) : std::nullopt;
}
std::optional<NetworkId> to_network(std::string_view value) {
  auto id = NetworkId::parse(value);
  return id ? std::optional(*id) : std::nullopt;
}

Result<> set(Selector& selector, std::string_view key, std::string_view value) {
  if (key == "country") return set_once(selector.country, value, to_country);
  if (key == "mandate") return set_once(selector.mandate, value, to_mandate);
  if (key == "language") return set_once(selector.language, value, to_language);
  if (key == "network") return set_once(selector.network, value, to_network);
  return fail(QueryError::selector_unknown_key);
}

template <class Mandates>
bool has_mandate(const Mandates& mandates, const std::string& wanted) {
  return std::ranges::any_of(mandates, [&](const auto& mandate) {
    const auto convention = fold(mandate.convention());
    return convention == wanted || convention + '-' + fold(mandate.article()) == wanted;
  });
}

template <class Languages>
bool has_language(const Languages& languages, const std::string& wanted) {
  return std::ranges::any_of(languages, [&](const auto& language) {
    const auto tag = fold(language);
    return tag == wanted || tag.starts_with(wanted + '-');
  });
}

bool is_member(const DirectoryState& state, const AuthorityId& authority, const NetworkId& id) {
  const auto* network = state.network(id);
  return network != nullptr && network->members.contains(authority);
}

bool meets(const DirectoryState& state, const Authority& authority, const Selector& selector) {
  const auto& record = authority.record;
  if (selector.country && record.country() != *selector.country) return false;
  if (selector.mandate && !has_mandate(record.mandates(), *selector.mandate)) return false;
  if (selector.language && !has_language(record.working_languages(), *selector.language) &&
      !has_language(record.request_languages(), *selector.language)) {
    return false;
  }
  return !selector.network || is_member(state, authority.id, *selector.network);
}

// Judged for a post of an authority that meets the selector; a post's own lists narrow its authority's.
bool meets(const Post& post, const Selector& selector) {
  const auto& details = post.details;
  if (selector.mandate && !details.mandates().empty() && !has_mandate(details.mandates(), *selector.mandate)) return false;
  if (selector.language && !details.languages().empty() && !has_language(details.languages(), *selector.language)) return false;
  if (!selector.network || details.networks().empty()) return true;
  return std::ranges::find(details.networks(), selector.network->string()) != details.networks().end();
}

// Words is a search text, folded and taken apart.
class Words {
 public:
  explicit Words(std::string_view text) {
    const std::string folded = fold(text);
    std::string_view rest = folded;
    while (!rest.empty()) {
      const auto word = rest.substr(0, rest.find(' '));
      if (!word.empty()) words_.emplace_back(word);
      rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    }
  }
  [[nodiscard]] bool empty() const { return words_.empty(); }
  [[nodiscard]] bool all_in(std::string_view text) const {
    const std::string folded = fold(text);
    return std::ranges::all_of(words_, [&](const auto& word) { return folded.find(word) != std::string::npos; });
  }
  template <class Texts>
  [[nodiscard]] bool all_in_one_of(const Texts& texts) const {
    return std::ranges::any_of(texts, [&](const auto& text) { return all_in(text.text()); });
  }

 private:
  std::vector<std::string> words_;
};

}  // namespace

Result<Selector> Selector::parse(std::string_view text) {
  if (text.empty()) return fail(QueryError::selector_empty);
  Selector out;
  for (;;) {
    const auto part = text.substr(0, text.find(','));
    const auto equals = part.find('=');
    if (equals == std::string_view::npos) return fail(QueryError::selector_malformed);
    if (auto done = set(out, part.substr(0, equals), part.substr(equals + 1)); !done) return pass_on(done);
    if (part.size() == text.size()) return out;
    text.remove_prefix(part.size() + 1);
  }
}

Matches select(const DirectoryState& state, const Selector& selector) {
  Matches out;
  for (const auto& [id, authority] : state.tables().authorities) {
    if (state.active(id) && meets(state, authority, selector)) out.authorities.push_back(id);
  }
  for (const auto& [address, post] : state.tables().posts) {
    if (state.active(address) && std::ranges::binary_search(out.authorities, address.authority) && meets(post, selector)) {
      out.posts.push_back(address);
    }
  }
  return out;
}

Matches search(const DirectoryState& state, std::string_view text) {
  const Words words(text);
  Matches out;
  if (words.empty()) return out;
  for (const auto& [id, authority] : state.tables().authorities) {
    const auto& record = authority.record;
    if (!state.active(id)) continue;
    if (words.all_in(id.string()) || words.all_in(record.organisation()) || words.all_in_one_of(record.names())) {
      out.authorities.push_back(id);
    }
  }
  for (const auto& [address, post] : state.tables().posts) {
    if (state.active(address) && (words.all_in(address.string()) || words.all_in_one_of(post.details.names()))) {
      out.posts.push_back(address);
    }
  }
  return out;
}

std::vector<OfficerAddress> search_officers(const DirectoryState& state, std::string_view text) {
  const Words words(text);
  std::vector<OfficerAddress> out;
  if (words.empty()) return out;
  for (const auto& [address, officer] : state.tables().officers) {
    const auto& details = officer.details;
    if (state.active(address) && words.all_in(details.name() + ' ' + details.title() + ' ' + address.string())) {
      out.push_back(address);
    }
  }
  return out;
}

}  // namespace valise::directory
