// Reinitialisation (RFC 9420 section 11.2): a group is closed and its successor takes its place.
#include "tests/unit/mls/forger.hpp"

namespace valise::mls::test {
namespace {

constexpr CipherSuiteId other_suite = CipherSuiteId::x25519_aes128gcm_sha256_ed25519;

class Reinit : public testing::Test {
 protected:
  static ReInit wanted() {
    return {.group_id = base::to_bytes("the successor"),
            .version = ProtocolVersion::mls10,
            .cipher_suite = other_suite,
            .extensions = Extensions({{ExtensionType::valise_room_state, {1, 2, 3}}})};
  }
  void close(const ReInit& reinit = wanted()) { room.commit("anna", {.proposals = {{reinit}}}); }

  KeyPackageBundle package(const std::string& name, CipherSuiteId suite = other_suite) {
    return generate_key_package(*CipherSuite::find(suite), Credential::basic(base::as_bytes(name)), *room.at(name).signer,
                                {.lifetime = test_lifetime()}, world.random)
        .value();
  }
  // bundles makes a package for all but the founder.
  std::map<std::string, KeyPackageBundle> bundles(const std::string& founder) {
    std::map<std::string, KeyPackageBundle> out;
    for (const auto& [name, person] : room.people) {
      if (name != founder) out.emplace(name, package(name));
    }
    return out;
  }
  FoundingOptions founding(const std::string& founder, const std::map<std::string, KeyPackageBundle>& others) {
    FoundingOptions out{.credential = Credential::basic(base::as_bytes(founder)), .lifetime = test_lifetime()};
    for (const auto& [name, bundle] : others) out.members.push_back(verified(bundle));
    return out;
  }
  Result<FoundedGroup> found(const std::string& founder, const std::map<std::string, KeyPackageBundle>& others) {
    return room.at(founder).group->found_successor(founding(founder, others), room.at(founder).signer, world.validation,
                                                   world.random);
  }
  Result<Group> join(const std::string& name, const Bytes& welcome, const KeyPackageBundle& bundle) {
    return room.at(name).group->join_successor(welcome, bundle, room.at(name).signer, world.validation);
  }

  World world;
  Room room{world, {"anna", "ben", "cora"}};
};

TEST_F(Reinit, SuccessorHasTheSameMembersAndTheNewParameters) {
  close();
  const auto others = bundles("ben");  // not the one who committed
  auto founded = found("ben", others);
  ASSERT_TRUE(founded) << founded.error().message();
  EXPECT_EQ(founded->group.epoch(), Epoch(1));
  EXPECT_EQ(base::to_string(founded->group.group_id()), "the successor");
  EXPECT_EQ(founded->group.suite().id(), other_suite);
  EXPECT_EQ(founded->group.context_extensions(), wanted().extensions);
  for (const char* name : {"anna", "cora"}) {
    auto joined = join(name, *founded->welcome, others.at(name));
    ASSERT_TRUE(joined) << joined.error().message();
    EXPECT_EQ(joined->epoch_authenticator(), founded->group.epoch_authenticator());
    room.at(name).group.emplace(std::move(*joined));
  }
  room.at("ben").group.emplace(std::move(founded->group));
  EXPECT_EQ(text_of(room.at("anna").handle(room.at("ben").send("go on"))), "go on");
  room.commit("cora", {});
  room.expect_agreement();
}

TEST_F(Reinit, ByReferenceAndAfterARestart) {
  const auto proposed = room.at("cora").group->propose({wanted()}, world.validation, world.random);
  for (const char* name : {"anna", "ben"}) ASSERT_TRUE(room.at(name).handle(*proposed));
  room.commit("anna", {});
  for (const char* name : {"anna", "ben", "cora"}) room.at(name).restart();
  ASSERT_TRUE(room.at("ben").group->reinit());
  EXPECT_EQ(encode(*room.at("ben").group->reinit()), encode(wanted()));
  const auto others = bundles("ben");
  auto founded = found("ben", others);
  ASSERT_TRUE(founded) << founded.error().message();
  EXPECT_TRUE(join("cora", *founded->welcome, others.at("cora")));
}

TEST_F(Reinit, SummaryTellsIt) {
  auto pending = room.at("anna").group->commit({.proposals = {{wanted()}}}, world.validation, world.random);
  ASSERT_TRUE(pending);
  const auto handled = room.at("ben").handle(pending->message);
  ASSERT_TRUE(std::get<StagedCommit>(*handled).summary.reinit);
  EXPECT_EQ(base::to_string(std::get<StagedCommit>(*handled).summary.reinit->group_id), "the successor");
}

TEST_F(Reinit, OtherProposalsGoFirst) {
  const auto reinit = room.at("cora").group->propose({wanted()}, world.validation, world.random);
  const auto update = room.at("cora").group->propose_update(world.random);
  for (const Bytes& message : {*reinit, *update}) ASSERT_TRUE(room.at("anna").handle(message));
  auto pending = room.at("anna").group->commit({}, world.validation, world.random);
  ASSERT_TRUE(pending);
  EXPECT_FALSE(pending->summary.reinit);
  EXPECT_EQ(pending->summary.updated.size(), 1U);
  const std::vector<Proposal> both = {{wanted()}, room.at("anna").group->make_psk_proposal({}, world.random)};
  EXPECT_EQ(error_of(room.at("anna").group->commit({.proposals = both}, world.validation, world.random)),
            MlsError::invalid_proposal_list);
}

// 12.4.2: the group is not used for sending any more.
TEST_F(Reinit, ClosedGroupAllowsOnlyWhatIsLeft) {
  const Bytes late = room.at("cora").send("before the end");
  close();
  Group& ben = *room.at("ben").group;
  EXPECT_EQ(ben.phase(), GroupPhase::closed);
  EXPECT_FALSE(ben.active());
  EXPECT_EQ(error_of(ben.protect({}, {}, world.random)), MlsError::closed_by_reinit);
  EXPECT_EQ(error_of(ben.commit({}, world.validation, world.random)), MlsError::closed_by_reinit);
  EXPECT_EQ(error_of(ben.propose({Remove{LeafIndex(0)}}, world.validation, world.random)), MlsError::closed_by_reinit);
  EXPECT_EQ(error_of(ben.propose_update(world.random)), MlsError::closed_by_reinit);
  EXPECT_EQ(error_of(ben.group_info(WelcomeTree::include)), MlsError::closed_by_reinit);
  EXPECT_EQ(
      error_of(ben.branch(base::as_bytes("sub"), founding("ben", {}), room.at("ben").signer, world.validation, world.random)),
      MlsError::closed_by_reinit);
  EXPECT_EQ(text_of(room.at("ben").handle(late)), "before the end");
  EXPECT_TRUE(ben.resumption_psk(ben.epoch()));
}

TEST_F(Reinit, ClosedGroupTakesNoMessages) {
  close();
  Forger forger(world, room.at("anna"));
  FramedContent text = forger.content();
  text.body = ApplicationData{base::to_bytes("still here")};
  EXPECT_EQ(error_of(room.at("ben").handle(forger.seal(forger.sign(std::move(text))))), MlsError::closed_by_reinit);
  EXPECT_EQ(error_of(room.at("ben").handle(forger.commit({}))), MlsError::closed_by_reinit);
  EXPECT_EQ(error_of(room.at("ben").handle(forger.proposal({Remove{LeafIndex(2)}}))), MlsError::closed_by_reinit);
}

TEST_F(Reinit, OpenGroupHasNoSuccessor) {
  const auto others = bundles("ben");
  EXPECT_EQ(error_of(found("ben", others)), MlsError::invalid_argument);
  EXPECT_EQ(error_of(join("cora", Bytes{}, others.at("cora"))), MlsError::invalid_argument);
}

TEST_F(Reinit, FounderTakesExactlyTheOldMembers) {
  close();
  auto others = bundles("ben");
  others.erase("cora");
  EXPECT_EQ(error_of(found("ben", others)), MlsError::invalid_argument);
  room.people["dan"] = std::make_unique<Person>(world, "dan");
  others.emplace("dan", package("dan"));
  EXPECT_EQ(error_of(found("ben", others)), MlsError::invalid_argument);
}

TEST_F(Reinit, SingleMemberNeedsNoWelcome) {
  room.remove("anna", "ben");
  room.remove("anna", "cora");
  close();
  auto founded = found("anna", {});
  ASSERT_TRUE(founded) << founded.error().message();
  EXPECT_FALSE(founded->welcome);
  EXPECT_EQ(founded->group.epoch(), Epoch(1));
}

// The Welcome of a successor is refused by the ordinary join, and an ordinary one by join_successor.
TEST_F(Reinit, WelcomeMustBeTakenByTheOldGroup) {
  close();
  const auto others = bundles("ben");
  auto founded = found("ben", others);
  EXPECT_EQ(error_of(Group::join(*founded->welcome, others.at("cora"), room.at("cora").signer, world.validation)),
            MlsError::unsupported);
  Person stranger(world, "stranger");
  stranger.create();
  const auto bundle = room.at("cora").key_package();
  auto ordinary = stranger.group->commit({.adds = {verified(bundle)}}, world.validation, world.random);
  EXPECT_EQ(error_of(join("cora", *ordinary->welcome, bundle)), MlsError::invalid_welcome);
}

// Another founder's Welcome that is not what was agreed. The founder here closed its own copy of the group with another ReInit.
class FalseSuccessor : public Reinit {
 protected:
  std::error_code join_after(const ReInit& founded_by,
                             const std::function<void(std::map<std::string, KeyPackageBundle>&)>& alter = {}) {
    // Both copies of the epoch have the same secrets; only what they say of the ReInit differs.
    close();
    Forger founder(world, room.at("ben"));
    founder.state.reinit = founded_by;
    auto others = bundles("ben");
    if (alter) alter(others);
    auto founded = found_by(founder, others);
    EXPECT_TRUE(founded) << founded.error().message();
    return founded ? error_of(join("cora", *founded->welcome, others.at("cora"))) : std::error_code{};
  }
  Result<FoundedGroup> found_by(Forger& founder, const std::map<std::string, KeyPackageBundle>& others) {
    SecretWriter epoch;
    epoch.append(room.at("ben").group->serialize_epoch().expose().first(10));
    founder.state.save(epoch);
    epoch.u32(0).u32(0);
    SecretWriter ratchets;
    ratchets.append(room.at("ben").group->serialize_ratchets().expose().first(11));
    founder.state.message_keys.save(ratchets);
    ratchets.u32(0);
    auto forged = Group::restore(epoch.take().expose(), ratchets.take().expose(), room.at("ben").signer).value();
    return forged.found_successor(founding("ben", others), room.at("ben").signer, world.validation, world.random);
  }
};

TEST_F(FalseSuccessor, WhatWasAgreedIsAccepted) { EXPECT_FALSE(join_after(wanted())); }
TEST_F(FalseSuccessor, GroupIdMatches) {
  ReInit other = wanted();
  other.group_id.push_back(1);
  EXPECT_EQ(join_after(other), MlsError::invalid_welcome);
}
TEST_F(FalseSuccessor, ExtensionsMatch) {
  ReInit other = wanted();
  other.extensions = {};
  EXPECT_EQ(join_after(other), MlsError::invalid_welcome);
}
TEST_F(FalseSuccessor, SuiteMatches) {
  ReInit other = wanted();
  other.cipher_suite = test_suite;
  EXPECT_EQ(join_after(other,
                       [&](auto& others) {
                         others.clear();
                         for (const char* name : {"anna", "cora"}) others.emplace(name, package(name, test_suite));
                       }),
            MlsError::invalid_welcome);
}

TEST_F(FalseSuccessor, MembersMatch) {
  close();
  Forger founder(world, room.at("ben"));
  founder.state.tree.remove(room.at("anna").group->own_leaf());  // as if there had never been an anna
  founder.state.keys.prune(founder.state.tree);
  auto others = bundles("ben");
  others.erase("anna");
  auto founded = found_by(founder, others);
  ASSERT_TRUE(founded) << founded.error().message();
  EXPECT_EQ(error_of(join("cora", *founded->welcome, others.at("cora"))), MlsError::invalid_welcome);
}

TEST_F(FalseSuccessor, LinkIsToTheEpochOfTheReInit) {
  Forger before(world, room.at("ben"));
  before.state.reinit = wanted();
  auto others = bundles("ben");
  auto founded = found_by(before, others);
  ASSERT_TRUE(founded) << founded.error().message();
  close();
  EXPECT_EQ(error_of(join("cora", *founded->welcome, others.at("cora"))), MlsError::invalid_welcome);
}

}  // namespace
}  // namespace valise::mls::test
