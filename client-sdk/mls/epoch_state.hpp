// EpochState: all that belongs to one epoch of a group, and PastEpoch, what is left of it for late messages. Used through Group.
#pragma once

#include "client-sdk/mls/commit.hpp"
#include "client-sdk/mls/framing/content.hpp"
#include "client-sdk/mls/key_schedule.hpp"
#include "client-sdk/mls/roster.hpp"
#include "client-sdk/mls/secret_tree.hpp"
#include "client-sdk/mls/tree_kem.hpp"

namespace valise::mls {

struct EpochState {
  const CipherSuite* suite;
  GroupContext context;
  RatchetTree tree;
  PrivateTree keys;
  EpochSecrets secrets;
  SecretTree message_keys;
  Bytes confirmation_tag;
  Bytes interim_transcript_hash;
  std::optional<ReInit> reinit = std::nullopt;  // of the commit by which the epoch was entered: nothing more is sent

  [[nodiscard]] std::vector<Member> members() const;
  // save leaves out message_keys, which change with each message; restore reads them from `ratchets`.
  void save(SecretWriter& out) const;
  [[nodiscard]] static Result<EpochState> restore(Decoder& in, Decoder& ratchets);
};

// PastEpoch keeps what late application messages need: keys, and the members as they were.
struct PastEpoch {
  Bytes context;  // encoded GroupContext
  Epoch epoch;
  Bytes authenticator;
  SenderDataSecret sender_data;
  SecretTree message_keys;
  Roster members;
};

struct ResumptionEntry {
  Epoch epoch;
  ResumptionPsk psk;
};

// CachedProposal is a proposal received (or sent) in this epoch.
struct CachedProposal {
  ProposalRef reference;
  Proposal proposal;
  Sender sender;
  std::optional<HpkePrivateKey> own_leaf_key;  // of an own Update
};

}  // namespace valise::mls
