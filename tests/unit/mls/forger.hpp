// Forgers: an otherwise valid message with one thing wrong. A Forger has a member's whole state and signs, encrypts and confirms
// whatever it is told; each step may be altered, and what depends on the alteration is computed after it. So a receiver has one
// reason to refuse the result, and none when nothing was altered (each suite of rules has that twin).
#pragma once

#include "tests/unit/mls/world.hpp"

namespace valise::mls::test {

template <class T>
using Alter = std::function<void(T&)>;

// ForgedEntry is one proposal of a forged commit.
struct ForgedEntry {
  Proposal proposal;
  std::optional<Sender> sender = {};          // who made it: the forger, unless given
  std::optional<ProposalRef> reference = {};  // the proposal stands there by value, unless given
  bool applied = true;                        // false: the forger's own new tree goes without it
};

struct CommitForgery {
  std::vector<ForgedEntry> entries = {};
  bool with_path = true;
  const Person* joiner = nullptr;         // an external commit of this person
  std::size_t external_inits = 1;         // of an external commit
  base::Random* path_random = nullptr;    // where the path's secrets come from: the world, unless given
  const Signer* leaf_signer = nullptr;    // of the path's leaf
  Alter<Extensions> extensions = {};      // of the new GroupContext
  Alter<NewPath> secrets = {};            // before they are encrypted
  Alter<LeafNode> leaf = {};              // the path's leaf, before it is signed
  Alter<LeafNode> signed_leaf = {};       // and after
  Alter<UpdatePath> update = {};          // the path, encrypted
  Alter<FramedContent> content = {};      // before it is signed
  Alter<AuthenticatedContent> auth = {};  // signed and confirmed
  Alter<Bytes> tag = {};                  // the confirmation tag
  WireFormat format = WireFormat::private_message;
};

// PrivateForgery alters the encryption of a PrivateMessage.
struct PrivateForgery {
  std::optional<RatchetType> ratchet = {};
  Alter<SenderData> sender = {};       // before the content is encrypted with its reuse guard
  Alter<SenderData> told_sender = {};  // what is told to the receiver only
  Alter<PrivateMessage> header = {};   // before encryption: covered by it
  Alter<PrivateMessage> sealed = {};
  Alter<Bytes> plaintext = {};
};

struct WelcomeForgery {
  std::vector<PreSharedKeyId> psks = {};  // of the world's
  bool with_path = false;                 // the new member gets a path secret
  bool with_tree = true;                  // the GroupInfo has the tree
  std::function<void(RatchetTree&, LeafIndex)> tree = {};
  Alter<GroupContext> context = {};
  Alter<GroupInfo> info = {};         // before it is signed
  Alter<GroupInfo> signed_info = {};  // and after
  Alter<GroupSecrets> secrets = {};
  Alter<Welcome> welcome = {};
};

class Forger {
 public:
  Forger(World& world, const Person& person);

  EpochState state;
  Bytes resumption_key;  // for resumption PSKs; this epoch's, unless set

  [[nodiscard]] LeafIndex self() const { return state.keys.self(); }
  // content is framed content of the forger's, to be given a body.
  [[nodiscard]] FramedContent content() const;
  template <class Body>
  [[nodiscard]] FramedContent content(Body body) const {
    FramedContent out = content();
    out.body = std::move(body);
    return out;
  }
  [[nodiscard]] AuthenticatedContent sign(FramedContent content, WireFormat format = WireFormat::private_message,
                                          const Signer* signer = nullptr) const;
  // seal makes a PrivateMessage, publish a PublicMessage with the right membership tag for members.
  [[nodiscard]] Bytes seal(const AuthenticatedContent& content, const PrivateForgery& forgery = {});
  [[nodiscard]] Bytes publish(const AuthenticatedContent& content, const Alter<PublicMessage>& alter = {}) const;

  // application and proposal are right unless what they are given is not.
  [[nodiscard]] Bytes application(std::string_view text, const PrivateForgery& forgery = {});
  [[nodiscard]] Bytes proposal(Proposal proposal, WireFormat format = WireFormat::private_message);
  // last_proposal is the entry by which a commit refers to the last proposal made here.
  [[nodiscard]] const ForgedEntry& last_proposal() const { return last_proposal_.value(); }

  [[nodiscard]] Bytes commit(const CommitForgery& forgery);
  // last_authenticator is the epoch authenticator after the last commit made here.
  [[nodiscard]] const Bytes& last_authenticator() const { return last_authenticator_; }

  // welcome invites the owner of the bundle into this epoch, as if it had been added by the commit that began it.
  [[nodiscard]] Bytes welcome(const KeyPackageBundle& bundle, const WelcomeForgery& forgery = {});

 private:
  struct Path {
    std::optional<UpdatePath> update;
    CommitSecret secret;
  };
  Path make_path(const CommitForgery& forgery, AppliedList& applied, const Signer& signer);
  ForgedEntry external_init(InitSecret& init);
  std::vector<Psk> find_psks(const std::vector<PreSharedKeyId>& ids) const;

  World* world_;
  const Person* person_;
  std::optional<ForgedEntry> last_proposal_;
  Bytes last_authenticator_;
};

struct KeyPackageForgery {
  Alter<KeyPackage> package = {};         // before leaf and package are signed
  Alter<LeafNode> signed_leaf = {};       // before the package is signed
  Alter<KeyPackage> signed_package = {};  // after both
};
[[nodiscard]] KeyPackageBundle forge_key_package(Person& person, const KeyPackageForgery& forgery);

}  // namespace valise::mls::test
