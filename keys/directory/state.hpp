// DirectoryState: the deterministic replay of the log (docs/PROTOCOL.md, "Rules of replay"). Relay and clients run the same
// machine, so what one accepts all accept. No clock, no I/O; the same entries give the same state everywhere. A statement is
// checked completely before anything changes. Copyable (a copy costs as much as the directory is large). One thread at a time.
#pragma once

#include <ranges>

#include "keys/directory/records.hpp"
#include "keys/directory/rule_error.hpp"
#include "keys/directory/statement.hpp"

namespace valise::directory {

using StatementKind = v1::Statement::BodyCase;

// Applied says what a statement did, as far as others have to react.
struct Applied {
  StatementKind kind = StatementKind::BODY_NOT_SET;
  std::optional<AuthorityId> authority;     // whose affair it was, if an authority's
  std::vector<base::DeviceId> activated;    // devices that may connect from now on
  std::vector<base::DeviceId> deactivated;  // devices to be cut off
};

// Administrator: which sets a key belongs to now. Keys of authorities that are not active do not count.
struct Administrator {
  bool registrar = false;
  std::vector<AuthorityId> authorities;
};

// RequiredSignatures: who must sign a statement, and who has. Each group needs `threshold` of its keys; one of the alternatives
// must be complete.
struct SignatureGroup {
  std::string who;  // "registrar", "ke-odpp", "new keys of ke-odpp"
  std::uint32_t threshold = 0;
  std::vector<crypto::VerifyKey> signed_by;
  std::vector<crypto::VerifyKey> missing;  // keys of the group that have not signed
  [[nodiscard]] bool complete() const { return signed_by.size() >= threshold; }
};
struct RequiredSignatures {
  std::vector<std::vector<SignatureGroup>> alternatives;  // any one alternative, all of its groups
  [[nodiscard]] bool complete() const;
};

// Signatures: whether replay verifies signatures and possession proofs, or takes them as verified before by this very party.
enum class Signatures { verify, verified_before };

class DirectoryState {
 public:
  // check tells whether apply would succeed. Fails with a StatementError or a RuleError.
  [[nodiscard]] base::Result<> check(base::ByteView signed_statement) const;
  [[nodiscard]] base::Result<> check(const SignedStatement& statement) const;
  // apply replays the next entry. Fails like check; then nothing has changed.
  base::Result<Applied> apply(base::ByteView signed_statement, Signatures signatures = Signatures::verify);
  base::Result<Applied> apply(const SignedStatement& statement, Signatures signatures);
  // required_signatures tells who has to sign a statement that is being prepared. Fails with a RuleError if the statement breaks
  // another rule. Signatures that are there have to be valid and by a key that has a say.
  [[nodiscard]] base::Result<RequiredSignatures> required_signatures(const SignedStatement& statement) const;

  // hold remembers the present state; keep or take_back must follow. keep lets go of it; take_back makes the state, after any
  // number of statements, what it was, at the cost of what these changed. Nothing is copied but what changes.
  void hold();
  void keep() noexcept;
  void take_back() noexcept;

  // ---- the directory as it is ----
  [[nodiscard]] const Tables& tables() const { return tables_; }
  [[nodiscard]] std::uint64_t size() const { return tables_.entries; }
  // directory_id is all zero before the genesis.
  [[nodiscard]] const base::DirectoryId& directory_id() const { return tables_.directory_id; }

  // The lookups give null where nothing of that name was ever defined; retired and revoked things are found.
  [[nodiscard]] const Authority* authority(const AuthorityId& id) const { return find(tables_.authorities, id); }
  [[nodiscard]] const Officer* officer(const OfficerAddress& address) const { return find(tables_.officers, address); }
  [[nodiscard]] const Post* post(const PostAddress& address) const { return find(tables_.posts, address); }
  [[nodiscard]] const Network* network(const NetworkId& id) const { return find(tables_.networks, id); }
  [[nodiscard]] const v1::HolidayCalendarPublished* calendar(std::string_view name) const {
    return find(tables_.calendars, std::string(name));
  }
  [[nodiscard]] const Relay* relay(std::string_view name) const { return find(tables_.relays, std::string(name)); }
  [[nodiscard]] const Relay* relay(const base::RelayId& id) const;
  [[nodiscard]] const Device* device(const base::DeviceId& id) const { return find(tables_.devices, id); }
  [[nodiscard]] const Device* device_by_signature_key(const crypto::VerifyKey& key) const;
  [[nodiscard]] const Device* device_by_transport_key(const crypto::VerifyKey& key) const;

  // active: see docs/PROTOCOL.md; false for what is not there.
  [[nodiscard]] bool active(const base::DeviceId& id) const;
  [[nodiscard]] bool active(const AuthorityId& id) const { return is_active(tables_, id); }
  [[nodiscard]] bool active(const OfficerAddress& address) const;
  [[nodiscard]] bool active(const PostAddress& address) const;

  // devices_of gives the active devices of an officer, or of the officers on a post's roster; in the order of the roster and the
  // log.
  [[nodiscard]] std::vector<base::DeviceId> devices_of(const OfficerAddress& address) const;
  [[nodiscard]] std::vector<base::DeviceId> devices_of(const PostAddress& address) const;
  // reachable tells whether devices_of would give any.
  [[nodiscard]] bool reachable(const OfficerAddress& address) const;
  // posts_of gives all posts that an authority ever defined, in the order of their names.
  [[nodiscard]] std::ranges::subrange<Table<PostAddress, Post>::const_iterator> posts_of(const AuthorityId& authority) const;
  // posts_of gives the active posts whose roster names the officer.
  [[nodiscard]] std::vector<PostAddress> posts_of(const OfficerAddress& address) const;

  // administrator tells whether a key may open an administrator's session, and for whom.
  [[nodiscard]] std::optional<Administrator> administrator(const crypto::VerifyKey& key) const;

  // digest gives a hash over everything that replay keeps; equal digests mean equal states.
  [[nodiscard]] crypto::Digest digest() const;

 private:
  Tables tables_;
  std::optional<Basics> held_;
};

}  // namespace valise::directory
