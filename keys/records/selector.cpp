#include "keys/records/selector.hpp"

#include <algorithm>

#include "keys/directory/text.hpp"
#include "keys/records/presence.hpp"

namespace valise::records {
namespace {

using base::fail;
using base::Result;
using directory::Authority;
using directory::AuthorityId;
using directory::DirectoryState;
using directory::NetworkId;
using directory::Post;
using directory::PostAddress;

constexpr std::string_view kOnDuty = "on-duty";

// Judged for every mandate and language of the directory, so texts are compared without copies.
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool reads(std::string_view text, std::string_view lowered) { return std::ranges::equal(text, lowered, {}, lower); }

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = lower(c);
  return out;
}

template <class T, class Convert>
Result<> set_once(std::optional<T>& field, std::string_view value, Convert convert) {
  if (field) return fail(SelectorError::selector_repeated_key);
  field = convert(value);
  if (!field) return fail(SelectorError::selector_bad_value);
  return {};
}

std::optional<std::string> to_country(std::string_view value) {
  std::string out;
  for (char c : value) out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  const bool letters = std::ranges::all_of(out, [](char c) { return c >= 'A' && c <= 'Z'; });
  return out.size() == 2 && letters ? std::optional(out) : std::nullopt;
}
std::optional<std::string> to_mandate(std::string_view value) {
  return value.empty() || !directory::is_line(value) ? std::nullopt : std::optional(lower(value));
}
std::optional<std::string> to_language(std::string_view value) {
  return directory::is_language(value) ? std::optional(lower(value)) : std::nullopt;
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
  return fail(SelectorError::selector_unknown_key);
}

// One part of a selector: "key=value", or "on-duty".
Result<> take(Selector& selector, std::string_view part) {
  if (part == kOnDuty) {
    if (std::exchange(selector.on_duty, true)) return fail(SelectorError::selector_repeated_key);
    return {};
  }
  const auto equals = part.find('=');
  if (equals == std::string_view::npos) return fail(SelectorError::selector_malformed);
  return set(selector, part.substr(0, equals), part.substr(equals + 1));
}

template <class Mandates>
bool has_mandate(const Mandates& mandates, std::string_view wanted) {
  return std::ranges::any_of(mandates, [&](const auto& mandate) {
    const std::string_view convention = mandate.convention();
    if (!reads(convention, wanted.substr(0, convention.size()))) return false;
    const auto rest = wanted.substr(convention.size());
    return rest.empty() || (rest.front() == '-' && reads(mandate.article(), rest.substr(1)));
  });
}

template <class Languages>
bool has_language(const Languages& languages, std::string_view wanted) {
  return std::ranges::any_of(languages, [&](std::string_view tag) {
    return reads(tag.substr(0, wanted.size()), wanted) && (tag.size() == wanted.size() || tag[wanted.size()] == '-');
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

}  // namespace

bool is_selector(std::string_view text) { return text == kOnDuty || text.find('=') != std::string_view::npos; }

Result<Selector> Selector::parse(std::string_view text) {
  if (text.empty()) return fail(SelectorError::selector_empty);
  Selector out;
  for (;;) {
    const auto part = text.substr(0, text.find(','));
    if (auto done = take(out, part); !done) return pass_on(done);
    if (part.size() == text.size()) return out;
    text.remove_prefix(part.size() + 1);
  }
}

Matches select(const DirectoryState& state, const Selector& selector, UnixMillis instant) {
  Matches out;
  calendar::Zones zones;
  for (const auto& [id, authority] : state.tables().authorities) {
    if (authority.status != directory::AuthorityStatus::active || !meets(state, authority, selector)) continue;
    const auto before = out.posts.size();
    for (const auto& [address, post] : state.posts_of(id)) {
      if (post.retired || !meets(post, selector)) continue;
      if (!selector.on_duty || staffed_at(state, authority, post, instant, zones)) out.posts.push_back(address);
    }
    if (!selector.on_duty || out.posts.size() > before) out.authorities.push_back(id);
  }
  return out;
}

}  // namespace valise::records
