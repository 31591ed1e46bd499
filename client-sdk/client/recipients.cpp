#include "client-sdk/client/recipients.hpp"

#include <algorithm>

#include "client-sdk/client/error.hpp"
#include "keys/records/selector.hpp"

namespace valise::sdk::client {
namespace {

using directory::DirectoryState;
using directory::OfficerAddress;
using directory::PostAddress;

int preference(v1::PostKind kind) {
  if (kind == v1::POST_KIND_CONTACT_POINT_24_7) return 0;
  return kind == v1::POST_KIND_DESK ? 1 : 2;
}

// Of the posts that a selector found, the one per authority that takes messages from strangers.
std::vector<std::string> one_post_each(const DirectoryState& state, const std::vector<PostAddress>& posts) {
  std::map<directory::AuthorityId, PostAddress> chosen;
  for (const PostAddress& post : posts) {
    const auto [it, fresh] = chosen.try_emplace(post.authority, post);
    const int known = preference(state.post(it->second)->details.kind());
    if (!fresh && preference(state.post(post)->details.kind()) < known) it->second = post;
  }
  std::vector<std::string> out;
  for (const auto& [authority, post] : chosen) out.push_back(post.string());
  return out;
}

Result<std::vector<std::string>> resolve_selector(const DirectoryState& state, const std::string& text,
                                                  base::UnixMillis instant) {
  auto selector = records::Selector::parse(text);
  if (!selector) return pass_on(selector);
  auto posts = one_post_each(state, records::select(state, *selector, instant).posts);
  if (posts.empty()) return fail(ClientError::nobody_selected);
  return posts;
}

Result<std::string> resolve_address(const DirectoryState& state, const std::string& text) {
  if (auto post = PostAddress::parse(text)) {
    return state.active(*post) ? Result<std::string>(post->string()) : fail(ClientError::address_unknown, post->string());
  }
  if (auto officer = OfficerAddress::parse(text)) {
    return state.active(*officer) ? Result<std::string>(officer->string())
                                  : fail(ClientError::address_unknown, officer->string());
  }
  return fail(ClientError::address_invalid);
}

}  // namespace

Result<std::vector<std::string>> resolve(const DirectoryState& state, const std::vector<std::string>& written,
                                         base::UnixMillis instant) {
  std::vector<std::string> out;
  for (const std::string& text : written) {
    std::vector<std::string> meant;
    if (records::is_selector(text)) {
      auto selected = resolve_selector(state, text, instant);
      if (!selected) return pass_on(selected);
      meant = std::move(*selected);
    } else {
      auto address = resolve_address(state, text);
      if (!address) return pass_on(address);
      meant.push_back(std::move(*address));
    }
    for (std::string& address : meant) {
      if (std::ranges::find(out, address) == out.end()) out.push_back(std::move(address));
    }
  }
  return out;
}

Result<std::string> own_post(const Context& context, const std::string& wanted) {
  const std::vector<PostAddress> posts = context.directory().posts_of(context.identity->officer);
  if (wanted.empty()) {
    if (posts.empty()) return fail(ClientError::no_own_post);
    return posts.size() == 1 ? Result<std::string>(posts.front().string()) : fail(ClientError::post_not_chosen);
  }
  auto post = PostAddress::parse(wanted);
  if (!post) return fail(ClientError::address_invalid);
  const bool staffed = std::ranges::find(posts, *post) != posts.end();
  return staffed ? Result<std::string>(post->string()) : fail(ClientError::not_on_post, post->string());
}

std::set<std::string> own_addresses(const Context& context) {
  std::set<std::string> out{context.identity->officer.string()};
  for (const PostAddress& post : context.directory().posts_of(context.identity->officer)) out.insert(post.string());
  return out;
}

bool represents(const DirectoryState& state, const OfficerAddress& officer, const std::string& address) {
  if (address == officer.string()) return true;
  auto post_address = PostAddress::parse(address);
  const directory::Post* post = post_address ? state.post(*post_address) : nullptr;
  return post != nullptr && post->ever_staffed.contains(officer);
}

std::set<base::DeviceId> devices_of(const DirectoryState& state, const std::vector<std::string>& participants) {
  std::set<base::DeviceId> out;
  for (const std::string& text : participants) {
    std::vector<base::DeviceId> devices;
    if (auto post = PostAddress::parse(text)) devices = state.devices_of(*post);
    if (auto officer = OfficerAddress::parse(text)) devices = state.devices_of(*officer);
    out.insert(devices.begin(), devices.end());
  }
  return out;
}

}  // namespace valise::sdk::client
