#include "client-sdk/mls/group.hpp"

#include "client-sdk/mls/epoch_transition.hpp"

namespace valise::mls {
namespace {

Member member_at(const RatchetTree& tree, LeafIndex index) {
  const LeafNode& leaf = *tree.leaf(index);
  return {index, leaf.credential, leaf.signature_key};
}

}  // namespace

std::vector<Member> EpochState::members() const {
  std::vector<Member> out;
  for (LeafIndex index : tree.members()) out.push_back(member_at(tree, index));
  return out;
}

Result<Group> Group::create(const CreateOptions& options, std::shared_ptr<const Signer> signer, base::Random& random) {
  const CipherSuite* suite = CipherSuite::find(options.cipher_suite);
  if (!suite) return base::fail(MlsError::unsupported_cipher_suite);
  HpkeKeyPair leaf_keys = suite->generate_key_pair(random);
  LeafNode leaf{
      .encryption_key = std::move(leaf_keys.public_key),
      .signature_key = signer->public_key(),
      .credential = options.credential,
      .capabilities = own_capabilities({options.supported_extensions, options.supported_proposals, options.grease}, random),
      .source = options.lifetime,
      .extensions = options.leaf_extensions};
  if (auto done = sign_leaf(leaf, {}, *signer); !done) return base::pass_on(done);
  RatchetTree tree;
  tree.set_leaf(LeafIndex(0), std::move(leaf));
  const auto requirements = GroupRequirements::own(options.cipher_suite, options.context_extensions);
  if (!requirements || !check_members(tree, *requirements))
    return base::fail(MlsError::invalid_argument, "group context extensions");

  GroupContext context{.cipher_suite = options.cipher_suite,
                       .group_id = options.group_id,
                       .epoch = Epoch(0),
                       .tree_hash = tree.root_hash(*suite),
                       .extensions = options.context_extensions};
  auto epoch = EpochSecret::make(suite->hash_size(), [&](MutableBytes out) { random.fill(out); });
  PrivateTree keys(LeafIndex(0), std::move(leaf_keys.private_key));
  return Group(enter_epoch(*suite, std::move(context), std::move(tree), std::move(keys), std::move(epoch)), std::move(signer));
}

LeafNode LeafOptions::apply_to(LeafNode leaf) const {
  if (credential) leaf.credential = *credential;
  if (capabilities) leaf.capabilities = *capabilities;
  if (extensions) leaf.extensions = *extensions;
  return leaf;
}

std::vector<Member> Group::members() const { return epoch_.members(); }

std::optional<Member> Group::member(LeafIndex index) const {
  if (!epoch_.tree.leaf(index)) return std::nullopt;
  return member_at(epoch_.tree, index);
}

std::optional<Member> Group::find_member(ByteView identity) const {
  for (LeafIndex index : epoch_.tree.members()) {
    const Credential& credential = epoch_.tree.leaf(index)->credential;
    if (credential.type == CredentialType::basic && base::equal(credential.identity, identity))
      return member_at(epoch_.tree, index);
  }
  return std::nullopt;
}

std::optional<Bytes> Group::epoch_authenticator(Epoch epoch) const {
  if (epoch == this->epoch()) return epoch_.secrets.authenticator;
  const auto found = std::ranges::find(past_, epoch, &PastEpoch::epoch);
  if (found == past_.end()) return std::nullopt;
  return found->authenticator;
}

ExportedSecret Group::export_secret(std::string_view label, ByteView context, std::size_t size) const {
  return mls::export_secret(suite(), epoch_.secrets.exporter, label, context, std::min(size, ExportedSecret::capacity));
}

Result<SecretBytes> Group::export_bytes(std::string_view label, ByteView context, std::size_t size) const {
  return mls::export_bytes(suite(), epoch_.secrets.exporter, label, context, size);
}

std::optional<SecretBytes> Group::resumption_psk(Epoch epoch) const {
  if (epoch == this->epoch()) return SecretBytes::copy_of(epoch_.secrets.resumption.expose());
  const auto found = std::ranges::find(resumption_, epoch, &ResumptionEntry::epoch);
  if (found == resumption_.end()) return std::nullopt;
  return SecretBytes::copy_of(found->psk.expose());
}

Result<Bytes> Group::group_info(WelcomeTree tree, Extensions extensions) const {
  if (auto active = require_active(); !active) return base::pass_on(active);
  GroupInfo info{.context = epoch_.context,
                 .extensions = std::move(extensions),
                 .confirmation_tag = epoch_.confirmation_tag,
                 .signer = own_leaf()};
  const HpkeKeyPair external = suite().derive_key_pair(epoch_.secrets.external.expose());
  info.extensions.set(ExtensionType::external_pub, encode(external.public_key));
  if (tree == WelcomeTree::include) info.extensions.set(ExtensionType::ratchet_tree, encode(epoch_.tree));
  if (auto done = sign_group_info(info, *signer_); !done) return base::pass_on(done);
  return to_message(std::move(info));
}

GroupPhase Group::phase() const {
  if (removed_) return GroupPhase::removed;
  return epoch_.reinit ? GroupPhase::closed : GroupPhase::operational;
}

Result<> Group::require_active() const {
  switch (phase()) {
    case GroupPhase::operational: return {};
    case GroupPhase::closed: return base::fail(MlsError::closed_by_reinit);
    case GroupPhase::removed: return base::fail(MlsError::inactive);
  }
  return base::fail(MlsError::inactive);
}

void Group::drop_proposals() {
  proposals_.clear();
  proposal_bytes_ = 0;
}

FramedContent Group::framed(ByteView authenticated_data) const {
  return {.group_id = epoch_.context.group_id,
          .epoch = epoch(),
          .sender = Sender::member(own_leaf()),
          .authenticated_data = base::to_bytes(authenticated_data)};
}

Result<VerifiedContent> Group::sign_own(FramedContent content, WireFormat format) const {
  return sign_content(format, std::move(content), encode(epoch_.context), *signer_);
}

Result<Bytes> Group::frame(const VerifiedContent& content, const PaddingPolicy& padding, base::Random& random) {
  if (content->wire_format == WireFormat::public_message) {
    auto message = protect_public(suite(), content, epoch_.secrets.membership, encode(epoch_.context));
    if (!message) return base::pass_on(message);
    return to_message(std::move(*message));
  }
  auto message = protect_private(suite(), content, epoch_.message_keys, epoch_.secrets.sender_data, padding, random);
  if (!message) return base::pass_on(message);
  return to_message(std::move(*message));
}

Result<Bytes> Group::protect(ByteView authenticated_data, ByteView plaintext, base::Random& random,
                             const PaddingPolicy& padding) {
  auto made = protect_signed(authenticated_data, plaintext, random, padding);
  if (!made) return base::pass_on(made);
  return std::move(made->message);
}

Result<SignedMessage> Group::protect_signed(ByteView authenticated_data, ByteView plaintext, base::Random& random,
                                            const PaddingPolicy& padding) {
  if (auto active = require_active(); !active) return base::pass_on(active);
  if (!proposals_.empty()) return base::fail(MlsError::proposals_pending);
  FramedContent content = framed(authenticated_data);
  content.body = ApplicationData{base::to_bytes(plaintext)};
  auto own = sign_own(std::move(content), WireFormat::private_message);
  if (!own) return base::pass_on(own);
  auto message = frame(*own, padding, random);
  if (!message) return base::pass_on(message);
  return SignedMessage{.message = std::move(*message), .signature = (*own)->auth.signature};
}

Result<std::shared_ptr<const Signer>> Group::signer_for(const EpochState& next) const {
  const SignaturePublicKey& key = next.tree.leaf(next.keys.self())->signature_key;
  if (signer_->public_key() == key) return signer_;
  const auto found = std::ranges::find_if(next_signers_, [&](const auto& signer) { return signer->public_key() == key; });
  if (found == next_signers_.end()) return base::fail(MlsError::invalid_argument, "no signer for the own leaf");
  return *found;
}

Result<> Group::enter(EpochState next) {
  auto signer = signer_for(next);
  if (!signer) return base::pass_on(signer);
  past_.push_front({.context = encode(epoch_.context),
                    .epoch = epoch_.context.epoch,
                    .authenticator = epoch_.secrets.authenticator,
                    .sender_data = std::move(epoch_.secrets.sender_data),
                    .message_keys = std::move(epoch_.message_keys),
                    .members = Roster(epoch_.tree)});
  if (past_.size() > max_past_epochs) past_.pop_back();
  resumption_.push_front({epoch_.context.epoch, std::move(epoch_.secrets.resumption)});
  if (resumption_.size() > max_resumption_psks) resumption_.pop_back();
  drop_proposals();
  epoch_ = std::move(next);
  if (*signer != signer_) next_signers_.clear();
  signer_ = std::move(*signer);
  return {};
}

Result<> Group::merge(PendingCommit pending) {
  if (!active() || pending.base != epoch_authenticator()) return base::fail(MlsError::stale_pending_commit);
  return enter(std::move(pending.next));
}

Result<> Group::merge(StagedCommit staged) {
  if (!active() || staged.base != epoch_authenticator()) return base::fail(MlsError::stale_pending_commit);
  if (staged.next) return enter(std::move(*staged.next));
  drop_proposals();
  removed_ = true;
  return {};
}

}  // namespace valise::mls
