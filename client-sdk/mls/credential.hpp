// Credentials (RFC 9420 section 5.3) and the seam to the Authentication Service, which says whether one is acceptable.
#pragma once

#include <string>

#include "client-sdk/mls/codec.hpp"

namespace valise::mls {

// Credential: `identity` for basic, `certificates` (DER, end entity first) for x509. Other types have no known form on the wire
// and are refused when they are read.
struct Credential {
  CredentialType type = CredentialType::basic;
  Bytes identity;
  std::vector<Bytes> certificates;

  [[nodiscard]] static Credential basic(ByteView identity) { return {.identity = base::to_bytes(identity)}; }
  void encode(base::Writer& out) const;
  static Credential decode(Decoder& in);
  friend bool operator==(const Credential&, const Credential&) = default;
};

// The events of section 5.3.1 at which a credential must be validated.
enum class CredentialEvent {
  key_package_to_add,       // a KeyPackage that this client will use in an Add
  joining,                  // every member in the tree of a group that this client joins
  add_received,             // an Add proposal from another member
  update_received,          // an Update proposal with a new leaf for its sender
  commit_path_received,     // a Commit whose UpdatePath has a new leaf for the committer
  external_sender_added,    // a new entry of external_senders
  external_sender_updated,  // an entry that takes another's place in external_senders
};

struct CredentialCheck {
  CredentialEvent event{};
  const Credential& credential;
  const SignaturePublicKey& signature_key;
  // replaced is what the member had before (update, commit path); the new identity must be a valid successor of it.
  const Credential* replaced = nullptr;
};

// CredentialPolicy is implemented by the application: is `credential` that key's, and acceptable in this room? It may keep no
// reference to the check. It is called during Group's operations, on their thread, and must not call the group.
class CredentialPolicy {
 public:
  virtual ~CredentialPolicy() = default;
  [[nodiscard]] virtual bool accepts(const CredentialCheck& check) const = 0;
  // same_client tells whether two credentials stand for one client: in proposal lists (section 12.2), and between the members of
  // an old group and of the successor or subgroup made from it (sections 11.2 and 11.3). Equal ones need not be told apart: there
  // it is asked only when the credentials differ, in proposal lists only when the signature keys do.
  [[nodiscard]] virtual bool same_client(const Credential& /*a*/, const Credential& /*b*/) const { return false; }
};

}  // namespace valise::mls
