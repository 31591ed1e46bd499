// Proposals (RFC 9420 section 12.1).
#pragma once

#include "client-sdk/mls/key_package.hpp"
#include "client-sdk/mls/psk.hpp"

namespace valise::mls {

struct Add {
  KeyPackage key_package;
};
struct Update {
  LeafNode leaf_node;
};
struct Remove {
  LeafIndex removed;
};
struct PreSharedKey {
  PreSharedKeyId psk;
};
struct ReInit {
  Bytes group_id;
  ProtocolVersion version{};
  CipherSuiteId cipher_suite{};
  Extensions extensions;

  void encode(base::Writer& out) const;
  static ReInit decode(Decoder& in);
};
struct ExternalInit {
  Bytes kem_output;
};
struct GroupContextExtensions {
  Extensions extensions;
};

// CustomProposal is one of a type that MLS does not define (type_registry.hpp). The RFC leaves the form of such bodies to whoever
// defines the type; here it is one vector, `opaque body<V>`. A body of another form does not parse, or not to its end.
struct CustomProposal {
  ProposalType type{};
  Bytes body;
};

// Proposal: the alternatives stand in the order of their numbers, 1 to 7, and after them the types that MLS does not define.
struct Proposal {
  std::variant<Add, Update, Remove, PreSharedKey, ReInit, ExternalInit, GroupContextExtensions, CustomProposal> body;

  [[nodiscard]] ProposalType type() const {
    const auto* custom = get<CustomProposal>();
    return custom ? custom->type : static_cast<ProposalType>(body.index() + 1);
  }
  template <class T>
  [[nodiscard]] const T* get() const {
    return std::get_if<T>(&body);
  }
  void encode(base::Writer& out) const;
  static Proposal decode(Decoder& in);
};

// The bodies by themselves, as Proposal has them.
void write_body(base::Writer& out, const Proposal& proposal);
void read_body(Decoder& in, ProposalType type, Proposal& proposal);

// ProposalRef is the hash of the AuthenticatedContent that brought a proposal.
struct ProposalRef {
  Bytes hash;
  friend auto operator<=>(const ProposalRef&, const ProposalRef&) = default;
};

struct ProposalOrRef {
  std::variant<Proposal, ProposalRef> value;

  void encode(base::Writer& out) const;
  static ProposalOrRef decode(Decoder& in);
};

}  // namespace valise::mls
