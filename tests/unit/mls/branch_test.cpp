// Subgroups (RFC 9420 section 11.3). What a forged Welcome into one can have wrong: rules/founding_rules_test.
#include "tests/unit/mls/world.hpp"

namespace valise::mls::test {
namespace {

class Branch : public testing::Test {
 protected:
  using Bundles = std::map<std::string, KeyPackageBundle>;
  Bundles bundles(const std::vector<std::string>& names) {
    Bundles out;
    for (const std::string& name : names) out.emplace(name, room.at(name).key_package());
    return out;
  }
  FoundingOptions founding(const std::string& founder, const Bundles& others) {
    FoundingOptions out{.credential = Credential::basic(base::as_bytes(founder)), .lifetime = test_lifetime()};
    for (const auto& [name, bundle] : others) out.members.push_back(verified(bundle));
    return out;
  }
  Result<FoundedGroup> found(const std::string& founder, const Bundles& others, const std::string& id = "subgroup") {
    return room.at(founder).group->branch(base::as_bytes(id), founding(founder, others), room.at(founder).signer,
                                          world.validation, world.random);
  }
  Result<Group> join(const std::string& name, const Bytes& welcome, const KeyPackageBundle& bundle) {
    return room.at(name).group->join_branch(welcome, bundle, room.at(name).signer, world.validation);
  }

  World world;
  Room room{world, {"anna", "ben", "cora", "dan"}};
};

TEST_F(Branch, SubgroupTalksByItself) {
  const auto others = bundles({"ben", "cora"});
  auto founded = found("anna", others);
  ASSERT_TRUE(founded) << founded.error().message();
  EXPECT_EQ(founded->group.epoch(), Epoch(1));
  EXPECT_EQ(founded->group.suite().id(), room.at("anna").group->suite().id());
  auto ben = join("ben", *founded->welcome, others.at("ben"));
  auto cora = join("cora", *founded->welcome, others.at("cora"));
  ASSERT_TRUE(ben) << ben.error().message();
  ASSERT_TRUE(cora);
  const auto message = ben->protect({}, base::as_bytes("among us"), world.random);
  EXPECT_EQ(text_of(founded->group.handle(*message, world.validation)), "among us");
  EXPECT_EQ(text_of(cora->handle(*message, world.validation)), "among us");
  // The old group goes on.
  room.commit("dan", {});
  room.expect_agreement();
}

TEST_F(Branch, ContextExtensionsAreTheOldOnesUnlessGiven) {
  room.commit("anna", {.context_extensions = Extensions({{ExtensionType::valise_room_state, {1}}})});
  EXPECT_EQ(found("anna", bundles({"ben"}))->group.context_extensions(), room.at("anna").group->context_extensions());
  auto options = founding("anna", bundles({"ben"}));
  options.context_extensions = Extensions({{ExtensionType::valise_room_state, {2}}});
  const auto other =
      room.at("anna").group->branch(base::as_bytes("b"), options, room.at("anna").signer, world.validation, world.random);
  ASSERT_TRUE(other);
  EXPECT_EQ(other->group.context_extensions(), *options.context_extensions);
}

TEST_F(Branch, MemberWhoIsAnEpochAheadStillJoins) {
  const auto others = bundles({"ben"});
  auto founded = found("anna", others);
  room.commit("dan", {});
  EXPECT_TRUE(join("ben", *founded->welcome, others.at("ben")));
  for (std::size_t i = 0; i < max_past_epochs; ++i) room.commit("dan", {});
  EXPECT_EQ(error_of(join("ben", *founded->welcome, others.at("ben"))), MlsError::missing_psk);
}

TEST_F(Branch, OnlyMembersAreTaken) {
  room.people["stranger"] = std::make_unique<Person>(world, "stranger");
  EXPECT_EQ(error_of(found("anna", bundles({"ben", "stranger"}))), MlsError::invalid_argument);
  EXPECT_EQ(error_of(found("anna", bundles({"ben"}), "the group")), MlsError::invalid_argument);  // its own id
}

TEST_F(Branch, IdentitiesAreComparedByTheApplication) {
  auto renamed = bundles({"ben"});
  Person ben(world, "ben, on duty");
  ben.signer = room.at("ben").signer;
  renamed.at("ben") = ben.key_package();
  EXPECT_EQ(error_of(found("anna", renamed)), MlsError::invalid_argument);
  world.policy.same = [](const Credential& a, const Credential& b) { return a.identity[0] == b.identity[0]; };
  auto founded = found("anna", renamed);
  ASSERT_TRUE(founded) << founded.error().message();
  EXPECT_TRUE(join("ben", *founded->welcome, renamed.at("ben")));
  world.policy.same = {};
  EXPECT_EQ(error_of(join("ben", *founded->welcome, renamed.at("ben"))), MlsError::invalid_welcome);
}

TEST_F(Branch, StrangersInTheSubgroupAreRefused) {
  room.people["eva"] = std::make_unique<Person>(world, "eva");
  const auto others = bundles({"ben", "eva"});
  // The founder takes eva for cora.
  world.policy.same = [](const Credential& a, const Credential& b) {
    return base::to_string(a.identity) == "eva" && base::to_string(b.identity) == "cora";
  };
  auto founded = found("anna", others);
  ASSERT_TRUE(founded) << founded.error().message();
  world.policy.same = {};
  EXPECT_EQ(error_of(join("ben", *founded->welcome, others.at("ben"))), MlsError::invalid_welcome);
}

TEST_F(Branch, WelcomeMustBeTakenByTheOldGroup) {
  const auto others = bundles({"ben"});
  auto founded = found("anna", others);
  EXPECT_EQ(error_of(Group::join(*founded->welcome, others.at("ben"), room.at("ben").signer, world.validation)),
            MlsError::unsupported);
  World elsewhere(5);
  Room other(elsewhere, {"anna", "ben"});
  EXPECT_NE(
      error_of(other.at("ben").group->join_branch(*founded->welcome, others.at("ben"), room.at("ben").signer, world.validation)),
      std::error_code{});
}

TEST_F(Branch, SuccessorAndSubgroupAreToldApart) {
  const auto others = bundles({"ben", "cora", "dan"});
  auto founded = found("anna", others);
  room.commit("anna", {.proposals = {{ReInit{base::to_bytes("subgroup"), ProtocolVersion::mls10, test_suite, {}}}}});
  EXPECT_EQ(error_of(room.at("ben").group->join_successor(*founded->welcome, others.at("ben"), room.at("ben").signer,
                                                          world.validation)),
            MlsError::invalid_welcome);
  EXPECT_EQ(error_of(join("ben", *founded->welcome, others.at("ben"))), MlsError::closed_by_reinit);
}

TEST_F(Branch, RemovedMemberCannotBranch) {
  room.remove("anna", "ben");
  EXPECT_EQ(error_of(found("ben", {})), MlsError::inactive);
}

}  // namespace
}  // namespace valise::mls::test
