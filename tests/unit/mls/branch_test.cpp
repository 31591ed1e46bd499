// Subgroups (RFC 9420 section 11.3).
#include "tests/unit/mls/forger.hpp"
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

// A forged Welcome with a right link, to a group in a given epoch, from anna for dan.
class LinkedWelcome : public Branch {
 protected:
  std::error_code join_in_epoch(Epoch epoch, std::vector<ResumptionUsage> links = {ResumptionUsage::branch}) {
    const Group& old = *room.at("dan").group;
    Person founder(world, "anna");
    founder.signer = room.at("anna").signer;
    founder.group.emplace(std::move(found("anna", bundles({"ben"}))->group));
    Forger forger(world, founder);
    const auto bundle = room.at("dan").key_package();
    RatchetTree tree = forger.state.tree;
    tree.add(bundle.package.leaf_node);
    std::vector<Psk> psks;
    GroupSecrets secrets{.joiner = JoinerSecret::from_bytes(Bytes(32, 5)), .path = std::nullopt, .psks = {}};
    for (ResumptionUsage usage : links) {
      secrets.psks.push_back(resumption_psk(world.suite, usage, old.group_id(), old.epoch(), world.random));
      psks.push_back({secrets.psks.back(), *old.resumption_psk(old.epoch())});
    }
    GroupInfo info{.context = forger.state.context, .signer = LeafIndex(0)};
    info.context.epoch = epoch;
    info.context.tree_hash = tree.root_hash(world.suite);
    info.extensions.set(ExtensionType::ratchet_tree, encode(tree));
    const PskSecret psk = psk_secret(world.suite, psks);
    const NewEpoch opened =
        open_epoch(world.suite, epoch_secret(world.suite, member_secret(world.suite, secrets.joiner, psk), encode(info.context)));
    info.confirmation_tag = confirmation_tag(world.suite, opened.secrets.confirmation, info.context.confirmed_transcript_hash);
    EXPECT_TRUE(sign_group_info(info, *founder.signer));
    Welcome welcome{.cipher_suite = test_suite};
    welcome.encrypted_group_info =
        encrypt_group_info(world.suite, welcome_secret(world.suite, member_secret(world.suite, secrets.joiner, psk)), info);
    const HpkeInfo context = welcome_context(world.suite, welcome);
    EXPECT_TRUE(add_recipient(world.suite, welcome, context, bundle.package, secrets, world.random));
    return error_of(join("dan", to_message(std::move(welcome)), bundle));
  }
};

TEST_F(LinkedWelcome, NewGroupIsInEpochOne) {
  EXPECT_EQ(join_in_epoch(Epoch(1)), std::error_code{});
  EXPECT_EQ(join_in_epoch(Epoch(2)), MlsError::invalid_welcome);
}
TEST_F(LinkedWelcome, HasOneLinkOfTheRightUsage) {
  EXPECT_EQ(join_in_epoch(Epoch(1), {}), MlsError::invalid_welcome);
  EXPECT_EQ(join_in_epoch(Epoch(1), {ResumptionUsage::reinit}), MlsError::invalid_welcome);
  EXPECT_EQ(join_in_epoch(Epoch(1), {ResumptionUsage::branch, ResumptionUsage::branch}), MlsError::invalid_welcome);
}

TEST_F(Branch, RemovedMemberCannotBranch) {
  room.remove("anna", "ben");
  EXPECT_EQ(error_of(found("ben", {})), MlsError::inactive);
}

}  // namespace
}  // namespace valise::mls::test
