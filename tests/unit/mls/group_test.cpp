// Group scenarios: what rooms do, in order and out of order.
#include "tests/unit/mls/forger.hpp"

namespace valise::mls::test {
namespace {

using CredentialEvent::add_received;
using CredentialEvent::commit_path_received;
using CredentialEvent::joining;
using CredentialEvent::key_package_to_add;
using CredentialEvent::update_received;

class GroupSuites : public testing::TestWithParam<CipherSuiteId> {};
INSTANTIATE_TEST_SUITE_P(Suites, GroupSuites,
                         testing::Values(CipherSuiteId::x25519_aes128gcm_sha256_ed25519,
                                         CipherSuiteId::x25519_chacha20poly1305_sha256_ed25519));

TEST_P(GroupSuites, MembersAddedAtOnceAgreeAndTalk) {
  World world(1, GetParam());
  Room room(world, {"anna", "ben", "cora", "dan", "eva"});
  room.expect_agreement();
  const Bytes message = room.at("cora").send("good morning");
  for (const char* name : {"anna", "ben", "dan", "eva"}) EXPECT_EQ(text_of(room.at(name).handle(message)), "good morning");
}

TEST(Group, MessageTellsWhoSentIt) {
  World world;
  Room room(world, {"anna", "ben", "cora"});
  const auto handled = room.at("anna").handle(room.at("cora").send("text"));
  ASSERT_TRUE(handled);
  const auto& message = std::get<ApplicationMessage>(*handled);
  EXPECT_EQ(base::to_string(message.sender.credential.identity), "cora");
  EXPECT_EQ(message.sender.signature_key, room.at("cora").signer->public_key());
  EXPECT_EQ(message.epoch, Epoch(1));
  EXPECT_EQ(message.generation, Generation(0));
  EXPECT_EQ(base::to_string(message.authenticated_data), "visible");
}

TEST(Group, EmptyCommitRenewsKeys) {
  World world;
  Room room(world, {"anna", "ben", "cora"});
  const auto before = room.at("ben").group->tree().leaf(room.at("ben").group->own_leaf())->encryption_key;
  room.commit("ben", {});
  room.expect_agreement();
  EXPECT_NE(room.at("anna").group->tree().leaf(room.at("ben").group->own_leaf())->encryption_key, before);
}

TEST(Group, RemovedMemberIsOut) {
  World world;
  Room room(world, {"anna", "ben", "cora", "dan"});
  room.remove("cora", "ben");
  room.expect_agreement();
  EXPECT_FALSE(room.at("ben").group->active());
  EXPECT_FALSE(room.at("anna").group->find_member(base::as_bytes("ben")));
  const Bytes message = room.at("anna").send("without ben");
  EXPECT_EQ(text_of(room.at("dan").handle(message)), "without ben");
  EXPECT_EQ(error_of(room.at("ben").handle(message)), MlsError::wrong_epoch);
  EXPECT_EQ(error_of(room.at("ben").group->protect({}, {}, world.random)), MlsError::inactive);
  EXPECT_EQ(error_of(room.at("ben").group->commit({}, world.validation, world.random)), MlsError::inactive);
}

// The summary is what the client shows and judges by.
TEST(Group, SummaryNamesAddedAndRemoved) {
  World world;
  Room room(world, {"anna", "ben", "cora"});
  Person dan(world, "dan");
  const auto bundle = dan.key_package();
  const LeafIndex ben = room.at("ben").group->own_leaf();
  auto pending = room.at("anna").group->commit({.adds = {verified(bundle)}, .removes = {ben}}, world.validation, world.random);
  ASSERT_TRUE(pending);
  const auto handled = room.at("cora").handle(pending->message);
  ASSERT_TRUE(handled);
  const CommitSummary& summary = std::get<StagedCommit>(*handled).summary;
  ASSERT_EQ(summary.added.size(), 1U);
  ASSERT_EQ(summary.removed.size(), 1U);
  EXPECT_EQ(base::to_string(summary.added[0].credential.identity), "dan");
  EXPECT_EQ(base::to_string(summary.removed[0].credential.identity), "ben");
  EXPECT_EQ(summary.added[0].index, ben);  // the place that became free
  EXPECT_EQ(summary.committer, room.at("anna").group->own_leaf());
  const auto removed = room.at("ben").handle(pending->message);
  ASSERT_TRUE(removed);
  EXPECT_TRUE(std::get<StagedCommit>(*removed).summary.removes_self);
}

// mlspp fails here: a member that is an unmerged leaf must find its own ciphertext in a path from the other side of the tree.
TEST(Group, UnmergedLeafProcessesCommitFromTheOtherSide) {
  World world;
  Room room(world, {"anna", "ben", "cora", "dan", "eva", "fred", "gina"});
  room.commit("gina", {});  // populates the right side
  room.commit("eva", {});
  room.commit("fred", {.path = PathChoice::when_required}, {"hugo"});  // hugo is unmerged under eva's and gina's nodes
  const RatchetTree& tree = room.at("anna").group->tree();
  const LeafIndex hugo = room.at("hugo").group->own_leaf();
  bool unmerged = false;
  for (NodeIndex node : direct_path(to_node(hugo), tree.width())) {
    unmerged |= tree.parent(node) &&
                std::ranges::find(tree.parent(node)->unmerged_leaves, hugo) != tree.parent(node)->unmerged_leaves.end();
  }
  ASSERT_TRUE(unmerged);
  room.commit("anna", {});
  room.expect_agreement();
  room.commit("hugo", {});
  room.expect_agreement();
}

TEST(Group, OutOfOrderMessagesAreRead) {
  World world;
  Room room(world, {"anna", "ben"});
  std::vector<Bytes> messages;
  for (const char* text : {"0", "1", "2", "3", "4"}) messages.push_back(room.at("anna").send(text));
  for (std::size_t i : {3U, 0U, 4U, 2U, 1U}) EXPECT_EQ(text_of(room.at("ben").handle(messages[i])), std::to_string(i));
  for (const Bytes& message : messages) EXPECT_EQ(error_of(room.at("ben").handle(message)), MlsError::key_already_used);
}

TEST(Group, TamperedMessageDoesNotBurnTheGenuineOne) {
  World world;
  Room room(world, {"anna", "ben"});
  const Bytes genuine = room.at("anna").send("genuine");
  for (std::size_t from_end : {1U, 20U, 100U}) {
    Bytes tampered = genuine;
    tampered[tampered.size() - from_end] ^= 1;
    EXPECT_EQ(error_of(room.at("ben").handle(tampered)), MlsError::undecryptable);
  }
  EXPECT_EQ(text_of(room.at("ben").handle(genuine)), "genuine");
}

// Another member knows the keys of the ratchets, but not the signature key.
TEST(Group, MessageForgedByAnotherMemberDoesNotBurnTheGenuineOne) {
  World world;
  Room room(world, {"anna", "ben", "cora"});
  Forger cora(world, room.at("cora"));
  FramedContent content = cora.content();
  content.sender = Sender::member(room.at("anna").group->own_leaf());
  content.body = ApplicationData{base::to_bytes("forged")};
  const Bytes forged = cora.seal(cora.sign(std::move(content)));
  const Bytes genuine = room.at("anna").send("genuine");
  EXPECT_EQ(error_of(room.at("ben").handle(forged)), MlsError::bad_signature);
  EXPECT_EQ(text_of(room.at("ben").handle(genuine)), "genuine");
}

TEST(Group, LateMessagesOfThreePastEpochsAreRead) {
  World world;
  Room room(world, {"anna", "ben", "cora"});
  std::vector<Bytes> late;
  for (int i = 0; i < 4; ++i) {
    late.push_back(room.at("cora").send("epoch " + std::to_string(i)));
    room.commit("anna", {});
  }
  EXPECT_EQ(error_of(room.at("ben").handle(late[0])), MlsError::epoch_too_old);
  for (int i = 1; i < 4; ++i) EXPECT_EQ(text_of(room.at("ben").handle(late[i])), "epoch " + std::to_string(i));
  EXPECT_EQ(error_of(room.at("ben").handle(late[2])), MlsError::key_already_used);
}

TEST(Group, LateMessageOfARemovedMemberIsStillTheirs) {
  World world;
  Room room(world, {"anna", "ben", "cora"});
  const Bytes late = room.at("cora").send("before I go");
  room.remove("anna", "cora");
  const auto handled = room.at("ben").handle(late);
  ASSERT_TRUE(handled);
  EXPECT_EQ(base::to_string(std::get<ApplicationMessage>(*handled).sender.credential.identity), "cora");
}

TEST(Group, MessagesOfOtherEpochsAndGroupsAreRefused) {
  World world;
  Room room(world, {"anna", "ben"});
  const Bytes old_commit = room.at("anna").group->commit({}, world.validation, world.random)->message;
  auto pending = room.at("anna").group->commit({}, world.validation, world.random);
  room.at("anna").settle(std::move(*pending));
  EXPECT_EQ(error_of(room.at("ben").handle(room.at("anna").send("ahead"))), MlsError::wrong_epoch);
  EXPECT_EQ(error_of(room.at("anna").handle(old_commit)), MlsError::wrong_epoch);
  Person stranger(world, "stranger");
  stranger.group.emplace(Group::create({.group_id = base::to_bytes("other"),
                                        .credential = Credential::basic(base::as_bytes("stranger")),
                                        .lifetime = test_lifetime()},
                                       stranger.signer, world.random)
                             .value());
  EXPECT_EQ(error_of(room.at("ben").handle(stranger.send("hello"))), MlsError::wrong_group);
}

TEST(Group, CommitChangesNothingUntilItIsMerged) {
  World world;
  Room room(world, {"anna", "ben"});
  const Bytes before = room.at("anna").group->epoch_authenticator();
  auto lost = room.at("anna").group->commit({}, world.validation, world.random);
  ASSERT_TRUE(lost);
  EXPECT_EQ(room.at("anna").group->epoch_authenticator(), before);
  EXPECT_EQ(text_of(room.at("ben").handle(room.at("anna").send("still here"))), "still here");
  // The relay took ben's commit instead.
  room.commit("ben", {});
  room.expect_agreement();
  EXPECT_EQ(error_of(room.at("anna").group->merge(std::move(*lost))), MlsError::stale_pending_commit);
  room.expect_agreement();
}

TEST(Group, RefusedCommitCanBeHandledAgain) {
  World world;
  Room room(world, {"anna", "ben"});
  auto pending = room.at("anna").group->commit({}, world.validation, world.random);
  ASSERT_TRUE(room.at("ben").handle(pending->message));  // staged, dropped
  room.at("ben").receive_commit(pending->message);
  room.at("anna").settle(std::move(*pending));
  room.expect_agreement();
}

TEST(Group, MessagesReceivedWhileACommitIsPendingStayRead) {
  World world;
  Room room(world, {"anna", "ben"});
  auto pending = room.at("anna").group->commit({}, world.validation, world.random);
  const Bytes message = room.at("ben").send("meanwhile");
  EXPECT_EQ(text_of(room.at("anna").handle(message)), "meanwhile");
  room.at("anna").settle(std::move(*pending));
  EXPECT_EQ(error_of(room.at("anna").handle(message)), MlsError::key_already_used);
}

TEST(Group, ContextExtensionsAreAgreed) {
  World world;
  Room room(world, {"anna", "ben", "cora"});
  Extensions state;
  state.set(ExtensionType::valise_room_state, base::to_bytes("subject"));
  room.commit("ben", {.context_extensions = state}, {"dan"});
  room.expect_agreement();
  for (const char* name : {"anna", "cora", "dan"}) {
    const Bytes* found = room.at(name).group->context_extensions().find(ExtensionType::valise_room_state);
    ASSERT_TRUE(found) << name;
    EXPECT_EQ(base::to_string(*found), "subject");
  }
}

TEST(Group, ProposalsByReferenceAreCommittedByAnother) {
  World world;
  Room room(world, {"anna", "ben", "cora", "dan"});
  Person eva(world, "eva");
  const auto bundle = eva.key_package();
  const LeafIndex dan = room.at("dan").group->own_leaf();
  std::vector<std::pair<std::string, Bytes>> proposals;
  proposals.emplace_back("ben", room.at("ben").group->propose_update(world.random).value());
  proposals.emplace_back("anna", room.at("anna").group->propose({Remove{dan}}, world.validation, world.random).value());
  proposals.emplace_back(
      "anna",
      room.at("anna").group->propose({Add{bundle.package}}, world.validation, world.random, WireFormat::public_message).value());
  for (const auto& [from, message] : proposals) {
    for (Person* person : room.active()) {
      if (person->name != from) {
        ASSERT_TRUE(person->handle(message)) << person->name;
      }
    }
  }
  EXPECT_EQ(error_of(room.at("cora").group->protect({}, {}, world.random)), MlsError::proposals_pending);
  room.at("ben").restart();  // the key of the proposed leaf must survive
  auto pending = room.at("cora").group->commit({}, world.validation, world.random);
  ASSERT_TRUE(pending) << pending.error().message();
  for (const char* name : {"anna", "ben", "dan"}) room.at(name).receive_commit(pending->message);
  eva.join(*pending->welcome, bundle);
  room.at("cora").settle(std::move(*pending));
  room.people["eva"] = std::make_unique<Person>(std::move(eva));
  room.expect_agreement();
  EXPECT_EQ(room.active().size(), 4U);
  room.commit("ben", {});
  room.expect_agreement();
}

TEST(Group, ExternalPskEntersTheKeySchedule) {
  World world;
  world.psks.keys[base::to_bytes("psk")] = base::to_bytes("shared in person");
  Room room(world, {"anna", "ben"});
  room.commit("anna", {.external_psks = {base::to_bytes("psk")}}, {"cora"});
  room.expect_agreement();
  auto pending = room.at("anna").group->commit({.external_psks = {base::to_bytes("psk")}}, world.validation, world.random);
  world.psks.keys[base::to_bytes("psk")] = base::to_bytes("another");
  EXPECT_EQ(error_of(room.at("ben").handle(pending->message)), MlsError::bad_confirmation_tag);
  world.psks.keys.clear();
  EXPECT_EQ(error_of(room.at("ben").handle(pending->message)), MlsError::missing_psk);
}

TEST(Group, PolicyIsAskedAtEveryEvent) {
  World world;
  Room room(world, {"anna", "ben"});
  const auto events = [&] {
    std::vector<CredentialEvent> out;
    for (const AskedCredential& asked : std::exchange(world.policy.asked, {})) out.push_back(asked.event);
    return out;
  };
  using Events = std::vector<CredentialEvent>;
  EXPECT_EQ(events(), (Events{key_package_to_add, joining, joining}));
  room.commit("anna", {}, {"cora"});
  EXPECT_EQ(events(), (Events{key_package_to_add, add_received, joining, joining, joining}));
  world.policy.refuse = [](const CredentialCheck& check) { return check.event == add_received; };
  Person dan(world, "dan");
  auto pending = room.at("anna").group->commit({.adds = {verified(dan.key_package())}}, world.validation, world.random);
  ASSERT_TRUE(pending);
  EXPECT_EQ(error_of(room.at("ben").handle(pending->message)), MlsError::credential_refused);
}

TEST(Group, PolicyIsAskedForANewCredentialOnly) {
  World world;
  Room room(world, {"anna", "ben"});
  world.policy.asked.clear();
  Forger anna(world, room.at("anna"));
  const auto rename = [](LeafNode& leaf) { leaf.credential = Credential::basic(base::as_bytes("anna's new name")); };
  ASSERT_TRUE(room.at("ben").handle(anna.commit({})));
  EXPECT_TRUE(world.policy.asked.empty());
  ASSERT_TRUE(room.at("ben").handle(anna.commit({.leaf = rename})));
  ASSERT_EQ(world.policy.asked.size(), 1U);
  EXPECT_EQ(world.policy.asked[0].event, commit_path_received);
  EXPECT_TRUE(world.policy.asked[0].has_replaced);
}

TEST(Group, ExporterAgreesAndDependsOnEpoch) {
  World world;
  Room room(world, {"anna", "ben"});
  const auto exported = [&](const char* name) {
    return base::to_bytes(room.at(name).group->export_secret("label", base::as_bytes("context"), 32).expose());
  };
  const Bytes first = exported("anna");
  EXPECT_EQ(first, exported("ben"));
  room.commit("anna", {});
  EXPECT_NE(exported("anna"), first);
}

TEST(Group, SavedStateGoesOnWhereItWas) {
  World world;
  Room room(world, {"anna", "ben", "cora"});
  const Bytes late = room.at("anna").send("late");
  room.commit("anna", {});
  const Bytes first = room.at("anna").send("first");
  const Bytes second = room.at("anna").send("second");
  EXPECT_EQ(text_of(room.at("ben").handle(second)), "second");
  room.at("ben").restart();
  room.at("anna").restart();
  EXPECT_EQ(text_of(room.at("ben").handle(first)), "first");
  EXPECT_EQ(error_of(room.at("ben").handle(second)), MlsError::key_already_used);
  EXPECT_EQ(text_of(room.at("ben").handle(late)), "late");
  EXPECT_EQ(text_of(room.at("cora").handle(room.at("anna").send("third"))), "third");
  room.commit("ben", {});
  room.expect_agreement();
}

TEST(Group, SavedPartsMustBelongTogether) {
  World world;
  Room room(world, {"anna", "ben"});
  const SecretBytes old_ratchets = room.at("anna").group->serialize_ratchets();
  room.commit("ben", {});
  const SecretBytes epoch = room.at("anna").group->serialize_epoch();
  const auto& signer = room.at("anna").signer;
  EXPECT_EQ(error_of(Group::restore(epoch.expose(), old_ratchets.expose(), signer)), MlsError::bad_saved_state);
  const SecretBytes ratchets = room.at("anna").group->serialize_ratchets();
  for (std::size_t size = 0; size < ratchets.size(); size += 7) {
    EXPECT_FALSE(Group::restore(epoch.expose(), ratchets.expose().first(size), signer));
  }
  for (std::size_t size = 0; size < epoch.size(); size += 41) {
    EXPECT_FALSE(Group::restore(epoch.expose().first(size), ratchets.expose(), signer));
  }
}

TEST(Group, PendingCommitSurvivesARestart) {
  World world;
  Room room(world, {"anna", "ben"});
  auto pending = room.at("anna").group->commit({}, world.validation, world.random);
  const SecretBytes saved = pending->serialize();
  room.at("anna").restart();
  room.at("ben").receive_commit(pending->message);
  auto restored = PendingCommit::restore(saved.expose());
  ASSERT_TRUE(restored);
  EXPECT_EQ(restored->message, pending->message);
  room.at("anna").settle(std::move(*restored));
  room.expect_agreement();
  EXPECT_EQ(text_of(room.at("ben").handle(room.at("anna").send("after"))), "after");
}

TEST(Group, BundleSurvivesARestart) {
  World world;
  Room room(world, {"anna"});
  Person ben(world, "ben");
  const auto bundle = ben.key_package({.lifetime = test_lifetime(), .last_resort = true});
  EXPECT_TRUE(bundle.package.is_last_resort());
  auto restored = KeyPackageBundle::restore(bundle.serialize().expose());
  ASSERT_TRUE(restored);
  EXPECT_EQ(restored->reference(), bundle.reference());
  auto pending = room.at("anna").group->commit({.adds = {verified(bundle)}}, world.validation, world.random);
  ben.join(*pending->welcome, *restored);
  room.at("anna").settle(std::move(*pending));
  EXPECT_EQ(ben.group->epoch_authenticator(), room.at("anna").group->epoch_authenticator());
}

TEST(Group, MessagesArePaddedToBuckets) {
  World world;
  Room room(world, {"anna", "ben"});
  const std::size_t small = room.at("anna").send(std::string(301, 'x')).size();
  EXPECT_EQ(room.at("anna").send(std::string(316, 'x')).size(), small);
  EXPECT_GT(room.at("anna").send(std::string(317, 'x')).size(), small);
  const auto plain = room.at("anna").group->protect({}, {}, world.random, [](std::size_t length) { return length; });
  EXPECT_LT(plain->size(), small);
}

}  // namespace
}  // namespace valise::mls::test
