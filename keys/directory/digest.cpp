// DirectoryState::digest: a canonical encoding of all tables, hashed. Every field of records.hpp stands here.
#include <map>
#include <set>

#include "base/writer.hpp"
#include "keys/directory/state.hpp"

namespace valise::directory {
namespace {

using base::as_bytes;
using base::Writer;

void put(Writer& out, std::string_view text) { out.opaque(as_bytes(text)); }
void put(Writer& out, const google::protobuf::MessageLite& message) { put(out, message.SerializeAsString()); }
void put(Writer& out, const crypto::VerifyKey& key) { out.bytes(key.view()); }
void put(Writer& out, const base::DeviceId& id) { out.bytes(id.view()); }
void put(Writer& out, const AuthorityId& id) { put(out, id.string()); }
void put(Writer& out, const OfficerAddress& address) { put(out, address.string()); }
void put(Writer& out, std::uint32_t number) { out.u32(number); }
void put(Writer& out, const Witness& witness) {
  put(out, witness.name);
  put(out, witness.key);
}

template <class List>
void put_list(Writer& out, const List& list) {
  out.u64(list.size());
  for (const auto& item : list) put(out, item);
}

void put(Writer& out, const KeySet& set) {
  out.u32(set.threshold);
  put_list(out, set.keys);
}
void put(Writer& out, const Recovery& recovery) {
  put(out, recovery.keys);
  put(out, recovery.reason);
  out.u64(base::to_wire(recovery.announced_at)).u64(recovery.announced_in.value());
}
void put(Writer& out, const Authority& authority) {
  put(out, authority.id);
  put(out, authority.record);
  put(out, authority.keys);
  out.u8(static_cast<std::uint8_t>(authority.status));
  put(out, authority.status_reason);
  out.u64(authority.record_revision).u64(authority.status_revision).u64(authority.keys_revision);
  out.u64(authority.recovery_revision).u8(authority.recovery ? 1 : 0);
  if (authority.recovery) put(out, *authority.recovery);
}
void put(Writer& out, const Officer& officer) {
  put(out, officer.address);
  put(out, officer.details);
  out.u64(officer.revision).u8(officer.retired ? 1 : 0);
  put_list(out, officer.devices);
}
void put(Writer& out, const Device& device) {
  put(out, device.id);
  put(out, device.officer);
  put(out, device.signature_key);
  put(out, device.transport_key);
  put(out, device.label);
  out.u64(device.enrolled_at.value()).u8(device.revoked_at ? 1 : 0).u64(device.revoked_at.value_or(base::LogIndex()).value());
  out.u8(device.ended_at ? 1 : 0).u64(device.ended_at.value_or(base::LogIndex()).value());
  put(out, device.revocation_reason);
}
void put(Writer& out, const Post& post) {
  put(out, post.address.string());
  put(out, post.details);
  out.u64(post.revision).u8(post.retired ? 1 : 0).u64(post.roster_revision);
  put_list(out, post.roster);
  put(out, post.plan);
  put_list(out, post.ever_staffed);
}
void put(Writer& out, const Network& network) {
  put(out, network.id.string());
  put(out, network.definition);
  put_list(out, network.members);
  out.u64(network.membership_revisions.size());
  for (const auto& [authority, revision] : network.membership_revisions) {
    put(out, authority);
    out.u64(revision);
  }
}
void put(Writer& out, const Relay& relay) {
  put(out, relay.name);
  out.u64(relay.revision);
  put(out, relay.address);
  out.bytes(relay.id.view());
  put(out, relay.log_key);
  put(out, relay.log_origin);
}
void put(Writer& out, const Floor& floor) {
  out.u64(floor.revision).u32(floor.protocol_version);
  put_list(out, floor.cipher_suites);
  put_list(out, floor.dropped_suites);
}

void put(Writer& out, const WitnessSet& set) {
  out.u64(set.revision).u32(set.threshold);
  put_list(out, set.witnesses);
}

template <class Map>
void put_values(Writer& out, const Map& map) {
  out.u64(map.size());
  for (const auto& [key, value] : map) put(out, value);
}

template <class Key, class Value>
std::map<Key, Value> ordered(const HashTable<Key, Value>& table) {
  return {table.begin(), table.end()};
}

}  // namespace

crypto::Digest DirectoryState::digest() const {
  Writer out;
  out.u64(tables_.entries).bytes(tables_.directory_id.view());
  put(out, tables_.name);
  put(out, tables_.registrar);
  out.u64(tables_.registrar_revision);
  put(out, tables_.floor);
  put(out, tables_.witnesses);
  out.u8(tables_.witnessed_from ? 1 : 0).u64(tables_.witnessed_from.value_or(base::LogIndex()).value());
  put_values(out, tables_.relays);
  put_values(out, tables_.authorities);
  put_values(out, tables_.officers);
  put_values(out, ordered(tables_.devices));
  put_values(out, tables_.posts);
  put_values(out, tables_.networks);
  put_values(out, tables_.calendars);
  out.u64(tables_.device_keys.size());
  for (const auto& [key, device] : ordered(tables_.device_keys)) {
    put(out, key);
    put(out, device);
  }
  put_list(out, std::set(tables_.administrator_keys.begin(), tables_.administrator_keys.end()));
  put_list(out, std::set(tables_.witness_keys.begin(), tables_.witness_keys.end()));
  return crypto::Sha256::of(out.view());
}

}  // namespace valise::directory
