// Group: one member's view of an MLS group (RFC 9420 sections 11 and 12).
//
// Time, randomness, the signature key and the judgement of credentials are passed in; nothing here does I/O. A group is for one
// thread at a time. Its state is secret.
//
// State transitions: an operation that fails leaves the group as it was. A commit, own or received, is first a separate object
// (PendingCommit, StagedCommit) that holds the next epoch; merge() consumes it. protect(), propose_x() and commit() each use up a
// key of this member: the ratchet part (serialize_ratchets) must be on disk before their result leaves, and before the effect of
// a handled message is shown. After a failed write the group must be restored from disk.
//
// A message with a wrong signature, a tampered ciphertext or a replayed generation changes nothing, and the genuine one is still
// accepted after it. Application messages of the last three epochs are still accepted, with the sender as it was then.
#pragma once

#include <deque>

#include "client-sdk/mls/epoch_state.hpp"
#include "client-sdk/mls/group_types.hpp"

namespace valise::mls {

inline constexpr std::size_t max_past_epochs = 3;
inline constexpr std::size_t max_resumption_psks = 8;
inline constexpr std::size_t max_cached_proposals = 1024;

// PendingCommit is an own commit that the relay has not accepted yet. `welcome` (an MLSMessage) must not go out before the commit
// is.
struct PendingCommit {
  Bytes message;
  std::optional<Bytes> welcome;
  CommitSummary summary;
  EpochState next;

  // serialize and restore carry a pending commit over a restart. The summary is not kept except for the new epoch.
  [[nodiscard]] SecretBytes serialize() const;
  // restore fails with bad_saved_state.
  [[nodiscard]] static Result<PendingCommit> restore(ByteView saved);
};

// PendingJoin is an own external commit that the group has not accepted yet. Group::join makes the group of it once it is.
struct PendingJoin {
  Bytes message;  // MLSMessage with a PublicMessage
  EpochState next;

  // serialize and restore carry a pending join over a restart. restore fails with bad_saved_state.
  [[nodiscard]] SecretBytes serialize() const;
  [[nodiscard]] static Result<PendingJoin> restore(ByteView saved);
};

// StagedCommit is a received commit that was found valid. `next` is nothing when it removes this member.
struct StagedCommit {
  CommitSummary summary;
  std::optional<EpochState> next;
};

using Handled = std::variant<ApplicationMessage, ReceivedProposal, StagedCommit>;

class Group {
 public:
  // create makes a group of one member, epoch 0. Fails with unsupported_cipher_suite, invalid_argument (extensions that the own
  // leaf does not support), signing_failed.
  [[nodiscard]] static Result<Group> create(const CreateOptions& options, std::shared_ptr<const Signer> signer,
                                            base::Random& random);
  // join takes an MLSMessage with a Welcome and the bundle of the key package it is for (section 12.4.3.1). `tree` is for
  // Welcomes without ratchet_tree extension. That the group id is new to this client, the caller checks. Fails with malformed,
  // not_invited, undecryptable, missing_psk, bad_signature, bad_confirmation_tag, invalid_tree, invalid_leaf_node,
  // invalid_lifetime, credential_refused, invalid_group_info, invalid_welcome, unsupported.
  [[nodiscard]] static Result<Group> join(ByteView welcome, const KeyPackageBundle& bundle, std::shared_ptr<const Signer> signer,
                                          const Validation& validation, std::optional<ByteView> tree = std::nullopt);

  // join_external makes a commit by which this client joins the group of a GroupInfo (MLSMessage) with external_pub (section
  // 12.4.3.2), removing an own old leaf if asked to. Whether the group lets one in is the members' to decide: they must have
  // Validation::external_commits set. That the GroupInfo is the group's newest, nobody can tell who is not a member. Fails with
  // malformed, unsupported_cipher_suite, invalid_group_info (no external_pub, no tree), bad_signature, invalid_tree,
  // invalid_leaf_node (also: this client lacks what the group requires), invalid_lifetime, credential_refused, missing_psk,
  // invalid_argument (`replaces` is blank), signing_failed.
  [[nodiscard]] static Result<PendingJoin> join_external(ByteView group_info, const ExternalJoinOptions& options,
                                                         const Signer& signer, const Validation& validation,
                                                         base::Random& random);
  // join makes the group of a pending join. Only for one whose commit the group has accepted.
  [[nodiscard]] static Group join(PendingJoin pending, std::shared_ptr<const Signer> signer);

  [[nodiscard]] const CipherSuite& suite() const { return *epoch_.suite; }
  [[nodiscard]] ByteView group_id() const { return epoch_.context.group_id; }
  [[nodiscard]] Epoch epoch() const { return epoch_.context.epoch; }
  [[nodiscard]] const GroupContext& context() const { return epoch_.context; }
  [[nodiscard]] const Extensions& context_extensions() const { return epoch_.context.extensions; }
  [[nodiscard]] const RatchetTree& tree() const { return epoch_.tree; }
  [[nodiscard]] LeafIndex own_leaf() const { return epoch_.keys.self(); }
  // active is false after a commit that removed this member, or a ReInit, was merged. Then nothing can be sent or committed.
  [[nodiscard]] bool active() const { return active_; }
  [[nodiscard]] std::vector<Member> members() const;
  [[nodiscard]] std::optional<Member> member(LeafIndex index) const;
  // find_member gives the member with that identity in a basic credential.
  [[nodiscard]] std::optional<Member> find_member(ByteView identity) const;

  [[nodiscard]] const Bytes& epoch_authenticator() const { return epoch_.secrets.authenticator; }
  // epoch_authenticator of a given epoch: the current one or one of the past that are kept.
  [[nodiscard]] std::optional<Bytes> epoch_authenticator(Epoch epoch) const;
  // export_secret is MLS-Exporter; at most 64 bytes.
  [[nodiscard]] ExportedSecret export_secret(std::string_view label, ByteView context, std::size_t size) const;
  // group_info makes a signed GroupInfo (MLSMessage) with external_pub and, if wanted, the tree. Fails with signing_failed.
  [[nodiscard]] Result<Bytes> group_info(WelcomeTree tree) const;

  // protect encrypts application data (an MLSMessage). Fails with inactive, proposals_pending (section 12.4: received proposals
  // must be committed first), generation_too_far, signing_failed.
  [[nodiscard]] Result<Bytes> protect(ByteView authenticated_data, ByteView plaintext, base::Random& random,
                                      const PaddingPolicy& padding = padme);

  // handle takes a PrivateMessage or PublicMessage. Application messages and proposals take effect at once; a commit only when it
  // is merged. Fails, leaving everything as it was, with any of MlsError's reasons.
  [[nodiscard]] Result<Handled> handle(ByteView message, const Validation& validation);

  // propose makes a Proposal message and keeps the proposal for the next commit. Update proposals come from propose_update.
  [[nodiscard]] Result<Bytes> propose(Proposal proposal, const Validation& validation, base::Random& random,
                                      WireFormat format = WireFormat::private_message);
  [[nodiscard]] Result<Bytes> propose_update(base::Random& random, WireFormat format = WireFormat::private_message);
  // make_psk_proposal gives a proposal for an external PSK with a fresh nonce.
  [[nodiscard]] Proposal make_psk_proposal(ByteView psk_id, base::Random& random) const;
  [[nodiscard]] std::size_t pending_proposals() const { return proposals_.size(); }
  // drop_proposals forgets the received proposals, where the application does not want them committed.
  void drop_proposals() { proposals_.clear(); }

  // commit makes a Commit and, for new members, a Welcome. It changes nothing but the own handshake key that it uses up. Received
  // proposals that do not go with the others are left out. Fails with inactive, invalid_proposal, invalid_proposal_list,
  // invalid_key_package, invalid_leaf_node, invalid_lifetime, credential_refused, missing_psk, signing_failed.
  [[nodiscard]] Result<PendingCommit> commit(const CommitOptions& options, const Validation& validation, base::Random& random);

  // merge enters the next epoch. Fails with stale_pending_commit when the group has moved on since.
  [[nodiscard]] Result<> merge(PendingCommit pending);
  [[nodiscard]] Result<> merge(StagedCommit staged);

  // The saved state has two parts: the large one changes only with the epoch, the small one with each message and proposal. Both
  // must be written together at merge; between merges the small one alone.
  [[nodiscard]] SecretBytes serialize_epoch() const;
  [[nodiscard]] SecretBytes serialize_ratchets() const;
  // restore fails with bad_saved_state, also when the parts belong to different epochs.
  [[nodiscard]] static Result<Group> restore(ByteView epoch_part, ByteView ratchet_part, std::shared_ptr<const Signer> signer);

 private:
  Group(EpochState epoch, std::shared_ptr<const Signer> signer) : epoch_(std::move(epoch)), signer_(std::move(signer)) {}

  // group_handle.cpp
  Result<Handled> handle_public(PublicMessage message, const Validation& validation);
  Result<Handled> handle_private(const PrivateMessage& message, const Validation& validation);
  Result<Handled> handle_late(const PrivateMessage& message);
  Result<SignaturePublicKey> signer_key(const UnverifiedContent& content) const;
  Result<ReceivedProposal> keep_proposal(const VerifiedContent& content, const Validation& validation);
  Result<StagedCommit> stage(const VerifiedContent& content, const Validation& validation) const;

  // group_commit.cpp
  Result<> require_active() const;
  Result<VerifiedContent> sign_own(FramedContent content, WireFormat format) const;
  Result<Bytes> frame(const VerifiedContent& content, const PaddingPolicy& padding, base::Random& random);
  FramedContent framed(ByteView authenticated_data) const;
  Result<Bytes> send_proposal(CachedProposal cached, base::Random& random, WireFormat format);

  void enter(EpochState next);

  EpochState epoch_;
  std::shared_ptr<const Signer> signer_;
  bool active_ = true;
  std::deque<PastEpoch> past_;              // newest first
  std::deque<ResumptionEntry> resumption_;  // newest first, the current epoch's not among them
  std::vector<CachedProposal> proposals_;   // in the order of their arrival
};

}  // namespace valise::mls
