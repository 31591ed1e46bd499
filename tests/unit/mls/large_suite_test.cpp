// A suite with keys and ciphertexts of post-quantum size through everything that a group does (RFC 9420 section 13.1).
#include "tests/unit/mls/large_suite.hpp"

#include "client-sdk/mls/external_proposal.hpp"
#include "tests/unit/mls/world.hpp"

namespace valise::mls::test {
namespace {

class Large : public testing::Test {
 protected:
  World world{3, large_suite().id()};
};

TEST_F(Large, GroupLivesAnOrdinaryLife) {
  Room room(world, {"anna", "ben", "cora", "dan", "eva"});
  room.expect_agreement();
  EXPECT_EQ(room.at("anna").group->suite().id(), large_suite_id);
  EXPECT_EQ(room.at("anna").group->tree().leaf(LeafIndex(2))->encryption_key.data.size(), large_public_key);
  EXPECT_EQ(text_of(room.at("dan").handle(room.at("cora").send("text"))), "text");
  room.commit("cora", {});
  room.remove("dan", "eva");
  room.commit("ben", {.path = PathChoice::when_required}, {"fred", "gina"});
  const auto update = room.at("gina").group->propose_update(world.random, WireFormat::public_message);
  for (Person* person : room.active()) {
    if (person->name != "gina") {
      ASSERT_TRUE(person->handle(*update));
    }
  }
  room.commit("anna", {.format = WireFormat::public_message});
  for (Person* person : room.active()) person->restart();
  room.commit("gina", {});
  room.expect_agreement();
  EXPECT_EQ(text_of(room.at("fred").handle(room.at("gina").send("later"))), "later");
  EXPECT_EQ(room.at("anna").group->export_secret("label", {}, 64).size(), 64U);
}

TEST_F(Large, PendingCommitAndBundleAreSaved) {
  Room room(world, {"anna", "ben"});
  Person cora(world, "cora");
  const auto bundle = KeyPackageBundle::restore(cora.key_package().serialize().expose()).value();
  const auto pending = room.at("anna").group->commit({.adds = {verified(bundle)}}, world.validation, world.random).value();
  auto restored = PendingCommit::restore(pending.serialize().expose());
  ASSERT_TRUE(restored) << restored.error().message();
  room.at("ben").receive_commit(pending.message);
  cora.join(*pending.welcome, bundle);
  room.at("anna").settle(std::move(*restored));
  EXPECT_EQ(cora.group->epoch_authenticator(), room.at("anna").group->epoch_authenticator());
}

TEST_F(Large, PsksAndJoinsFromOutside) {
  world.validation.external_commits = ExternalCommits::accept;
  world.validation.new_member_proposals = NewMemberProposals::accept;
  world.psks.keys[base::to_bytes("psk")] = base::to_bytes("shared in person");
  Room room(world, {"anna", "ben"});
  room.commit(
      "ben",
      {.external_psks = {base::to_bytes("psk")},
       .proposals = {room.at("ben").group->make_resumption_proposal(room.at("ben").group->group_id(), Epoch(1), world.random)}});
  room.expect_agreement();
  Person& cora = *(room.people["cora"] = std::make_unique<Person>(world, "cora"));
  auto join = Group::join_external(*room.at("ben").group->group_info(WelcomeTree::include),
                                   {.credential = Credential::basic(base::as_bytes("cora"))}, *cora.signer, world.validation,
                                   world.random);
  ASSERT_TRUE(join) << join.error().message();
  for (const char* name : {"anna", "ben"}) room.at(name).receive_commit(join->message);
  cora.group.emplace(Group::join(std::move(*join), cora.signer).value());
  room.expect_agreement();
  Person dan(world, "dan");
  const auto asked =
      new_member_proposal(ProposalTarget::of(room.at("anna").group->context()), dan.key_package().package, *dan.signer);
  EXPECT_TRUE(room.at("anna").handle(*asked));
}

// What reinitialisation is for: a group moves from an old suite to this one.
TEST_F(Large, GroupMovesToThisSuiteByReInit) {
  World old(4);
  Room room(old, {"anna", "ben"});
  room.commit("anna", {.proposals = {{ReInit{base::to_bytes("new"), ProtocolVersion::mls10, large_suite_id, {}}}}});
  const auto bundle = generate_key_package(large_suite(), Credential::basic(base::as_bytes("ben")), *room.at("ben").signer,
                                           {.lifetime = test_lifetime()}, old.random)
                          .value();
  auto founded = room.at("anna").group->found_successor(
      {.credential = Credential::basic(base::as_bytes("anna")), .lifetime = test_lifetime(), .members = {verified(bundle)}},
      room.at("anna").signer, old.validation, old.random);
  ASSERT_TRUE(founded) << founded.error().message();
  auto joined = room.at("ben").group->join_successor(*founded->welcome, bundle, room.at("ben").signer, old.validation);
  ASSERT_TRUE(joined) << joined.error().message();
  EXPECT_EQ(joined->epoch_authenticator(), founded->group.epoch_authenticator());
}

TEST_F(Large, SignaturesMayBeLargeToo) {
  Person anna(world, "anna");
  Person ben(world, "ben");
  for (Person* person : {&anna, &ben}) {
    person->signer = std::make_shared<LargeSigner>(crypto::SigningKey::generate(world.random));
  }
  anna.create();
  const auto bundle = ben.key_package();
  auto pending = anna.group->commit({.adds = {verified(bundle)}}, world.validation, world.random);
  ASSERT_TRUE(pending) << pending.error().message();
  ben.join(*pending->welcome, bundle);
  anna.settle(std::move(*pending));
  EXPECT_EQ(text_of(ben.handle(anna.send("signed at length"))), "signed at length");
}

TEST_F(Large, SuiteIsRegisteredOnceAndListed) {
  EXPECT_EQ(error_of(CipherSuite::add(large_suite())), MlsError::invalid_argument);
  EXPECT_EQ(CipherSuite::find(large_suite_id), &large_suite());
  const auto can = Person(world, "anna").key_package().package.leaf_node.capabilities.cipher_suites;
  EXPECT_NE(std::ranges::find(can, large_suite_id), can.end());
  EXPECT_FALSE(CipherSuite::find(CipherSuiteId(0xf0a3)));
}

}  // namespace
}  // namespace valise::mls::test
