// RFC 9420 sections 12.4, 12.4.1, 12.4.2, 7.5 and 7.6: commits and their paths. Leaves of paths: leaf_node_rules_test.
#include "tests/unit/mls/encoded_entries.hpp"
#include "tests/unit/mls/rules/rules.hpp"

namespace valise::mls::test {
namespace {

class CommitRules : public Rules {
 protected:
  void path_refused(const Alter<UpdatePath>& alter, std::string_view context) {
    refused(forger->commit({.update = alter}), MlsError::invalid_update_path, context);
  }
  HpkePublicKey spied;
};

TEST_F(CommitRules, UnalteredForgeriesAreAccepted) {
  accepted(forger->commit({}));
  accepted(forger->commit({.format = WireFormat::public_message}));
  accepted(forger->commit({.entries = {{add(package())}}, .with_path = false}));
}
TEST_F(CommitRules, EmptyCommitHasAPath) { refused(forger->commit({.with_path = false}), MlsError::path_required); }
TEST_F(CommitRules, RemovesHaveAPath) {
  refused(forger->commit({.entries = {{remove("dan")}}, .with_path = false}), MlsError::path_required);
}
TEST_F(CommitRules, UpdatesHaveAPath) {
  const ForgedEntry updating = proposed("dan", update("dan"));
  refused(forger->commit({.entries = {updating}, .with_path = false}), MlsError::path_required);
}
TEST_F(CommitRules, ContextChangesHaveAPath) {
  const Proposal change = context(ExtensionType::valise_room_state);
  refused(forger->commit({.entries = {{change}}, .with_path = false}), MlsError::path_required);
}
TEST_F(CommitRules, MixedListsHaveAPath) {
  refused(forger->commit({.entries = {{add(package())}, {remove("dan")}}, .with_path = false}), MlsError::path_required);
}
TEST_F(CommitRules, AddsPsksAndReInitNeedNone) {
  accepted(forger->commit({.entries = {{add(package())}, {psk()}}, .with_path = false}));
  accepted(forger->commit({.entries = {{reinit()}}, .with_path = false}));
}
TEST_F(CommitRules, OwnCommitsHaveAPathWhereRequired) {
  const auto with_path = [&](CommitOptions options) {
    options.path = PathChoice::when_required;
    options.format = WireFormat::public_message;
    const auto made = anna().group->commit(options, world.validation, world.random).value();
    const auto message = from_message<PublicMessage>(made.message).value();
    return std::get<Commit>(message.content.body).path.has_value();
  };
  EXPECT_TRUE(with_path({}));
  EXPECT_TRUE(with_path({.removes = {leaf("dan")}}));
  EXPECT_TRUE(with_path({.context_extensions = Extensions({{ExtensionType::valise_room_state, {}}})}));
  EXPECT_FALSE(with_path({.adds = {verified(Person(world, "new").key_package())}}));
}

// Authenticity.
TEST_F(CommitRules, CommitIsSigned) {
  refused(forger->commit({.auth = [](AuthenticatedContent& made) { made.auth.signature[0] ^= 1; }}), MlsError::bad_signature,
          "message");
}
TEST_F(CommitRules, CommitIsOfThisEpoch) {
  Forger late(world, anna());
  room.commit("ben", {});
  refused(late.commit({}), MlsError::wrong_epoch);
  refused(late.commit({.format = WireFormat::public_message}), MlsError::wrong_epoch);
}
TEST_F(CommitRules, ConfirmationTagIsRight) {
  refused(forger->commit({.tag = [](Bytes& tag) { tag[0] ^= 1; }}), MlsError::bad_confirmation_tag);
  refused(forger->commit({.tag = [](Bytes& tag) { tag.clear(); }}), MlsError::bad_confirmation_tag);
  refused(forger->commit({.tag = [](Bytes& tag) { tag.pop_back(); }}), MlsError::bad_confirmation_tag);
}
TEST_F(CommitRules, PsksAreKnown) {
  const Proposal unknown = psk();
  const Bytes message = forger->commit({.entries = {{unknown}}});
  const auto keys = std::exchange(world.psks.keys, {});
  refused(message, MlsError::missing_psk);
  world.psks.keys = keys;
  accepted(message);
}
TEST_F(CommitRules, ContextIsTheOneThatFollows) {
  // The forger's next GroupContext has other extensions than the list says.
  refused(forger->commit({.entries = {{add(package())}},
                          .with_path = false,
                          .extensions = [](Extensions& all) { all.set(ExtensionType::valise_room_state, {1}); }}),
          MlsError::bad_confirmation_tag);
}

// The path.
TEST_F(CommitRules, PathHasOneNodePerStep) {
  path_refused([](UpdatePath& path) { path.nodes.pop_back(); }, "length");
  path_refused([&](UpdatePath& path) { path.nodes.push_back({.encryption_key = fresh_key(), .encrypted_path_secret = {}}); },
               "length");
  path_refused([](UpdatePath& path) { path.nodes.clear(); }, "length");
}
TEST_F(CommitRules, PathHasOneCiphertextPerReceiver) {
  using Entries = std::vector<HpkeCiphertext>;
  const auto with = [&](std::size_t node, auto change) {
    path_refused([&](UpdatePath& path) { change_entries(path.nodes[node].encrypted_path_secret, change); }, "ciphertexts");
  };
  with(1, [](Entries& entries) { entries.pop_back(); });
  with(1, [](Entries& entries) { entries.push_back(entries[0]); });
  with(0, [](Entries& entries) { entries.clear(); });
}
TEST_F(CommitRules, PathIsNotEncryptedToThoseItAdds) {
  // A fifth leaf: the path's last node has the new member alone below its copath.
  const Proposal adding = add(package());
  accepted(forger->commit({.entries = {{adding}}}));
  refused(forger->commit({.entries = {{adding}},
                          .update =
                              [](UpdatePath& path) {
                                ASSERT_TRUE(path.nodes.back().encrypted_path_secret.empty());
                                path.nodes.back().encrypted_path_secret = path.nodes.front().encrypted_path_secret;
                              }}),
          MlsError::invalid_update_path, "ciphertexts");
}
TEST_F(CommitRules, PathHasTheRightParentHash) {
  const auto another = [](LeafNode& leaf) { std::get<FromCommit>(leaf.source).parent_hash[0] ^= 1; };
  refused(forger->commit({.leaf = another}), MlsError::invalid_update_path, "parent hash");
  const auto none = [](LeafNode& leaf) { std::get<FromCommit>(leaf.source).parent_hash.clear(); };
  refused(forger->commit({.leaf = none}), MlsError::invalid_update_path, "parent hash");
}
TEST_F(CommitRules, PathKeysAreNotThoseOfTheLastPath) {
  // The same path secrets as in the epoch before: all that the path says about itself is right.
  const auto commit = [&](std::uint64_t seed) {
    SeededRandom same(seed);
    return forger->commit({.path_random = &same, .leaf = [&](LeafNode& leaf) { leaf.encryption_key = fresh_key(); }});
  };
  const Bytes message = commit(77);
  for (const char* name : {"ben", "cora", "dan"}) room.at(name).receive_commit(message);
  // anna's group does not know of this epoch; the forger goes on from ben's view of it, with her place and signature key.
  EpochState next = copy_state(ben());
  next.keys = PrivateTree(leaf("anna"), HpkePrivateKey::zero(32));
  forger->state = std::move(next);
  expect_refused(ben().handle(commit(77)), MlsError::invalid_update_path, "a key is not new");
  accepted(commit(78));
}
TEST_F(CommitRules, PathKeysDifferFromEachOther) {
  const auto as_parent = [&](LeafNode& leaf) { leaf.encryption_key = spied; };
  const auto spy = [&](UpdatePath& path) { spied = path.nodes[0].encryption_key; };
  SeededRandom first(5);
  (void)forger->commit({.path_random = &first, .update = spy});
  SeededRandom second(5);
  refused(forger->commit({.path_random = &second, .leaf = as_parent}), MlsError::invalid_update_path, "a key is not new");
}
TEST_F(CommitRules, PathKeysAreValid) {
  path_refused([](UpdatePath& path) { path.nodes[1].encryption_key.data.pop_back(); }, "public key");
  path_refused([](UpdatePath& path) { path.nodes[1].encryption_key.data.assign(32, 0); }, "public key");
}
TEST_F(CommitRules, PathSecretsGiveThePathKeys) {
  const auto other = [&](NewPath& path) {
    for (PathSecret& secret : path.secrets) secret = PathSecret::from_bytes(Bytes(32, 9));
  };
  refused(forger->commit({.secrets = other}), MlsError::invalid_update_path, "derived key");
}
TEST_F(CommitRules, PathSecretsHaveTheHashSize) {
  const auto shorter = [&](NewPath& path) {
    for (PathSecret& secret : path.secrets) secret = PathSecret::from_bytes(secret.expose().first(31));
  };
  refused(forger->commit({.secrets = shorter}), MlsError::invalid_update_path, "path secret");
}
TEST_F(CommitRules, PathSecretsAreReadable) {
  refused(forger->commit({.update =
                              [](UpdatePath& path) {
                                for (auto& step : path.nodes) {
                                  change_entries(step.encrypted_path_secret, [](auto& entries) {
                                    for (HpkeCiphertext& sealed : entries) sealed.ciphertext[0] ^= 1;
                                  });
                                }
                              }}),
          MlsError::undecryptable);
}
TEST_F(CommitRules, OneWhoIsRemovedChecksThePathToo) {
  const std::vector<ForgedEntry> removing = {{remove("ben")}};
  accepted(forger->commit({.entries = removing}));
  refused(forger->commit({.entries = removing, .update = [](UpdatePath& path) { path.nodes.pop_back(); }}),
          MlsError::invalid_update_path, "length");
  const auto unable = [](LeafNode& leaf) { leaf.capabilities.versions.clear(); };
  refused(forger->commit({.entries = removing, .leaf = unable}), MlsError::invalid_leaf_node, "protocol versions");
}

// What a commit does to its maker and its receivers.
TEST_F(CommitRules, OldKeysAreDeleted) {
  const NodeIndex parent(1);
  const Bytes old_leaf = base::to_bytes(copy_state(anna()).keys.find(to_node(leaf("anna")))->expose());
  const Bytes old_parent = base::to_bytes(copy_state(ben()).keys.find(parent)->expose());
  room.commit("anna", {});
  const auto holds = [](const Person& person, const Bytes& key) {
    const SecretBytes saved = person.group->serialize_epoch();
    return !std::ranges::search(saved.expose(), key).empty();
  };
  EXPECT_FALSE(holds(anna(), old_leaf));
  EXPECT_FALSE(holds(anna(), old_parent));
  EXPECT_FALSE(holds(ben(), old_parent));
  EXPECT_TRUE(holds(ben(), base::to_bytes(copy_state(ben()).keys.find(parent)->expose())));
}
TEST_F(CommitRules, MakingACommitChangesNothing) {
  const Bytes before = base::to_bytes(anna().group->serialize_epoch().expose());
  ASSERT_TRUE(anna().group->commit({.removes = {leaf("dan")}}, world.validation, world.random));
  EXPECT_EQ(base::to_bytes(anna().group->serialize_epoch().expose()), before);
  room.commit("ben", {});
  room.expect_agreement();
}
TEST_F(CommitRules, NothingIsSentAfterAReInit) {
  const Bytes message = forger->commit({.entries = {{reinit()}}});
  ben().receive_commit(message);
  EXPECT_FALSE(ben().group->active());
  EXPECT_EQ(error_of(ben().group->protect({}, base::as_bytes("text"), world.random)), MlsError::closed_by_reinit);
  EXPECT_EQ(error_of(ben().group->propose(remove("dan"), world.validation, world.random)), MlsError::closed_by_reinit);
  EXPECT_EQ(error_of(ben().group->propose_update(world.random)), MlsError::closed_by_reinit);
  EXPECT_EQ(error_of(ben().group->commit({}, world.validation, world.random)), MlsError::closed_by_reinit);
}
TEST_F(CommitRules, ProposalsAreCommittedBeforeApplicationData) {
  ASSERT_FALSE(proposed("dan", remove("cora")).reference->hash.empty());
  EXPECT_EQ(error_of(ben().group->protect({}, base::as_bytes("text"), world.random)), MlsError::proposals_pending);
  auto pending = ben().group->commit({}, world.validation, world.random);
  ben().settle(std::move(*pending));
  EXPECT_TRUE(ben().group->protect({}, base::as_bytes("text"), world.random));
}
TEST_F(CommitRules, OwnProposalsAreCommittedBeforeApplicationData) {
  ASSERT_TRUE(ben().group->propose(remove("dan"), world.validation, world.random));
  EXPECT_EQ(error_of(ben().group->protect({}, base::as_bytes("text"), world.random)), MlsError::proposals_pending);
}
TEST_F(CommitRules, MessagesAfterACommitHaveNewKeys) {
  room.remove("anna", "dan");
  EXPECT_EQ(error_of(room.at("dan").handle(anna().send("without dan"))), MlsError::wrong_epoch);
  EXPECT_EQ(text_of(ben().handle(anna().send("with ben"))), "with ben");
}

}  // namespace
}  // namespace valise::mls::test
