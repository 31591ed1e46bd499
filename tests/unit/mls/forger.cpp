#include "tests/unit/mls/forger.hpp"

#include "keys/crypto/hpke.hpp"

namespace valise::mls::test {
namespace {

template <class T>
void apply(const Alter<T>& alter, T& value) {
  if (alter) alter(value);
}

crypto::hpke::Aead aead_of(const CipherSuite& suite) {
  return suite.id() == CipherSuiteId::x25519_aes128gcm_sha256_ed25519 ? crypto::hpke::Aead::aes_128_gcm
                                                                      : crypto::hpke::Aead::chacha20_poly1305;
}

// body_of gives an encoding without the signature at its end.
template <class T>
Bytes body_of(const T& value) {
  Bytes out = encode(value);
  base::Writer signature;
  signature.opaque(value.signature);
  out.resize(out.size() - signature.size());
  return out;
}

Bytes sender_data_aad(const PrivateMessage& message) {
  base::Writer out;
  out.opaque(message.group_id);
  write(out, message.epoch);
  write(out, message.content_type);
  return out.take();
}

Bytes guarded(const AeadNonce& nonce, const base::ByteArray<4>& guard) {
  Bytes out = base::to_bytes(nonce.expose());
  for (std::size_t i = 0; i < guard.size(); ++i) out[i] ^= guard[i];
  return out;
}

}  // namespace

Forger::Forger(World& world, const Person& person) : state(copy_state(person)), world_(&world), person_(&person) {}

FramedContent Forger::content() const {
  return {.group_id = state.context.group_id,
          .epoch = state.context.epoch,
          .sender = Sender::member(state.keys.self()),
          .authenticated_data = {}};
}

AuthenticatedContent Forger::sign(FramedContent content, WireFormat format, const Signer* signer) const {
  return *sign_content(format, std::move(content), encode(state.context), signer ? *signer : *person_->signer).value();
}

Bytes Forger::seal(const AuthenticatedContent& content, const PrivateForgery& forgery) {
  const CipherSuite& suite = *state.suite;
  const FramedContent& framed = content.content;
  const auto usual = framed.type() == ContentType::application ? RatchetType::application : RatchetType::handshake;
  auto next = state.message_keys.next_key(LeafIndex(framed.sender.index), forgery.ratchet.value_or(usual)).value();
  SenderData sender{LeafIndex(framed.sender.index), next.generation, world_->random.array<4>()};
  apply(forgery.sender, sender);
  PrivateMessage out{.group_id = framed.group_id,
                     .epoch = framed.epoch,
                     .content_type = framed.type(),
                     .authenticated_data = framed.authenticated_data};
  apply(forgery.header, out);
  base::Writer plaintext;
  write_content_body(plaintext, framed);
  write(plaintext, content.auth);
  Bytes plain = plaintext.take();
  apply(forgery.plaintext, plain);
  base::Writer aad;
  aad.bytes(sender_data_aad(out)).opaque(out.authenticated_data);
  out.ciphertext = suite.seal(next.key.key.expose(), guarded(next.key.nonce, sender.reuse_guard), aad.view(), plain);
  const MessageKey cover = sender_data_key(suite, state.secrets.sender_data, out.ciphertext);
  apply(forgery.told_sender, sender);
  out.encrypted_sender_data = suite.seal(cover.key.expose(), cover.nonce.expose(), sender_data_aad(out), encode(sender));
  apply(forgery.sealed, out);
  return to_message(std::move(out));
}

Bytes Forger::publish(const AuthenticatedContent& content, const Alter<PublicMessage>& alter) const {
  PublicMessage out{.content = content.content, .auth = content.auth};
  if (out.content.sender.type == SenderType::member) {
    base::Writer covered;
    covered.bytes(to_be_signed(WireFormat::public_message, out.content, encode(state.context)));
    write(covered, out.auth);
    out.membership_tag = state.suite->mac(state.secrets.membership.expose(), covered.view());
  }
  apply(alter, out);
  return to_message(std::move(out));
}

Bytes Forger::application(std::string_view text, const PrivateForgery& forgery) {
  return seal(sign(content(ApplicationData{base::to_bytes(text)})), forgery);
}

Bytes Forger::proposal(Proposal proposal, WireFormat format) {
  const AuthenticatedContent made = sign(content(proposal), format);
  last_proposal_ = {
      .proposal = std::move(proposal), .sender = made.content.sender, .reference = proposal_ref(*state.suite, made)};
  return format == WireFormat::private_message ? seal(made) : publish(made);
}

ForgedEntry Forger::external_init(InitSecret& init) {
  const HpkePublicKey to = state.suite->derive_key_pair(state.secrets.external.expose()).public_key;
  auto setup =
      crypto::hpke::setup_sender(aead_of(*state.suite), *crypto::X25519PublicKey::parse(ByteView(to.data)), {}, world_->random);
  init = InitSecret::make(state.suite->hash_size(), [&](MutableBytes out) {
    setup->context.export_into(base::as_bytes("MLS 1.0 external init secret"), out);
  });
  return {.proposal = {ExternalInit{base::to_bytes(ByteView(setup->enc))}}};
}

Forger::Path Forger::make_path(const CommitForgery& forgery, AppliedList& applied, const Signer& signer) {
  const CipherSuite& suite = *state.suite;
  const LeafIndex place = applied.keys.self();
  LeafNode base_leaf;
  if (forgery.joiner) {
    base_leaf = Person(*world_, forgery.joiner->name).key_package().package.leaf_node;
  } else {
    base_leaf = *applied.tree.leaf(place);
  }
  base::Random& random = forgery.path_random ? *forgery.path_random : world_->random;
  NewPath path =
      renew_path(suite, applied.tree, applied.keys, {base_leaf.credential, base_leaf.capabilities, base_leaf.extensions},
                 state.context.group_id, signer, random)
          .value();
  LeafNode leaf = *applied.tree.leaf(place);
  apply(forgery.leaf, leaf);
  EXPECT_TRUE(sign_leaf(leaf, {state.context.group_id, place}, forgery.leaf_signer ? *forgery.leaf_signer : signer));
  apply(forgery.signed_leaf, leaf);
  applied.tree.set_leaf(place, std::move(leaf));
  apply(forgery.secrets, path);
  const GroupContext context = provisional_context(state, applied.tree, applied.extensions);
  UpdatePath update = encrypt_path(suite, applied.tree, place, path, encode(context), applied.added, world_->random).value();
  apply(forgery.update, update);
  return {std::move(update), std::move(path.commit_secret)};
}

Bytes Forger::commit(const CommitForgery& forgery) {
  const CipherSuite& suite = *state.suite;
  const Signer& signer = forgery.joiner ? *forgery.joiner->signer : *person_->signer;
  const Sender committer = forgery.joiner ? Sender{SenderType::new_member_commit, 0} : Sender::member(self());
  InitSecret init = state.secrets.init.duplicate();
  std::vector<ForgedEntry> entries = forgery.entries;
  for (std::size_t i = 0; forgery.joiner && i < forgery.external_inits; ++i) entries.push_back(external_init(init));
  ProposalList list;
  Commit commit;
  for (const ForgedEntry& entry : entries) {
    if (entry.applied) list.push_back({&entry.proposal, entry.sender.value_or(committer)});
    if (entry.reference)
      commit.proposals.push_back({*entry.reference});
    else
      commit.proposals.push_back({entry.proposal});
  }
  AppliedList applied = apply_list(state, list);
  apply(forgery.extensions, applied.extensions);
  if (forgery.joiner) applied.keys = PrivateTree(applied.tree.reserve(), HpkePrivateKey::zero(suite.hash_size()));
  Path path{std::nullopt, CommitSecret::zero(suite.hash_size())};
  if (forgery.with_path) path = make_path(forgery, applied, signer);
  GroupContext context = provisional_context(state, applied.tree, applied.extensions);

  commit.path = std::move(path.update);
  FramedContent framed = content(std::move(commit));
  framed.sender = committer;
  apply(forgery.content, framed);
  AuthenticatedContent made = sign(std::move(framed), forgery.format, &signer);
  std::vector<PreSharedKeyId> ids;
  for (const ListedProposal& listed : list) {
    if (const auto* psk = listed.proposal->get<PreSharedKey>()) ids.push_back(psk->psk);
  }
  const NextEpoch next = next_epoch(state, init, std::move(applied), std::move(context), std::move(path.secret),
                                    psk_secret(suite, find_psks(ids)), made);
  last_authenticator_ = next.state.secrets.authenticator;
  Bytes tag = next.state.confirmation_tag;
  apply(forgery.tag, tag);
  made.auth.confirmation_tag = std::move(tag);
  apply(forgery.auth, made);
  return forgery.format == WireFormat::private_message ? seal(made) : publish(made);
}

std::vector<Psk> Forger::find_psks(const std::vector<PreSharedKeyId>& ids) const {
  std::vector<Psk> out;
  for (const PreSharedKeyId& id : ids) {
    const ByteView resumption = resumption_key.empty() ? state.secrets.resumption.expose() : ByteView(resumption_key);
    auto key = id.type == PskType::resumption ? SecretBytes::copy_of(resumption) : world_->psks.find(id.psk_id);
    out.push_back({id, key ? std::move(*key) : SecretBytes::copy_of(Bytes(32))});
  }
  return out;
}

Bytes Forger::welcome(const KeyPackageBundle& bundle, const WelcomeForgery& forgery) {
  const CipherSuite& suite = *state.suite;
  RatchetTree tree = state.tree;
  const LeafIndex place = tree.add(bundle.package.leaf_node);
  GroupSecrets secrets{.joiner = JoinerSecret::from_bytes(Bytes(32, 5)), .path = std::nullopt, .psks = forgery.psks};
  if (forgery.with_path) {
    PrivateTree keys = state.keys.duplicate();
    const LeafNode own = *tree.leaf(self());
    const NewPath path = renew_path(suite, tree, keys, {own.credential, own.capabilities, own.extensions}, state.context.group_id,
                                    *person_->signer, world_->random)
                             .value();
    secrets.path = path.secret_for(common_ancestor(self(), place))->duplicate();
  }
  if (forgery.tree) forgery.tree(tree, place);
  GroupInfo info{.context = state.context, .signer = self()};
  info.context.tree_hash = tree.root_hash(suite);
  if (forgery.with_tree) info.extensions.set(ExtensionType::ratchet_tree, encode(tree));
  apply(forgery.context, info.context);
  const MemberSecret member = member_secret(suite, secrets.joiner, psk_secret(suite, find_psks(forgery.psks)));
  const NewEpoch epoch = open_epoch(suite, epoch_secret(suite, MemberSecret::from_bytes(member.expose()), encode(info.context)));
  info.confirmation_tag = confirmation_tag(suite, epoch.secrets.confirmation, info.context.confirmed_transcript_hash);
  apply(forgery.info, info);
  EXPECT_TRUE(sign_group_info(info, *person_->signer));
  apply(forgery.signed_info, info);
  Welcome out{.cipher_suite = suite.id()};
  out.encrypted_group_info = encrypt_group_info(suite, welcome_secret(suite, member), info);
  apply(forgery.secrets, secrets);
  EXPECT_TRUE(add_recipient(suite, out, welcome_context(suite, out), bundle.package, secrets, world_->random));
  apply(forgery.welcome, out);
  return to_message(std::move(out));
}

KeyPackageBundle forge_key_package(Person& person, const KeyPackageForgery& forgery) {
  KeyPackageBundle out = person.key_package();
  apply(forgery.package, out.package);
  EXPECT_TRUE(sign_leaf(out.package.leaf_node, {}, *person.signer));
  apply(forgery.signed_leaf, out.package.leaf_node);
  out.package.signature = sign_with_label(*person.signer, "KeyPackageTBS", body_of(out.package)).value();
  apply(forgery.signed_package, out.package);
  return out;
}

}  // namespace valise::mls::test
