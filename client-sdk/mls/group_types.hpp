// What a Group takes and gives (client-sdk/mls/group.hpp): members, rules of validation, options and results.
#pragma once

#include "client-sdk/mls/epoch_state.hpp"
#include "client-sdk/mls/framing/message.hpp"
#include "client-sdk/mls/type_registry.hpp"

namespace valise::mls {

enum class LifetimeCheck : std::uint8_t { enforce, ignore };
enum class ExternalCommits : std::uint8_t { refuse, accept };
enum class NewMemberProposals : std::uint8_t { refuse, accept };

// Validation is what the application decides about others, handed to each operation that admits them.
struct Validation {
  const CredentialPolicy& credentials;
  // For received messages: when the relay accepted the message, so that members who are late do not judge differently.
  UnixSeconds now;
  const PskStore* psks = nullptr;
  // The application's own extension and proposal types. Proposals of types that are not in it are refused.
  const TypeRegistry* types = nullptr;
  Limits limits = {};
  // The longest lifetime of a leaf that may be added, or that stands in a group to be joined (section 7.2), in seconds.
  std::uint64_t longest_lifetime = std::uint64_t{100} * 24 * 3600;
  // Whether added leaves must be within their lifetime at `now`. Own Adds always must.
  LifetimeCheck received_lifetimes = LifetimeCheck::enforce;
  // The same for members of a group that this client joins. Off by default: a member who never updated since it was added would
  // lock new members out of the group.
  LifetimeCheck joined_lifetimes = LifetimeCheck::ignore;
  ExternalCommits external_commits = ExternalCommits::refuse;
  // Whether a client from outside may ask to be added (12.1.8); if so, the policy judges its credential as with any Add.
  // Proposals of external senders need no choice here: the group names those in its external_senders extension.
  NewMemberProposals new_member_proposals = NewMemberProposals::refuse;
};

struct CreateOptions {
  CipherSuiteId cipher_suite = CipherSuiteId::x25519_chacha20poly1305_sha256_ed25519;
  Bytes group_id;
  Credential credential;
  Lifetime lifetime;  // of the creator's first leaf; replaced by its first commit
  std::vector<ExtensionType> supported_extensions = {ExtensionType::valise_room_state};
  Extensions context_extensions = {};
  Extensions leaf_extensions = {};
  std::vector<ProposalType> supported_proposals = {};
  Grease grease = Grease::capabilities;
};

enum class PathChoice : std::uint8_t { always, when_required };
enum class ReceivedProposals : std::uint8_t { include, leave_out };
enum class WelcomeTree : std::uint8_t { include, leave_out };

// LeafOptions: what changes in one's own leaf besides its encryption key, by an Update or the path of a commit. With another
// signer, whose key the new leaf names, the group signs from the next epoch on.
struct LeafOptions {
  std::optional<Credential> credential = {};
  std::optional<Capabilities> capabilities = {};
  std::optional<Extensions> extensions = {};
  std::shared_ptr<const Signer> signer = {};

  [[nodiscard]] bool changes() const { return credential || capabilities || extensions || signer; }
  // apply_to gives the leaf with the changes; keys and signature are left to the caller.
  [[nodiscard]] LeafNode apply_to(LeafNode leaf) const;
};

// CommitOptions: what to change by value. All empty makes a commit that renews one's own keys.
struct CommitOptions {
  std::vector<VerifiedKeyPackage> adds = {};
  std::vector<LeafIndex> removes = {};
  std::optional<Extensions> context_extensions = {};  // replaces all of them
  std::vector<Bytes> external_psks = {};              // ids of PSKs that Validation::psks knows
  std::vector<Proposal> proposals = {};               // more by value: resumption PSKs, a ReInit (then nothing else)
  LeafOptions leaf = {};                              // changes make a path
  Extensions group_info_extensions = {};              // for those who join by the Welcome
  ReceivedProposals received = ReceivedProposals::include;
  PathChoice path = PathChoice::always;
  WelcomeTree welcome_tree = WelcomeTree::include;
  WireFormat format = WireFormat::private_message;  // or public_message
  Bytes authenticated_data = {};
  PaddingPolicy padding = padme;
};

// ExternalJoinOptions: how to join by an external commit (12.4.3.2).
struct ExternalJoinOptions {
  Credential credential;
  std::vector<ExtensionType> supported_extensions = {ExtensionType::valise_room_state};
  Extensions leaf_extensions = {};
  std::vector<ProposalType> supported_proposals = {};
  Grease grease = Grease::capabilities;
  std::optional<ByteView> tree = std::nullopt;       // ratchet tree, for a GroupInfo without ratchet_tree extension
  std::optional<LeafIndex> replaces = std::nullopt;  // one's own old leaf, which the commit removes ("resync")
  std::vector<Bytes> external_psks = {};             // ids of PSKs that Validation::psks knows
  Bytes authenticated_data = {};
};

// FoundingOptions: how to found a successor or a subgroup (11.2, 11.3).
struct FoundingOptions {
  Credential credential;                         // of one's own leaf in the new group
  Lifetime lifetime;                             // of that leaf
  std::vector<VerifiedKeyPackage> members = {};  // of the others
  std::vector<ExtensionType> supported_extensions = {ExtensionType::valise_room_state};
  std::vector<ProposalType> supported_proposals = {};
  Extensions leaf_extensions = {};
  std::optional<Extensions> context_extensions = {};  // of a subgroup; the old group's if not given
  WelcomeTree welcome_tree = WelcomeTree::include;
};

// GroupPhase: `removed` after a commit that removed this member was merged, `closed` after one with a ReInit.
enum class GroupPhase : std::uint8_t { operational, closed, removed };

// CustomChange is a proposal of a type that the application registered, for it to carry out.
struct CustomChange {
  Sender sender;
  ProposalType type{};
  Bytes body;
};

// CommitSummary says what a commit changes, for the application to judge and to show.
struct CommitSummary {
  LeafIndex committer;
  std::vector<Member> added;
  std::vector<Member> removed;  // as they were
  std::vector<Member> updated;  // as they will be, the committer not among them
  bool context_extensions_changed = false;
  Extensions context_extensions;  // as they will be
  std::vector<PreSharedKeyId> psks;
  std::vector<CustomChange> custom;  // in the order of the commit
  std::optional<ReInit> reinit = std::nullopt;
  bool removes_self = false;
  Epoch new_epoch;
  Bytes authenticated_data;
};

// ApplicationMessage: genuine, from a member of the epoch that it was sent in.
struct ApplicationMessage {
  Member sender;
  Epoch epoch;
  Generation generation;
  Bytes authenticated_data;
  Bytes plaintext;
  // What lets others verify later, without the group, who said this: the signature over FramedContentTBS, and the encoded
  // GroupContext that stands at its end (6.1).
  Bytes signature = {};
  Bytes group_context = {};
};

// SignedMessage is an own application message as it goes out, and the signature inside it.
struct SignedMessage {
  Bytes message;
  Bytes signature;
};

// ReceivedProposal: kept by the group for a later commit.
struct ReceivedProposal {
  Sender sender;
  ProposalType type{};
  ProposalRef reference;
  Bytes authenticated_data;
  Proposal proposal;
};

}  // namespace valise::mls
