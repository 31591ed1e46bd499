// The rules of RFC 9420 by which a member refuses what another member made: one forged message per rule. Each test names its
// section.
#include "client-sdk/mls/tree_validation.hpp"
#include "keys/crypto/hpke.hpp"
#include "tests/unit/mls/world.hpp"

namespace valise::mls::test {
namespace {

class Rules : public testing::Test {
 protected:
  // refused expects that ben refuses the message and that his group stays usable and unchanged.
  void refused(const Bytes& message, MlsError why) {
    const Bytes before = base::to_bytes(ben().group->serialize_epoch().expose());
    EXPECT_EQ(error_of(ben().handle(message)), why) << describe(why);
    EXPECT_EQ(base::to_bytes(ben().group->serialize_epoch().expose()), before);
    EXPECT_EQ(text_of(ben().handle(room.at("cora").send("text"))), "text");
  }
  Person& ben() { return room.at("ben"); }
  KeyPackage package(KeyPackageOptions options = {.lifetime = test_lifetime()}) {
    return Person(world, "new").key_package(std::move(options)).package;
  }
  LeafIndex leaf(const char* name) { return room.at(name).group->own_leaf(); }
  Proposal update(const char* name) {
    LeafNode changed = *ben().group->tree().leaf(leaf(name));
    changed.encryption_key = world.suite.generate_key_pair(world.random).public_key;
    changed.source = FromUpdate{};
    EXPECT_TRUE(sign_leaf(changed, {ben().group->group_id(), leaf(name)}, *room.at(name).signer));
    return {Update{std::move(changed)}};
  }
  Proposal psk(Bytes nonce = Bytes(32)) { return {PreSharedKey{{.psk_id = base::to_bytes("psk"), .nonce = std::move(nonce)}}}; }
  static Proposal context(ExtensionType type, Bytes data = {}) {
    return {GroupContextExtensions{Extensions({{type, std::move(data)}})}};
  }
  // resigned makes an altered key package consistent again, with a signer of its own.
  KeyPackage altered(const std::function<void(KeyPackage&)>& alter, bool sign_again = true) {
    Person person(world, "new");
    KeyPackage out = person.key_package().package;
    alter(out);
    if (!sign_again) return out;
    EXPECT_TRUE(sign_leaf(out.leaf_node, {}, *person.signer));
    base::Writer to_be_signed;
    write(to_be_signed, out);
    Bytes bytes = to_be_signed.take();
    base::Writer signature;
    signature.opaque(out.signature);
    bytes.resize(bytes.size() - signature.size());
    out.signature = sign_with_label(*person.signer, "KeyPackageTBS", bytes).value();
    return out;
  }

  World world;
  Room room{world, {"anna", "ben", "cora", "dan"}};
  Forger forger{world, room.at("anna")};
};

// 12.2: the list of a regular commit.
TEST_F(Rules, CommitterDoesNotUpdateItself) { refused(forger.commit({update("anna")}), MlsError::invalid_proposal_list); }
TEST_F(Rules, CommitterDoesNotRemoveItself) { refused(forger.commit({{Remove{leaf("anna")}}}), MlsError::invalid_proposal_list); }
TEST_F(Rules, NoTwoRemovesOfOneLeaf) {
  refused(forger.commit({{Remove{leaf("dan")}}, {Remove{leaf("dan")}}}), MlsError::invalid_proposal_list);
}
TEST_F(Rules, NoUpdateWithARemoveOfOneLeaf) {
  const Bytes proposed = room.at("dan").group->propose_update(world.random).value();
  const auto kept = ben().handle(proposed);
  ASSERT_TRUE(kept);
  FramedContent content = forger.content();
  content.body = Commit{{{std::get<ReceivedProposal>(*kept).reference}, {Proposal{Remove{leaf("dan")}}}}, std::nullopt};
  EXPECT_EQ(error_of(ben().handle(forger.message(std::move(content)))), MlsError::invalid_proposal_list);
}
TEST_F(Rules, NoAddTwice) {
  const KeyPackage added = package();
  refused(forger.commit({{Add{added}}, {Add{added}}}), MlsError::invalid_proposal_list);
}
TEST_F(Rules, NoAddOfAMember) {
  refused(forger.commit({{Add{room.at("dan").key_package().package}}}), MlsError::invalid_proposal_list);
}
TEST_F(Rules, NoAddOfTheSameClientByThePolicy) {
  world.policy.one_leaf_per_identity = true;
  Person other(world, "dan");
  refused(forger.commit({{Add{other.key_package().package}}}), MlsError::invalid_proposal_list);
}
TEST_F(Rules, NoPskTwice) { refused(forger.commit({psk(), psk()}), MlsError::invalid_proposal_list); }
TEST_F(Rules, NoTwoContextChanges) {
  refused(forger.commit({context(ExtensionType::valise_room_state), context(ExtensionType::valise_room_state)}),
          MlsError::invalid_proposal_list);
}
TEST_F(Rules, ReInitStandsAlone) {
  const Proposal reinit{ReInit{.group_id = {1}, .version = ProtocolVersion::mls10, .cipher_suite = test_suite}};
  refused(forger.commit({reinit, {Add{package()}}}), MlsError::invalid_proposal_list);
}
TEST_F(Rules, NoExternalInitFromAMember) { refused(forger.commit({{ExternalInit{Bytes(32)}}}), MlsError::invalid_proposal); }
TEST_F(Rules, ReferencesAreKnown) {
  FramedContent content = forger.content();
  content.body = Commit{{{ProposalRef{Bytes(32)}}}, std::nullopt};
  refused(forger.message(std::move(content)), MlsError::unknown_proposal);
}

// 12.1: single proposals.
TEST_F(Rules, NoRemoveOfABlankLeaf) { refused(forger.commit({{Remove{LeafIndex(77)}}}), MlsError::invalid_proposal); }
TEST_F(Rules, PskNonceHasTheHashSize) { refused(forger.commit({psk(Bytes(31))}), MlsError::invalid_proposal); }
TEST_F(Rules, NoResumptionPskForReInit) {
  PreSharedKeyId id{.type = PskType::resumption, .usage = ResumptionUsage::reinit, .nonce = Bytes(32)};
  refused(forger.commit({{PreSharedKey{id}}}), MlsError::invalid_proposal);
  id.usage = ResumptionUsage::branch;
  refused(forger.commit({{PreSharedKey{id}}}), MlsError::invalid_proposal);
}
TEST_F(Rules, UpdateHasANewEncryptionKey) {
  Proposal same = update("anna");
  std::get<Update>(same.body).leaf_node.encryption_key = ben().group->tree().leaf(leaf("anna"))->encryption_key;
  refused(forger.proposal(same), MlsError::invalid_leaf_node);
}
TEST_F(Rules, UpdateIsSignedForItsPlace) {
  Proposal wrong = update("anna");
  ASSERT_TRUE(sign_leaf(std::get<Update>(wrong.body).leaf_node, {ben().group->group_id(), leaf("dan")}, *room.at("anna").signer));
  refused(forger.proposal(wrong), MlsError::bad_signature);
}
TEST_F(Rules, UpdateHasItsSource) {
  Proposal wrong = update("anna");
  std::get<Update>(wrong.body).leaf_node.source = test_lifetime();
  refused(forger.proposal(wrong), MlsError::invalid_leaf_node);
}

// 10.1 and 7.3: key packages.
TEST_F(Rules, KeyPackageSignature) {
  refused(forger.commit({{Add{altered([](KeyPackage& p) { p.signature[0] ^= 1; }, false)}}}), MlsError::bad_signature);
}
TEST_F(Rules, KeyPackageLeafSignature) {
  refused(forger.commit({{Add{altered([](KeyPackage& p) { p.leaf_node.signature[0] ^= 1; }, false)}}}), MlsError::bad_signature);
}
TEST_F(Rules, KeyPackageSuite) {
  const auto other = [](KeyPackage& p) { p.cipher_suite = CipherSuiteId::x25519_aes128gcm_sha256_ed25519; };
  refused(forger.commit({{Add{altered(other)}}}), MlsError::invalid_proposal);
}
TEST_F(Rules, KeyPackageInitKeyIsAnother) {
  const auto same = [](KeyPackage& p) { p.init_key = p.leaf_node.encryption_key; };
  refused(forger.commit({{Add{altered(same)}}}), MlsError::invalid_key_package);
}
TEST_F(Rules, KeyPackageLeafSource) {
  const auto update = [](KeyPackage& p) { p.leaf_node.source = FromUpdate{}; };
  refused(forger.commit({{Add{altered(update)}}}), MlsError::invalid_key_package);
}
TEST_F(Rules, KeyPackageExtensionsAreListed) {
  const auto unlisted = [](KeyPackage& p) { p.extensions.set(ExtensionType(0xf123), {}); };
  refused(forger.commit({{Add{altered(unlisted)}}}), MlsError::invalid_key_package);
}
TEST_F(Rules, LifetimeHasBegunAndNotEnded) {
  refused(forger.commit({{Add{package({.lifetime = {test_time - 100, test_time - 1}})}}}), MlsError::invalid_lifetime);
  refused(forger.commit({{Add{package({.lifetime = {test_time + 1, test_time + 100}})}}}), MlsError::invalid_lifetime);
}
TEST_F(Rules, LifetimeIsNotTooLong) {
  refused(forger.commit({{Add{package({.lifetime = {0, ~std::uint64_t{0}}})}}}), MlsError::invalid_lifetime);
  refused(forger.commit({{Add{package({.lifetime = {test_time + 100, test_time - 100}})}}}), MlsError::invalid_lifetime);
}
// Those below concern the resulting tree: the forged commit adds without a path, as Adds may.
TEST_F(Rules, LeafSupportsTheSuiteVersionAndItsCredential) {
  const auto expect = [&](const std::function<void(Capabilities&)>& alter) {
    const auto change = [&](KeyPackage& p) { alter(p.leaf_node.capabilities); };
    refused(forger.commit({{Add{altered(change)}}}), MlsError::invalid_leaf_node);
  };
  expect([](Capabilities& c) { c.versions.clear(); });
  expect([](Capabilities& c) { c.cipher_suites = {CipherSuiteId::x25519_aes128gcm_sha256_ed25519}; });
  expect([](Capabilities& c) { c.credentials = {CredentialType::x509}; });
}
TEST_F(Rules, LeafExtensionsAreListed) {
  const auto change = [](KeyPackage& p) { p.leaf_node.extensions.set(ExtensionType(0xf123), {}); };
  refused(forger.commit({{Add{altered(change)}}}), MlsError::invalid_leaf_node);
}
TEST_F(Rules, LeafKeysAreValidForTheSuite) {
  const auto short_key = [](KeyPackage& p) { p.leaf_node.encryption_key.data.pop_back(); };
  refused(forger.commit({{Add{altered(short_key)}}}), MlsError::invalid_leaf_node);
}
TEST_F(Rules, EncryptionKeysAreUnique) {
  const auto taken = [&](KeyPackage& p) { p.leaf_node.encryption_key = ben().group->tree().leaf(leaf("dan"))->encryption_key; };
  refused(forger.commit({{Add{altered(taken)}}}), MlsError::invalid_tree);
}
TEST_F(Rules, NewMembersSupportTheContextExtensions) {
  room.commit("anna", {.context_extensions = Extensions({{ExtensionType::valise_room_state, {1}}})});
  Forger now(world, room.at("anna"));
  const KeyPackage without = package({.lifetime = test_lifetime(), .supported_extensions = {}});
  refused(now.commit({{Add{without}}}), MlsError::invalid_leaf_node);
  Person person(world, "new");
  const auto bundle = person.key_package({.lifetime = test_lifetime(), .supported_extensions = {}});
  EXPECT_EQ(error_of(room.at("anna").group->commit({.adds = {verified(bundle)}}, world.validation, world.random)),
            MlsError::invalid_leaf_node);
}
TEST_F(Rules, ContextExtensionsAreSupportedByAll) {
  const Extensions unknown({{ExtensionType(0xf777), {}}});
  EXPECT_EQ(error_of(room.at("anna").group->commit({.context_extensions = unknown}, world.validation, world.random)),
            MlsError::invalid_leaf_node);
  RequiredCapabilities required{.extensions = {ExtensionType(0xf777)}};
  const Extensions requiring({{ExtensionType::required_capabilities, encode(required)}});
  EXPECT_EQ(error_of(room.at("anna").group->commit({.context_extensions = requiring}, world.validation, world.random)),
            MlsError::invalid_leaf_node);
  const Extensions damaged({{ExtensionType::required_capabilities, {9}}});
  refused(forger.commit({context(ExtensionType::required_capabilities, {9})}), MlsError::malformed);
}

// 12.4: paths.
TEST_F(Rules, EmptyCommitHasAPath) { refused(forger.commit({}), MlsError::path_required); }
TEST_F(Rules, RemovesUpdatesAndContextChangesHaveAPath) {
  refused(forger.commit({{Remove{leaf("dan")}}}), MlsError::path_required);
  refused(forger.commit({context(ExtensionType::valise_room_state)}), MlsError::path_required);
}
TEST_F(Rules, UnspoiltForgeryIsAccepted) { EXPECT_TRUE(ben().handle(forger.full_commit({}))); }
TEST_F(Rules, ConfirmationTagIsRight) {
  refused(forger.full_commit({}, [](Bytes& tag) { tag[0] ^= 1; }), MlsError::bad_confirmation_tag);
}
TEST_F(Rules, PathLeafIsSigned) {
  refused(forger.full_commit([](UpdatePath& path) { path.leaf_node.signature[3] ^= 1; }), MlsError::bad_signature);
}
TEST_F(Rules, PathHasALeafFromACommit) {
  refused(forger.full_commit([&](UpdatePath& path) {
    path.leaf_node.source = FromUpdate{};
    ASSERT_TRUE(sign_leaf(path.leaf_node, {ben().group->group_id(), leaf("anna")}, *room.at("anna").signer));
  }),
          MlsError::invalid_update_path);
}
TEST_F(Rules, PathHasTheRightParentHash) {
  refused(forger.full_commit([&](UpdatePath& path) {
    path.leaf_node.source = FromCommit{Bytes(32)};
    ASSERT_TRUE(sign_leaf(path.leaf_node, {ben().group->group_id(), leaf("anna")}, *room.at("anna").signer));
  }),
          MlsError::invalid_update_path);
}
TEST_F(Rules, PathKeysAreFresh) {
  refused(forger.full_commit(
              [&](UpdatePath& path) { path.nodes[0].encryption_key = ben().group->tree().leaf(leaf("dan"))->encryption_key; }),
          MlsError::invalid_update_path);
}
TEST_F(Rules, PathLeafKeyIsFresh) {
  refused(forger.full_commit([&](UpdatePath& path) {
    path.leaf_node.encryption_key = ben().group->tree().leaf(leaf("anna"))->encryption_key;
    ASSERT_TRUE(sign_leaf(path.leaf_node, {ben().group->group_id(), leaf("anna")}, *room.at("anna").signer));
  }),
          MlsError::invalid_leaf_node);
}
TEST_F(Rules, PathHasTheRightShape) {
  refused(forger.full_commit([](UpdatePath& path) { path.nodes.pop_back(); }), MlsError::invalid_update_path);
  refused(forger.full_commit([](UpdatePath& path) { path.nodes[1].encrypted_path_secret.pop_back(); }),
          MlsError::invalid_update_path);
  refused(forger.full_commit(
              [](UpdatePath& path) { path.nodes[1].encrypted_path_secret.push_back(path.nodes[1].encrypted_path_secret[0]); }),
          MlsError::invalid_update_path);
}
TEST_F(Rules, PathSecretsGiveThePathKeys) {
  refused(forger.full_commit([&](UpdatePath& path) {
    for (auto& node : path.nodes) {
      for (auto& sealed : node.encrypted_path_secret) sealed.ciphertext[0] ^= 1;
    }
  }),
          MlsError::undecryptable);
}

// 6: framing.
TEST_F(Rules, PaddingIsZero) {
  FramedContent content = forger.content();
  content.body = ApplicationData{base::to_bytes("text")};
  auto own = sign_content(WireFormat::private_message, content, encode(forger.state.context), *room.at("anna").signer).value();
  // The signature is followed by a byte that is not zero: as if the padding carried something.
  struct Spoilt {
    Bytes operator()(const VerifiedContent& verified) const {
      base::Writer out;
      write_content_body(out, verified->content);
      write(out, verified->auth);
      return out.u8(0).u8(1).take();
    }
  };
  PrivateMessage message{.group_id = content.group_id, .epoch = content.epoch, .content_type = ContentType::application};
  auto key = forger.state.message_keys.next_key(leaf("anna"), RatchetType::application).value();
  base::Writer aad;
  aad.opaque(message.group_id).u64(message.epoch.value()).u8(1);
  const Bytes sender_aad = base::to_bytes(aad.view());
  aad.opaque({});
  message.ciphertext = world.suite.seal(key.key.key.expose(), key.key.nonce.expose(), aad.view(), Spoilt{}(own));
  const MessageKey cover = sender_data_key(world.suite, forger.state.secrets.sender_data, message.ciphertext);
  message.encrypted_sender_data = world.suite.seal(cover.key.expose(), cover.nonce.expose(), sender_aad,
                                                   encode(SenderData{leaf("anna"), key.generation, {}}));
  refused(to_message(std::move(message)), MlsError::bad_padding);
}
TEST_F(Rules, SenderIsAMember) {
  room.remove("anna", "dan");
  Forger now(world, room.at("anna"));
  FramedContent content = now.content();
  content.sender = Sender::member(LeafIndex(3));
  content.body = ApplicationData{};
  refused(now.message(content), MlsError::unknown_sender);
}
TEST_F(Rules, OwnMessagesAreRefused) { EXPECT_EQ(error_of(ben().handle(ben().send("to myself"))), MlsError::own_message); }
TEST_F(Rules, MembershipTagOfPublicMessages) {
  const auto made =
      room.at("anna").group->propose({Remove{leaf("dan")}}, world.validation, world.random, WireFormat::public_message);
  auto message = from_message<PublicMessage>(*made).value();
  (*message.membership_tag)[0] ^= 1;
  refused(to_message(message), MlsError::bad_membership_tag);
}
TEST_F(Rules, ApplicationDataIsNeverPublic) {
  FramedContent content = forger.content();
  content.body = ApplicationData{base::to_bytes("in the open")};
  auto own = sign_content(WireFormat::public_message, content, encode(forger.state.context), *room.at("anna").signer).value();
  EXPECT_FALSE(protect_public(world.suite, own, forger.state.secrets.membership, encode(forger.state.context)));
  refused(to_message(PublicMessage{own->content, own->auth, Bytes(32)}), MlsError::malformed);
}
TEST_F(Rules, OutsidersMayNotPropose) {
  FramedContent content = forger.content();
  content.sender = {SenderType::external, 0};
  content.body = Proposal{Remove{leaf("dan")}};
  auto own = sign_content(WireFormat::public_message, content, {}, *room.at("anna").signer).value();
  refused(to_message(PublicMessage{own->content, own->auth, std::nullopt}), MlsError::unknown_sender);
}
// 8.3 and 12.4.3.2: one who is outside joins by a commit of its own, where the application accepts that.
class ExternalCommit : public Rules {
 protected:
  struct Made {
    Bytes message;
    Bytes authenticator;
  };
  Made make(std::vector<Proposal> more = {}) {
    const HpkePublicKey to = world.suite.derive_key_pair(forger.state.secrets.external.expose()).public_key;
    auto setup = crypto::hpke::setup_sender(crypto::hpke::Aead::chacha20_poly1305,
                                            *crypto::X25519PublicKey::parse(ByteView(to.data)), {}, world.random);
    const auto init = InitSecret::make(
        32, [&](MutableBytes out) { setup->context.export_into(base::as_bytes("MLS 1.0 external init secret"), out); });
    more.insert(more.begin(), Proposal{ExternalInit{base::to_bytes(ByteView(setup->enc))}});
    ProposalList list;
    for (const Proposal& proposal : more) list.push_back({&proposal, {SenderType::new_member_commit, 0}});
    AppliedList applied = apply_list(forger.state, list);
    applied.keys = PrivateTree(applied.tree.reserve(), HpkePrivateKey::zero(32));
    const Credential credential = Credential::basic(base::as_bytes("joiner"));
    const Capabilities capabilities = package().leaf_node.capabilities;
    NewPath path = renew_path(world.suite, applied.tree, applied.keys, {credential, capabilities, {}},
                              forger.state.context.group_id, *joiner.signer, world.random)
                       .value();
    GroupContext context = provisional_context(forger.state, applied.tree, applied.extensions);
    UpdatePath update =
        encrypt_path(world.suite, applied.tree, applied.keys.self(), path, encode(context), {}, world.random).value();
    FramedContent content = forger.content();
    content.sender = {SenderType::new_member_commit, 0};
    Commit commit{{}, std::move(update)};
    for (Proposal& proposal : more) commit.proposals.push_back({std::move(proposal)});
    content.body = std::move(commit);
    auto own = sign_content(WireFormat::public_message, content, encode(forger.state.context), *joiner.signer).value();
    const NextEpoch next = next_epoch(forger.state, init, std::move(applied), std::move(context), std::move(path.commit_secret),
                                      PskSecret::zero(32), *own);
    own.confirm(next.state.confirmation_tag);
    return {to_message(PublicMessage{own->content, own->auth, std::nullopt}), next.state.secrets.authenticator};
  }
  Person joiner{world, "joiner"};
};

TEST_F(ExternalCommit, IsRefusedByDefault) { refused(make().message, MlsError::unsupported); }
TEST_F(ExternalCommit, IsProcessedWhereAccepted) {
  world.validation.external_commits = ExternalCommits::accept;
  const Made made = make();
  for (const char* name : {"ben", "cora", "dan"}) {
    room.at(name).receive_commit(made.message);
    EXPECT_EQ(room.at(name).group->epoch_authenticator(), made.authenticator) << name;
    EXPECT_TRUE(room.at(name).group->find_member(base::as_bytes("joiner")));
  }
}
TEST_F(ExternalCommit, MayRemoveOneOldSelfOnly) {
  world.validation.external_commits = ExternalCommits::accept;
  refused(make({{Remove{leaf("dan")}}, {Remove{leaf("cora")}}}).message, MlsError::invalid_proposal_list);
  refused(make({{Add{package()}}}).message, MlsError::invalid_proposal_list);
  const Made made = make({{Remove{leaf("dan")}}});
  world.policy.asked.clear();
  ben().receive_commit(made.message);
  EXPECT_EQ(ben().group->epoch_authenticator(), made.authenticator);
  // The policy must judge whether the joiner may take dan's place.
  ASSERT_EQ(world.policy.asked.size(), 1U);
  EXPECT_TRUE(world.policy.asked[0].has_replaced);
}

// 12.4.3.1: joining. The forger invites into a group whose tree it altered; all hashes, tags and its own signature are right.
class Joining : public Rules {
 protected:
  Result<Group> join(const std::function<void(RatchetTree&, LeafIndex)>& alter,
                     const std::function<void(GroupInfo&)>& info_too = {}) {
    const auto bundle = victim.key_package();
    RatchetTree tree = forger.state.tree;
    const LeafIndex place = tree.add(bundle.package.leaf_node);
    if (alter) alter(tree, place);
    GroupInfo info{.context = forger.state.context, .signer = leaf("anna")};
    info.context.tree_hash = tree.root_hash(world.suite);
    info.extensions.set(ExtensionType::ratchet_tree, encode(tree));
    const auto joiner = JoinerSecret::from_bytes(Bytes(32, 5));
    const auto psk = PskSecret::zero(32);
    const NewEpoch epoch =
        open_epoch(world.suite, epoch_secret(world.suite, member_secret(world.suite, joiner, psk), encode(info.context)));
    info.confirmation_tag = confirmation_tag(world.suite, epoch.secrets.confirmation, info.context.confirmed_transcript_hash);
    EXPECT_TRUE(sign_group_info(info, *room.at("anna").signer));
    if (info_too) info_too(info);
    Welcome welcome{.cipher_suite = test_suite};
    welcome.encrypted_group_info =
        encrypt_group_info(world.suite, welcome_secret(world.suite, member_secret(world.suite, joiner, psk)), info);
    const GroupSecrets secrets{.joiner = joiner.duplicate(), .path = std::nullopt, .psks = {}};
    const HpkeInfo context = welcome_context(world.suite, welcome);
    EXPECT_TRUE(add_recipient(world.suite, welcome, context, bundle.package, secrets, world.random));
    return Group::join(to_message(std::move(welcome)), bundle, victim.signer, world.validation);
  }
  Person victim{world, "victim"};
};

TEST_F(Joining, UnalteredInvitationIsAccepted) {
  const auto joined = join({});
  EXPECT_TRUE(joined) << joined.error().message();
}
TEST_F(Joining, TreeHashMustMatch) {
  EXPECT_EQ(error_of(join({},
                          [&](GroupInfo& info) {
                            RatchetTree other = forger.state.tree;
                            info.extensions.set(ExtensionType::ratchet_tree, encode(other));
                            ASSERT_TRUE(sign_group_info(info, *room.at("anna").signer));
                          })),
            MlsError::invalid_tree);
}
TEST_F(Joining, GroupInfoIsSigned) {
  EXPECT_EQ(error_of(join({}, [](GroupInfo& info) { info.signature[0] ^= 1; })), MlsError::bad_signature);
}
TEST_F(Joining, SignerIsAMember) {
  EXPECT_EQ(error_of(join({}, [](GroupInfo& info) { info.signer = LeafIndex(6); })), MlsError::invalid_group_info);
}
TEST_F(Joining, ConfirmationTagIsRight) {
  EXPECT_EQ(error_of(join({},
                          [&](GroupInfo& info) {
                            info.confirmation_tag[0] ^= 1;
                            ASSERT_TRUE(sign_group_info(info, *room.at("anna").signer));
                          })),
            MlsError::bad_confirmation_tag);
}
// The attack that parent hashes are for: a parent key that the forger knows.
TEST_F(Joining, ParentsAreHashValid) {
  EXPECT_EQ(error_of(join([&](RatchetTree& tree, LeafIndex) {
              ParentNode planted = *tree.parent(NodeIndex(1));
              planted.encryption_key = world.suite.generate_key_pair(world.random).public_key;
              tree.set_parent(NodeIndex(1), planted);
            })),
            MlsError::invalid_tree);
  EXPECT_EQ(error_of(join([&](RatchetTree& tree, LeafIndex) {
              tree.set_parent(NodeIndex(5), {.encryption_key = world.suite.generate_key_pair(world.random).public_key});
            })),
            MlsError::invalid_tree);
}
TEST_F(Joining, UnmergedLeavesAreMembersBelow) {
  const auto with = [&](LeafIndex unmerged) {
    return join([&](RatchetTree& tree, LeafIndex) {
      ParentNode changed = *tree.parent(NodeIndex(3));
      changed.unmerged_leaves = {unmerged};
      tree.set_parent(NodeIndex(3), changed);
    });
  };
  EXPECT_EQ(error_of(with(LeafIndex(6))), MlsError::invalid_tree);  // blank
  EXPECT_EQ(error_of(with(LeafIndex(4))), MlsError::invalid_tree);  // the victim, not below
}
TEST_F(Joining, LeavesAreSigned) {
  EXPECT_EQ(error_of(join([&](RatchetTree& tree, LeafIndex) {
              LeafNode unsigned_leaf = package().leaf_node;  // where no parent hash covers it
              unsigned_leaf.signature[0] ^= 1;
              tree.add(unsigned_leaf);
            })),
            MlsError::bad_signature);
}
TEST_F(Joining, CredentialsAreAccepted) {
  world.policy.refuse = [](const CredentialCheck& check) { return base::to_string(check.credential.identity) == "dan"; };
  EXPECT_EQ(error_of(join({})), MlsError::credential_refused);
}
TEST_F(Joining, LifetimesAreCheckedIfAsked) {
  world.validation.now = UnixSeconds(std::chrono::duration<std::uint64_t>(test_time + 40 * 24 * 3600));
  EXPECT_TRUE(join({}));
  world.validation.joined_lifetimes = LifetimeCheck::enforce;
  EXPECT_EQ(error_of(join({})), MlsError::invalid_lifetime);
}
TEST_F(Joining, OwnLeafIsThere) {
  EXPECT_EQ(error_of(join([&](RatchetTree& tree, LeafIndex place) {
              const auto other = altered([](KeyPackage&) {});
              tree.set_leaf(place, other.leaf_node);
            })),
            MlsError::invalid_welcome);
}
TEST_F(Joining, KeysStandOnce) {
  EXPECT_EQ(error_of(join([&](RatchetTree& tree, LeafIndex) {
              Person twin(world, "twin");
              twin.signer = room.at("dan").signer;
              tree.add(twin.key_package().package.leaf_node);
            })),
            MlsError::invalid_tree);
}
TEST_F(Joining, WelcomeIsForThisPackage) {
  Person other(world, "other");
  const auto bundle = other.key_package();
  auto pending = room.at("anna").group->commit({.adds = {verified(victim.key_package())}}, world.validation, world.random);
  EXPECT_EQ(error_of(Group::join(*pending->welcome, bundle, other.signer, world.validation)), MlsError::not_invited);
}

}  // namespace
}  // namespace valise::mls::test
