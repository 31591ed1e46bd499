#include "keys/directory/rules.hpp"

namespace valise::directory::rules {

using base::fail;
using base::Result;

Group registrar(const Tables& tables) { return {"registrar", tables.registrar}; }
Group keys_of(const Authority& authority) { return {authority.id.string(), authority.keys}; }

Ruling signed_by_all(Alternative groups, Effect effect) {
  Ruling out;
  out.alternatives.push_back(std::move(groups));
  out.effect = std::move(effect);
  return out;
}

Ruling signed_by_any(std::vector<Group> groups, Effect effect) {
  Ruling out;
  for (auto& group : groups) out.alternatives.push_back({std::move(group)});
  out.effect = std::move(effect);
  return out;
}

namespace {

Result<crypto::VerifyKey> parse_key(base::ByteView bytes, Signatures signatures) {
  if (signatures == Signatures::verify || bytes.size() != crypto::VerifyKey::size) return crypto::VerifyKey::parse(bytes);
  return crypto::VerifyKey::from_admitted(bytes.first<crypto::VerifyKey::size>());
}

}  // namespace

Result<KeySet> parse_key_set(const Entry& entry, const v1::KeySet& in, std::string_view what) {
  const auto refuse = [&](RuleError error) { return fail(error, std::string(what)); };
  const int count = in.public_keys_size();
  if (count < 1 || count > 32) return refuse(RuleError::key_set_invalid);
  if (in.threshold() < 1 || in.threshold() > static_cast<std::uint32_t>(count)) return refuse(RuleError::key_set_invalid);
  KeySet out{.threshold = in.threshold()};
  const auto& tables = entry.tables;
  for (const auto& bytes : in.public_keys()) {
    const auto key = parse_key(base::as_bytes(bytes), entry.signatures);
    if (!key || !out.keys.insert(*key).second) return refuse(RuleError::key_set_invalid);
    if (tables.device_keys.contains(*key) || tables.witness_keys.contains(*key)) return refuse(RuleError::key_used_before);
  }
  return out;
}

Result<> require_next(std::uint64_t revision, std::uint64_t last) {
  if (revision == 0 || revision - 1 != last) return fail(RuleError::revision_out_of_order);
  return {};
}

Result<AuthorityId> parse_authority(std::string_view id) {
  auto out = AuthorityId::parse(id);
  if (!out) return fail(RuleError::id_invalid, "authority");
  return out;
}

Result<OfficerAddress> parse_officer(std::string_view authority, std::string_view officer) {
  auto id = parse_authority(authority);
  if (!id) return pass_on(id);
  auto name = OfficerId::parse(officer);
  if (!name) return fail(RuleError::id_invalid, "officer");
  return OfficerAddress{std::move(*id), std::move(*name)};
}

Result<PostAddress> parse_post(std::string_view authority, std::string_view post) {
  auto id = parse_authority(authority);
  if (!id) return pass_on(id);
  auto name = PostId::parse(post);
  if (!name) return fail(RuleError::id_invalid, "post");
  return PostAddress{std::move(*id), std::move(*name)};
}

Result<const Authority*> registered(const Tables& tables, const AuthorityId& id) {
  const auto* authority = find(tables.authorities, id);
  if (authority == nullptr) return fail(RuleError::id_unknown);
  return authority;
}

Result<const Authority*> active(const Tables& tables, const AuthorityId& id) {
  auto authority = registered(tables, id);
  if (authority && (*authority)->status != AuthorityStatus::active) return fail(RuleError::authority_not_active);
  return authority;
}

Result<const Officer*> not_retired(const Tables& tables, const OfficerAddress& address) {
  const auto* officer = find(tables.officers, address);
  if (officer == nullptr) return fail(RuleError::officer_unknown);
  if (officer->retired) return fail(RuleError::officer_retired);
  return officer;
}

Result<const Post*> not_retired(const Tables& tables, const PostAddress& address) {
  const auto* post = find(tables.posts, address);
  if (post == nullptr) return fail(RuleError::post_unknown);
  if (post->retired) return fail(RuleError::post_retired);
  return post;
}

void remember(Tables& tables, const KeySet& keys) {
  for (const auto& key : keys.keys) tables.administrator_keys.insert(key);
}

void end(Tables& tables, const base::DeviceId& id) {
  if (tables.devices.at(id).ended_at) return;
  tables.devices.edit(id).ended_at = base::LogIndex(tables.entries);
}

std::vector<base::DeviceId> active_devices(const Tables& tables, const Officer& officer) {
  std::vector<base::DeviceId> out;
  for (const auto& id : officer.devices) {
    if (is_active(tables, tables.devices.at(id))) out.push_back(id);
  }
  return out;
}

}  // namespace valise::directory::rules
