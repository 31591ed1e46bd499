// LeafNode (RFC 9420 section 7.2): a member as it stands in the tree, signed by itself.
#pragma once

#include <variant>

#include "client-sdk/mls/extension.hpp"
#include "client-sdk/mls/labels.hpp"

namespace valise::mls {

struct Capabilities {
  std::vector<ProtocolVersion> versions;
  std::vector<CipherSuiteId> cipher_suites;
  std::vector<ExtensionType> extensions;
  std::vector<ProposalType> proposals;
  std::vector<CredentialType> credentials;

  // supports is true for default types, which are never listed, and for listed ones.
  [[nodiscard]] bool supports(ExtensionType type) const;
  [[nodiscard]] bool supports(ProposalType type) const;
  [[nodiscard]] bool supports(CredentialType type) const;

  void encode(base::Writer& out) const;
  static Capabilities decode(Decoder& in);
  friend bool operator==(const Capabilities&, const Capabilities&) = default;
};

struct Lifetime {
  std::uint64_t not_before = 0;
  std::uint64_t not_after = 0;

  [[nodiscard]] bool contains(UnixSeconds time) const;
  // length gives not_after - not_before, or the largest number when they are the wrong way round.
  [[nodiscard]] std::uint64_t length() const;
  void encode(base::Writer& out) const { out.u64(not_before).u64(not_after); }
  static Lifetime decode(Decoder& in) { return {.not_before = in.u64(), .not_after = in.u64()}; }
  friend bool operator==(const Lifetime&, const Lifetime&) = default;
};

// LeafNodeSource: how the leaf came into the tree, with what belongs to that.
struct FromUpdate {
  friend bool operator==(const FromUpdate&, const FromUpdate&) = default;
};
struct FromCommit {
  Bytes parent_hash;
  friend bool operator==(const FromCommit&, const FromCommit&) = default;
};
using LeafNodeSource = std::variant<Lifetime, FromUpdate, FromCommit>;  // key_package, update, commit

struct LeafNode {
  HpkePublicKey encryption_key;
  SignaturePublicKey signature_key;
  Credential credential;
  Capabilities capabilities;
  LeafNodeSource source;
  Extensions extensions;
  Bytes signature;

  [[nodiscard]] bool from_key_package() const { return std::holds_alternative<Lifetime>(source); }
  [[nodiscard]] bool from_update() const { return std::holds_alternative<FromUpdate>(source); }
  [[nodiscard]] const FromCommit* from_commit() const { return std::get_if<FromCommit>(&source); }

  void encode(base::Writer& out) const;
  static LeafNode decode(Decoder& in);
  friend bool operator==(const LeafNode&, const LeafNode&) = default;
};

// LeafPlace is what LeafNodeTBS covers for leaves made inside a group.
struct LeafPlace {
  ByteView group_id;
  LeafIndex index;
};

// sign_leaf puts the signature in. `place` is not used for leaves of key packages.
[[nodiscard]] Result<> sign_leaf(LeafNode& leaf, const LeafPlace& place, const Signer& signer);
[[nodiscard]] bool verify_leaf_signature(const CipherSuite& suite, const LeafNode& leaf, const LeafPlace& place);

}  // namespace valise::mls
