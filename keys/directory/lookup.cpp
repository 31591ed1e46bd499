// DirectoryState's questions about the directory as it is.
#include "keys/directory/state.hpp"

namespace valise::directory {
namespace {

// What an authority has of a kind, in the order of the names.
template <class Id, class Address, class Value>
std::ranges::subrange<typename Table<Address, Value>::const_iterator> those_of(const Table<Address, Value>& table,
                                                                               const AuthorityId& authority) {
  static const auto first = Id::parse("0").value();  // no identifier sorts before it
  const auto begin = table.lower_bound({authority, first});
  return {begin, std::find_if(begin, table.end(), [&](const auto& item) { return item.first.authority != authority; })};
}

}  // namespace

std::string calendar_country(std::string_view name) {
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  if (name.size() < 2 || !is_letter(name[0]) || !is_letter(name[1]) || (name.size() > 2 && name[2] != '-')) return {};
  return {static_cast<char>(name[0] - 'a' + 'A'), static_cast<char>(name[1] - 'a' + 'A')};
}

std::ranges::subrange<Table<OfficerAddress, Officer>::const_iterator> officers_of(const Tables& tables,
                                                                                  const AuthorityId& authority) {
  return those_of<OfficerId>(tables.officers, authority);
}

bool is_active(const Tables& tables, const AuthorityId& id) {
  const auto* authority = find(tables.authorities, id);
  return authority != nullptr && authority->status == AuthorityStatus::active;
}

bool is_active(const Tables& tables, const Device& device) {
  return !device.revoked_at && !tables.officers.at(device.officer).retired && is_active(tables, device.officer.authority);
}

const Relay* DirectoryState::relay(const base::RelayId& id) const {
  const auto it = std::ranges::find_if(tables_.relays, [&](const auto& item) { return item.second.id == id; });
  return it == tables_.relays.end() ? nullptr : &it->second;
}

const Device* DirectoryState::device_by_signature_key(const crypto::VerifyKey& key) const {
  const auto* id = find(tables_.device_keys, key);
  const auto* found = id == nullptr ? nullptr : device(*id);
  return found != nullptr && found->signature_key == key ? found : nullptr;
}

const Device* DirectoryState::device_by_transport_key(const crypto::VerifyKey& key) const {
  const auto* id = find(tables_.device_keys, key);
  const auto* found = id == nullptr ? nullptr : device(*id);
  return found != nullptr && found->transport_key == key ? found : nullptr;
}

bool DirectoryState::active(const base::DeviceId& id) const {
  const auto* found = device(id);
  return found != nullptr && is_active(tables_, *found);
}

bool DirectoryState::active(const OfficerAddress& address) const {
  const auto* found = officer(address);
  return found != nullptr && !found->retired && is_active(tables_, address.authority);
}

bool DirectoryState::active(const PostAddress& address) const {
  const auto* found = post(address);
  return found != nullptr && !found->retired && is_active(tables_, address.authority);
}

std::vector<base::DeviceId> DirectoryState::devices_of(const OfficerAddress& address) const {
  std::vector<base::DeviceId> out;
  if (!active(address)) return out;
  for (const auto& id : officer(address)->devices) {
    if (active(id)) out.push_back(id);
  }
  return out;
}

bool DirectoryState::reachable(const OfficerAddress& address) const {
  const auto* found = officer(address);
  if (found == nullptr || found->retired || !is_active(tables_, address.authority)) return false;
  return std::ranges::any_of(found->devices, [&](const auto& id) { return !tables_.devices.at(id).revoked_at; });
}

std::vector<base::DeviceId> DirectoryState::devices_of(const PostAddress& address) const {
  std::vector<base::DeviceId> out;
  if (!active(address)) return out;
  for (const auto& member : post(address)->roster) {
    const auto devices = devices_of(member);
    out.insert(out.end(), devices.begin(), devices.end());
  }
  return out;
}

std::ranges::subrange<Table<PostAddress, Post>::const_iterator> DirectoryState::posts_of(const AuthorityId& authority) const {
  return those_of<PostId>(tables_.posts, authority);
}

std::vector<PostAddress> DirectoryState::posts_of(const OfficerAddress& address) const {
  std::vector<PostAddress> out;
  for (const auto& [post_address, post] : tables_.posts) {
    if (active(post_address) && std::ranges::find(post.roster, address) != post.roster.end()) out.push_back(post_address);
  }
  return out;
}

std::optional<Administrator> DirectoryState::administrator(const crypto::VerifyKey& key) const {
  if (!tables_.administrator_keys.contains(key)) return std::nullopt;
  Administrator out{.registrar = tables_.registrar.keys.contains(key)};
  for (const auto& [id, authority] : tables_.authorities) {
    if (authority.status == AuthorityStatus::active && authority.keys.keys.contains(key)) out.authorities.push_back(id);
  }
  if (!out.registrar && out.authorities.empty()) return std::nullopt;
  return out;
}

}  // namespace valise::directory
