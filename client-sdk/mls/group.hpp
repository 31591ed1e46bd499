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
#include "client-sdk/mls/psk_lookup.hpp"

namespace valise::mls {

// PendingCommit is an own commit that the relay has not accepted yet. `welcome` (an MLSMessage) must not go out before the commit
// is.
struct PendingCommit {
  Bytes message;
  std::optional<Bytes> welcome;
  CommitSummary summary;
  EpochState next;
  Bytes base;  // authenticator of the epoch that the commit ends

  // serialize and restore carry a pending commit over a restart. The summary is not kept except for the new epoch.
  [[nodiscard]] SecretBytes serialize() const;
  // restore fails with unknown_saved_format or bad_saved_state.
  [[nodiscard]] static Result<PendingCommit> restore(ByteView saved);
};

// PendingJoin is an own external commit that the group has not accepted yet. Group::join makes the group of it once it is.
struct PendingJoin {
  Bytes message;  // MLSMessage with a PublicMessage
  EpochState next;

  // serialize and restore carry a pending join over a restart. restore fails with unknown_saved_format or bad_saved_state.
  [[nodiscard]] SecretBytes serialize() const;
  [[nodiscard]] static Result<PendingJoin> restore(ByteView saved);
};

// StagedCommit is a received commit that was found valid. `next` is nothing when it removes this member.
struct StagedCommit {
  CommitSummary summary;
  std::optional<EpochState> next;
  Bytes base;  // authenticator of the epoch that the commit ends
};

using Handled = std::variant<ApplicationMessage, ReceivedProposal, StagedCommit>;

struct FoundedGroup;

class Group {
 public:
  // create makes a group of one member, epoch 0. Fails with unsupported_cipher_suite, invalid_argument (extensions that the own
  // leaf does not support), signing_failed.
  [[nodiscard]] static Result<Group> create(const CreateOptions& options, std::shared_ptr<const Signer> signer,
                                            base::Random& random);
  // join takes an MLSMessage with a Welcome and the bundle of the key package it is for (section 12.4.3.1). `tree` is for
  // Welcomes without ratchet_tree extension. That the group id is new to this client, the caller checks. Fails with malformed,
  // too_large, unsupported_cipher_suite, not_invited, undecryptable, missing_psk, bad_signature, bad_confirmation_tag,
  // invalid_tree, invalid_leaf_node, invalid_lifetime, credential_refused, invalid_group_info, invalid_welcome, invalid_argument
  // (bundle and signer do not belong together), and unsupported for the Welcome of a successor or subgroup, which only the old
  // group can take (join_successor, join_branch).
  [[nodiscard]] static Result<Group> join(ByteView welcome, const KeyPackageBundle& bundle, std::shared_ptr<const Signer> signer,
                                          const Validation& validation, std::optional<ByteView> tree = std::nullopt);

  // join_external makes a commit by which this client joins the group of a GroupInfo (MLSMessage) with external_pub (section
  // 12.4.3.2), removing an own old leaf if asked to. Whether the group lets one in is the members' to decide: they must have
  // Validation::external_commits set. That the GroupInfo is the group's newest, nobody can tell who is not a member. Fails with
  // malformed, too_large, unsupported_cipher_suite, invalid_group_info (no external_pub, no tree), bad_signature, invalid_tree,
  // invalid_leaf_node (also: this client lacks what the group requires), invalid_lifetime, credential_refused, missing_psk,
  // invalid_argument (`replaces` is blank), signing_failed.
  [[nodiscard]] static Result<PendingJoin> join_external(ByteView group_info, const ExternalJoinOptions& options,
                                                         const Signer& signer, const Validation& validation,
                                                         base::Random& random);
  // join makes the group of a pending join. Only for one whose commit the group has accepted. Fails with invalid_argument (the
  // signer is not the new leaf's).
  [[nodiscard]] static Result<Group> join(PendingJoin pending, std::shared_ptr<const Signer> signer);

  [[nodiscard]] const CipherSuite& suite() const { return *epoch_.suite; }
  [[nodiscard]] ByteView group_id() const { return epoch_.context.group_id; }
  [[nodiscard]] Epoch epoch() const { return epoch_.context.epoch; }
  [[nodiscard]] const GroupContext& context() const { return epoch_.context; }
  [[nodiscard]] const Extensions& context_extensions() const { return epoch_.context.extensions; }
  [[nodiscard]] const RatchetTree& tree() const { return epoch_.tree; }
  // joining_extensions gives the extensions of the GroupInfo by which this member was welcomed (13.4), but for the tree. They are
  // there until the group is restored from disk.
  [[nodiscard]] const Extensions& joining_extensions() const { return joining_extensions_; }
  // welcomed_by gives who made the Welcome by which this member joined; there as long as joining_extensions.
  [[nodiscard]] std::optional<LeafIndex> welcomed_by() const { return welcomed_by_; }
  [[nodiscard]] LeafIndex own_leaf() const { return epoch_.keys.self(); }
  // phase tells what the group still allows. In `removed` and `closed` nothing can be sent, proposed or committed (inactive,
  // closed_by_reinit); messages of earlier epochs are still read. What `closed` allows more is in the section on successors
  // below.
  [[nodiscard]] GroupPhase phase() const;
  [[nodiscard]] bool active() const { return phase() == GroupPhase::operational; }
  [[nodiscard]] std::vector<Member> members() const;
  [[nodiscard]] std::optional<Member> member(LeafIndex index) const;
  // find_member gives the member with that identity in a basic credential.
  [[nodiscard]] std::optional<Member> find_member(ByteView identity) const;

  [[nodiscard]] const Bytes& epoch_authenticator() const { return epoch_.secrets.authenticator; }
  // epoch_authenticator of a given epoch: the current one or one of the past that are kept.
  [[nodiscard]] std::optional<Bytes> epoch_authenticator(Epoch epoch) const;
  // export_secret is MLS-Exporter (section 8.5) for keys: at most 64 bytes, longer ones are cut.
  [[nodiscard]] ExportedSecret export_secret(std::string_view label, ByteView context, std::size_t size) const;
  // export_bytes is MLS-Exporter for any length. Fails with invalid_argument for more than the suite's KDF can give (255 times
  // its hash size).
  [[nodiscard]] Result<SecretBytes> export_bytes(std::string_view label, ByteView context, std::size_t size) const;
  // resumption_psk gives the resumption PSK of the current epoch or a past one that is kept (section 8.6), for other groups' use
  // by their PskStore.
  [[nodiscard]] std::optional<SecretBytes> resumption_psk(Epoch epoch) const;
  // group_info makes a signed GroupInfo (MLSMessage) with external_pub, the given extensions and, if wanted, the tree. Fails with
  // inactive, closed_by_reinit, signing_failed.
  [[nodiscard]] Result<Bytes> group_info(WelcomeTree tree, Extensions extensions = {}) const;

  // protect encrypts application data (an MLSMessage). Fails with inactive, closed_by_reinit, proposals_pending (section 12.4:
  // received proposals must be committed first), generation_too_far, signing_failed.
  [[nodiscard]] Result<Bytes> protect(ByteView authenticated_data, ByteView plaintext, base::Random& random,
                                      const PaddingPolicy& padding = padme);

  // protect_signed is protect, and gives the signature as well.
  [[nodiscard]] Result<SignedMessage> protect_signed(ByteView authenticated_data, ByteView plaintext, base::Random& random,
                                                     const PaddingPolicy& padding = padme);

  // handle takes a PrivateMessage or PublicMessage. Application messages and proposals take effect at once; a commit only when it
  // is merged. Fails, leaving everything as it was, with any of MlsError's reasons.
  [[nodiscard]] Result<Handled> handle(ByteView message, const Validation& validation);

  // propose makes a Proposal message and keeps the proposal for the next commit. Update proposals come from propose_update, which
  // keeps the new leaf's private key until a commit of another member puts the leaf in. Both fail with inactive,
  // closed_by_reinit, too_large (Validation::limits), signing_failed; propose also as check_proposal does, and with
  // invalid_argument for an Update.
  [[nodiscard]] Result<Bytes> propose(Proposal proposal, const Validation& validation, base::Random& random,
                                      WireFormat format = WireFormat::private_message);
  [[nodiscard]] Result<Bytes> propose_update(base::Random& random, WireFormat format = WireFormat::private_message,
                                             const LeafOptions& options = {});
  // offer_signer tells the group of a signer whose key the own leaf may get by a pending Update or commit; propose_update and
  // commit do it themselves, but after a restart it must be done again. The signer that fits the own leaf is used.
  void offer_signer(std::shared_ptr<const Signer> signer) { next_signers_.push_back(std::move(signer)); }
  // make_psk_proposal gives a proposal for an external PSK with a fresh nonce; make_resumption_proposal for the resumption PSK
  // (usage application) of an epoch of this group or another.
  [[nodiscard]] Proposal make_psk_proposal(ByteView psk_id, base::Random& random) const;
  [[nodiscard]] Proposal make_resumption_proposal(ByteView group_id, Epoch epoch, base::Random& random) const;
  [[nodiscard]] std::size_t pending_proposals() const { return proposals_.size(); }
  // drop_proposals forgets the received proposals, where the application does not want them committed.
  void drop_proposals();

  // commit makes a Commit and, for new members, a Welcome. It changes nothing but the own handshake key that it uses up. Received
  // proposals that do not go with the others are left out (12.4). Fails with inactive, closed_by_reinit, invalid_proposal,
  // invalid_proposal_list, invalid_key_package, invalid_leaf_node, invalid_tree, invalid_lifetime, credential_refused,
  // missing_psk, unsupported (a type that is not registered), too_large, signing_failed.
  [[nodiscard]] Result<PendingCommit> commit(const CommitOptions& options, const Validation& validation, base::Random& random);

  // merge enters the next epoch, by an own commit or a received one, whichever the delivery service has put first. It drops what
  // belongs to the epoch that ends: received proposals, and with them every other pending or staged commit, which can only fail
  // from now on. Fails with stale_pending_commit when the commit is not one for the current epoch of this group, and with
  // invalid_argument when the own leaf gets a key whose signer was not offered.
  [[nodiscard]] Result<> merge(PendingCommit pending);
  [[nodiscard]] Result<> merge(StagedCommit staged);

  // Successors (section 11.2). After a commit with a ReInit was merged, reinit() says what the successor must be, and any member
  // may found it from key packages of all others. found_successor makes the new group, in epoch 1 with all members of this one,
  // and the Welcome for them. join_successor takes such a Welcome; one for another group, or with other members, is refused with
  // invalid_welcome. Both fail with invalid_argument unless this group is closed, and otherwise as create and commit, or join,
  // do.
  [[nodiscard]] const std::optional<ReInit>& reinit() const { return epoch_.reinit; }
  [[nodiscard]] Result<FoundedGroup> found_successor(const FoundingOptions& options, std::shared_ptr<const Signer> signer,
                                                     const Validation& validation, base::Random& random) const;
  [[nodiscard]] Result<Group> join_successor(ByteView welcome, const KeyPackageBundle& bundle,
                                             std::shared_ptr<const Signer> signer, const Validation& validation,
                                             std::optional<ByteView> tree = std::nullopt) const;

  // Subgroups (section 11.3). branch founds a group of some members of this one, with its parameters, and join_branch takes the
  // Welcome for it. The epoch that it branches from must be the current one or one whose late messages are still read. They fail
  // with inactive or closed_by_reinit, invalid_argument (one who is not a member; the old group id), invalid_welcome (not
  // branched from this group, or with strangers in it), and otherwise as create and commit, or join, do.
  [[nodiscard]] Result<FoundedGroup> branch(ByteView group_id, const FoundingOptions& options,
                                            std::shared_ptr<const Signer> signer, const Validation& validation,
                                            base::Random& random) const;
  [[nodiscard]] Result<Group> join_branch(ByteView welcome, const KeyPackageBundle& bundle, std::shared_ptr<const Signer> signer,
                                          const Validation& validation, std::optional<ByteView> tree = std::nullopt) const;

  // The saved state has two parts: the large one changes only with the epoch, the small one with each message and proposal. Both
  // must be written together at merge; between merges the small one alone.
  [[nodiscard]] SecretBytes serialize_epoch() const;
  [[nodiscard]] SecretBytes serialize_ratchets() const;
  // restore fails with unknown_saved_format (a program of another version wrote it), bad_saved_state (also when the parts belong
  // to different epochs) and invalid_argument (the signer is not the own leaf's).
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

  // group_join.cpp
  struct JoinLink {
    const Group* old;
    ResumptionUsage usage;
  };
  static Result<std::optional<PskLink>> find_link(const std::vector<PreSharedKeyId>& psks, const JoinLink* link);
  static Result<Group> join_linked(ByteView welcome, const KeyPackageBundle& bundle, std::shared_ptr<const Signer> signer,
                                   const Validation& validation, std::optional<ByteView> tree, const JoinLink* link);

  // group_founding.cpp
  Result<FoundedGroup> found(const CreateOptions& group, ResumptionUsage usage, const FoundingOptions& options,
                             std::shared_ptr<const Signer> signer, const Validation& validation, base::Random& random) const;
  std::optional<std::vector<Member>> members_of(Epoch epoch) const;
  Result<> check_link(const EpochState& founded, const PreSharedKeyId& link, const Validation& validation) const;
  Result<> check_successor(const EpochState& founded, const Validation& validation) const;
  Result<> check_branch(const EpochState& founded, const PreSharedKeyId& link, const Validation& validation) const;

  // group_commit.cpp
  Result<PendingCommit> commit(const CommitOptions& options, const PskLink* link, const Validation& validation,
                               base::Random& random);
  Result<> require_active() const;
  Result<VerifiedContent> sign_own(FramedContent content, WireFormat format) const;
  Result<Bytes> frame(const VerifiedContent& content, const PaddingPolicy& padding, base::Random& random);
  FramedContent framed(ByteView authenticated_data) const;
  Result<Bytes> send_proposal(CachedProposal cached, const Limits& limits, base::Random& random, WireFormat format);
  Result<> check_room(const Proposal& proposal, const Limits& limits) const;
  void keep(CachedProposal cached);

  Result<std::shared_ptr<const Signer>> signer_for(const EpochState& next) const;
  Result<> enter(EpochState next);

  EpochState epoch_;
  std::shared_ptr<const Signer> signer_;
  std::vector<std::shared_ptr<const Signer>> next_signers_;  // offered for keys that the own leaf may get
  bool removed_ = false;
  Extensions joining_extensions_;
  std::optional<LeafIndex> welcomed_by_;
  std::deque<PastEpoch> past_;              // newest first
  std::deque<ResumptionEntry> resumption_;  // newest first, the current epoch's not among them
  std::vector<CachedProposal> proposals_;   // in the order of their arrival
  std::size_t proposal_bytes_ = 0;          // their encoded size
};

// FoundedGroup is a new group in epoch 1, with the Welcome (MLSMessage) for its members; none if there are no others.
struct FoundedGroup {
  Group group;
  std::optional<Bytes> welcome;
};

}  // namespace valise::mls
