#include "client-sdk/client/form_chain.hpp"

#include <algorithm>

#include "client-sdk/client/reference.hpp"
#include "valise/v1/content.pb.h"

namespace valise::sdk::client {
namespace {

constexpr std::size_t kLongestChain = 50;
constexpr std::size_t kMostVersions = 200;

Result<std::optional<store::Message>> before(store::Transaction& tx, const store::Message& form) {
  auto key = tx.links().target_of(key_of(form));
  if (!key) return pass_on(key);
  if (!*key) return std::nullopt;
  return tx.messages().find((*key)->id, (*key)->sender);
}

// Those that follow one, and those that follow these.
Result<> add_after(store::Transaction& tx, const store::MessageKey& form, std::vector<store::Message>& out) {
  auto keys = tx.links().about(form, v1::Content::kForm);
  if (!keys) return pass_on(keys);
  for (const store::MessageKey& key : *keys) {
    if (out.size() >= kMostVersions) return {};
    auto message = tx.messages().find(key.id, key.sender);
    if (!message) return pass_on(message);
    if (!*message) continue;
    out.push_back(std::move(**message));
    if (auto added = add_after(tx, key, out); !added) return added;
  }
  return {};
}

}  // namespace

Result<std::vector<store::Message>> versions_before(store::Transaction& tx, const store::Message& form) {
  std::vector<store::Message> out;
  std::optional<store::Message> at = form;
  while (out.size() < kLongestChain) {
    auto earlier = before(tx, *at);
    if (!earlier) return pass_on(earlier);
    if (!*earlier) break;
    out.push_back(**earlier);
    at = std::move(*earlier);
  }
  std::ranges::reverse(out);
  return out;
}

Result<std::vector<store::Message>> chain_of(store::Transaction& tx, const store::Message& form) {
  auto out = versions_before(tx, form);
  if (!out) return out;
  if (out->empty()) out->push_back(form);
  out->erase(out->begin() + 1, out->end());  // the first; all others follow it
  if (auto added = add_after(tx, key_of(out->front()), *out); !added) return pass_on(added);
  return out;
}

}  // namespace valise::sdk::client
