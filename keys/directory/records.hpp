// What replay makes of the log: authorities, officers, devices, posts, networks, relays. Plain data, changed only by the rules
// (state.hpp); retired and revoked things stay, because their identifiers are never used again.
#pragma once

#include <map>
#include <optional>
#include <ranges>
#include <set>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "keys/crypto/ed25519.hpp"
#include "keys/crypto/hash.hpp"
#include "keys/directory/address.hpp"
#include "keys/directory/table.hpp"
#include "valise/v1/directory.pb.h"

namespace valise::directory {

// KeySet: `threshold` of these keys act together. Sorted, distinct, threshold between 1 and the number of keys.
struct KeySet {
  std::uint32_t threshold = 0;
  std::set<crypto::VerifyKey> keys;
  friend bool operator==(const KeySet&, const KeySet&) = default;
};

enum class AuthorityStatus { active, suspended, withdrawn };

// Recovery: an authority's keys are lost, and these are to take their place after a time in which everybody can see it.
struct Recovery {
  KeySet keys;
  std::string reason;
  base::UnixMillis announced_at;  // as the announcement dates itself
  base::LogIndex announced_in;
};

struct Authority {
  AuthorityId id;
  v1::AuthorityRecord record;
  KeySet keys;
  AuthorityStatus status = AuthorityStatus::active;
  std::string status_reason;
  std::uint64_t record_revision = 0;
  std::uint64_t status_revision = 0;
  std::uint64_t keys_revision = 0;
  std::optional<Recovery> recovery;     // pending
  std::uint64_t recovery_revision = 0;  // of the last one announced
};

struct Officer {
  OfficerAddress address;
  v1::Officer details;
  std::uint64_t revision = 0;
  bool retired = false;
  std::vector<base::DeviceId> devices;  // all that were ever enrolled, in the order of the log
};

struct Device {
  base::DeviceId id;
  OfficerAddress officer;
  crypto::VerifyKey signature_key;
  crypto::VerifyKey transport_key;
  std::string label;
  base::LogIndex enrolled_at;
  std::optional<base::LogIndex> revoked_at;
  std::optional<base::LogIndex>
      ended_at;  // final: revoked, its officer retired, or its authority withdrawn, whichever came first
  std::string revocation_reason;
};

struct Post {
  PostAddress address;
  v1::Post details;
  std::uint64_t revision = 0;
  bool retired = false;
  std::uint64_t roster_revision = 0;
  std::vector<OfficerAddress> roster;     // in the order published; may name officers who were retired since
  v1::RosterPublished plan;               // the roster as it was published, with shifts and exceptions
  std::set<OfficerAddress> ever_staffed;  // everybody whom any roster of this post named
};

struct Network {
  NetworkId id;
  v1::NetworkDefined definition;
  std::set<AuthorityId> members;
  std::map<AuthorityId, std::uint64_t> membership_revisions;
};

struct Relay {
  std::string name;
  std::uint64_t revision = 0;
  std::string address;  // host:port
  base::RelayId id;     // SHA-256 of the TLS public key
  crypto::VerifyKey log_key;
  std::string log_origin;
};

// Floor: the lowest protocol version and the MLS cipher suites that members may use. Empty suites: no restriction yet.
struct Floor {
  std::uint64_t revision = 0;
  std::uint32_t protocol_version = 1;
  std::vector<std::uint32_t> cipher_suites;
  std::set<std::uint32_t> dropped_suites;  // were allowed once, were left out since, and never come back
};

// Witness: an independent body that cosigns heads of the log under this name with this key.
struct Witness {
  std::string name;
  crypto::VerifyKey key;
  friend bool operator==(const Witness&, const Witness&) = default;
};

// WitnessSet: `threshold` of these witnesses must cosign a head. Threshold 0: none was configured yet, heads need no cosignature.
struct WitnessSet {
  static constexpr std::uint32_t most = 15;  // with the log's own signature 16, which every reader of C2SP notes takes
  std::uint64_t revision = 0;
  std::uint32_t threshold = 0;
  std::vector<Witness> witnesses;
  friend bool operator==(const WitnessSet&, const WitnessSet&) = default;
};

// Basics: what there is one of.
struct Basics {
  std::uint64_t entries = 0;
  base::DirectoryId directory_id;
  std::string name;
  KeySet registrar;
  std::uint64_t registrar_revision = 0;
  Floor floor;
  WitnessSet witnesses;
  std::optional<base::LogIndex> witnessed_from;  // the entry that first configured witnesses
};

// Tables is everything together; what DirectoryState replays into. What is added here is added to each_table and to digest.cpp.
struct Tables : Basics {
  Table<std::string, Relay> relays;
  Table<AuthorityId, Authority> authorities;
  Table<OfficerAddress, Officer> officers;
  HashTable<base::DeviceId, Device> devices;
  Table<PostAddress, Post> posts;
  Table<NetworkId, Network> networks;
  Table<std::string, v1::HolidayCalendarPublished> calendars;  // of public holidays, by name
  HashTable<crypto::VerifyKey, base::DeviceId> device_keys;    // signature and transport keys of all devices ever enrolled
  KeptSet<crypto::VerifyKey> administrator_keys;               // all registrar, authority and log keys there ever were
  KeptSet<crypto::VerifyKey> witness_keys;                     // all keys of witnesses there ever were

  template <class Action>
  void each_table(Action&& action) {
    action(relays), action(authorities), action(officers), action(devices), action(posts), action(networks), action(calendars);
    action(device_keys), action(administrator_keys), action(witness_keys);
  }
};

// find gives a map's value or null.
template <class Map>
[[nodiscard]] const typename Map::mapped_type* find(const Map& map, const typename Map::key_type& key) {
  const auto it = map.find(key);
  return it == map.end() ? nullptr : &it->second;
}

// officers_of gives all officers that an authority ever enrolled, in the order of their names.
[[nodiscard]] std::ranges::subrange<Table<OfficerAddress, Officer>::const_iterator> officers_of(const Tables& tables,
                                                                                                const AuthorityId& authority);

// calendar_country gives the upper-case code of the country that a holiday calendar is named after ("ke", "de-by"), or nothing.
[[nodiscard]] std::string calendar_country(std::string_view name);

// is_active: enrolled, not revoked, officer not retired, authority active.
[[nodiscard]] bool is_active(const Tables& tables, const Device& device);
[[nodiscard]] bool is_active(const Tables& tables, const AuthorityId& authority);

}  // namespace valise::directory
