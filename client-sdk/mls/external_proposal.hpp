// Proposals from outside a group (RFC 9420 section 12.1.8): a client that asks to be added, and services that the group named in
// its external_senders extension. Members receive them by Group::handle and commit them by reference; that they were proposed
// does not oblige the group to anything.
#pragma once

#include "client-sdk/mls/framing/message.hpp"
#include "client-sdk/mls/type_registry.hpp"

namespace valise::mls {

// ProposalTarget names the group and the epoch for which a proposal is made. One who is outside learns it from a GroupInfo or
// from the group's delivery service. Nothing in it is verified: a wrong target makes a proposal that the members refuse.
struct ProposalTarget {
  CipherSuiteId cipher_suite{};
  Bytes group_id;
  Epoch epoch;

  [[nodiscard]] static ProposalTarget of(const GroupContext& context) {
    return {context.cipher_suite, context.group_id, context.epoch};
  }
};

// may_propose tells which senders may send a proposal of that type by itself (sections 6.1 and 12.1.8); what may not is
// malformed.
// External senders may send a registered type only if its rule says so.
[[nodiscard]] bool may_propose(SenderType sender, ProposalType type, const TypeRegistry* types);

// new_member_proposal asks that this client be added: a PublicMessage (as MLSMessage) with sender new_member_proposal and an Add
// of the key package, signed with the package's own key. Its owner must keep the package's bundle for the Welcome. Fails with
// invalid_argument (the package is for another suite or another signer), signing_failed.
[[nodiscard]] Result<Bytes> new_member_proposal(const ProposalTarget& target, const KeyPackage& package, const Signer& signer);

// external_proposal is a proposal of the external sender with that index in external_senders: a PublicMessage (as MLSMessage).
// Fails with invalid_argument (a type that external senders may not send), signing_failed.
[[nodiscard]] Result<Bytes> external_proposal(const ProposalTarget& target, std::uint32_t sender_index, Proposal proposal,
                                              const Signer& signer, const TypeRegistry* types = nullptr);

}  // namespace valise::mls
