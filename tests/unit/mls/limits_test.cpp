// The limits of limits.hpp: what a peer sends beyond them is refused before it costs anything.
#include "client-sdk/mls/external_proposal.hpp"
#include "tests/unit/mls/world.hpp"

namespace valise::mls::test {
namespace {

class AtLimits : public testing::Test {
 protected:
  Group& group(const char* name) { return *room.at(name).group; }
  // proposal gives another one each time.
  Bytes proposal() {
    return group("anna")
        .propose(group("anna").make_psk_proposal(base::as_bytes("psk"), world.random), world.validation, world.random)
        .value();
  }
  std::error_code commit_error(CommitOptions options) {
    return error_of(group("anna").commit(options, world.validation, world.random));
  }

  World world;
  Room room{world, {"anna", "ben", "cora"}};
};

TEST_F(AtLimits, Messages) {
  const Bytes message = room.at("anna").send(std::string(1000, 'x'));
  world.validation.limits.message_size = message.size() - 1;
  EXPECT_EQ(error_of(room.at("ben").handle(message)), MlsError::too_large);
  world.validation.limits.message_size = message.size();
  EXPECT_EQ(text_of(room.at("ben").handle(message)), std::string(1000, 'x'));
  EXPECT_EQ(error_of(parse<MlsMessage>(Bytes(max_message_size + 1))), MlsError::too_large);
}

TEST_F(AtLimits, WelcomesAndGroupInfos) {
  Person dan(world, "dan");
  const auto bundle = dan.key_package();
  const auto pending = group("anna").commit({.adds = {verified(bundle)}}, world.validation, world.random);
  const Bytes info = group("anna").group_info(WelcomeTree::include).value();
  world.validation.limits.message_size = 100;
  EXPECT_EQ(error_of(Group::join(*pending->welcome, bundle, dan.signer, world.validation)), MlsError::too_large);
  const ExternalJoinOptions options{.credential = Credential::basic(base::as_bytes("dan"))};
  EXPECT_EQ(error_of(Group::join_external(info, options, *dan.signer, world.validation, world.random)), MlsError::too_large);
}

TEST_F(AtLimits, KeptProposalsByNumber) {
  world.validation.limits.kept_proposals = 3;
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(room.at("ben").handle(proposal()));
  group("anna").drop_proposals();
  const Bytes one_more = proposal();
  EXPECT_EQ(error_of(room.at("ben").handle(one_more)), MlsError::too_large);
  room.at("ben").restart();
  EXPECT_EQ(error_of(room.at("ben").handle(one_more)), MlsError::too_large);
  EXPECT_EQ(error_of(group("ben").propose({Remove{LeafIndex(0)}}, world.validation, world.random)), MlsError::too_large);
  group("ben").drop_proposals();
  EXPECT_TRUE(room.at("ben").handle(one_more));
}

TEST_F(AtLimits, KeptProposalsBySize) {
  const auto large = [](Byte value) {
    return Proposal{GroupContextExtensions{Extensions({{ExtensionType::valise_room_state, Bytes(1000, value)}})}};
  };
  world.validation.limits.kept_proposal_bytes = 3 * encode(large(0)).size();
  for (Byte i = 0; i < 3; ++i) {
    const auto message = group("anna").propose(large(i), world.validation, world.random);
    ASSERT_TRUE(message) << message.error().message();
    ASSERT_TRUE(room.at("ben").handle(*message));
  }
  group("anna").drop_proposals();
  const Bytes one_more = proposal();
  EXPECT_EQ(error_of(room.at("ben").handle(one_more)), MlsError::too_large);
  room.at("ben").restart();
  EXPECT_EQ(error_of(room.at("ben").handle(one_more)), MlsError::too_large);
  // The bytes are free again after a commit.
  room.commit("cora", {});
  EXPECT_TRUE(room.at("ben").handle(proposal()));
}

TEST_F(AtLimits, ProposalsOfACommit) {
  world.psks.keys[base::to_bytes("psk")] = base::to_bytes("key");
  const CommitOptions three{.external_psks = std::vector<Bytes>(3, base::to_bytes("psk"))};
  const auto pending = group("anna").commit(three, world.validation, world.random);
  ASSERT_TRUE(pending) << pending.error().message();
  world.validation.limits.commit_proposals = 2;
  EXPECT_EQ(commit_error(three), MlsError::too_large);
  EXPECT_EQ(error_of(room.at("ben").handle(pending->message)), MlsError::too_large);
  world.validation.limits = {.psks = 2};
  EXPECT_EQ(commit_error(three), MlsError::too_large);
  EXPECT_EQ(error_of(room.at("ben").handle(pending->message)), MlsError::too_large);
}

TEST_F(AtLimits, CommitTakesInAsManyProposalsAsItMay) {
  world.psks.keys[base::to_bytes("psk")] = base::to_bytes("key");
  for (int i = 0; i < 4; ++i) {
    const auto message = group("anna").propose(group("anna").make_psk_proposal(base::as_bytes("psk"), world.random),
                                               world.validation, world.random);
    ASSERT_TRUE(room.at("ben").handle(*message));
  }
  world.validation.limits.psks = 3;
  EXPECT_EQ(group("ben").commit({}, world.validation, world.random)->summary.psks.size(), 3U);
  world.validation.limits.commit_proposals = 2;
  EXPECT_EQ(group("ben").commit({}, world.validation, world.random)->summary.psks.size(), 2U);
}

TEST_F(AtLimits, PsksOfAWelcome) {
  for (const char* id : {"a", "b"}) world.psks.keys[base::to_bytes(id)] = base::to_bytes("key");
  Person dan(world, "dan");
  const auto bundle = dan.key_package();
  const auto pending = group("anna").commit(
      {.adds = {verified(bundle)}, .external_psks = {base::to_bytes("a"), base::to_bytes("b")}}, world.validation, world.random);
  world.validation.limits.psks = 1;
  EXPECT_EQ(error_of(Group::join(*pending->welcome, bundle, dan.signer, world.validation)), MlsError::too_large);
}

TEST_F(AtLimits, MembersOfAGroup) {
  Person dan(world, "dan");
  const auto bundle = dan.key_package();
  const CommitOptions adding{.adds = {verified(bundle)}};
  const auto pending = group("anna").commit(adding, world.validation, world.random);
  world.validation.limits.members = 3;
  world.validation.external_commits = ExternalCommits::accept;
  EXPECT_EQ(commit_error(adding), MlsError::too_large);
  EXPECT_EQ(error_of(room.at("ben").handle(pending->message)), MlsError::too_large);
  EXPECT_EQ(error_of(Group::join(*pending->welcome, bundle, dan.signer, world.validation)), MlsError::too_large);
  const Bytes info = group("anna").group_info(WelcomeTree::include).value();
  ExternalJoinOptions joining{.credential = Credential::basic(base::as_bytes("dan"))};
  EXPECT_EQ(error_of(Group::join_external(info, joining, *dan.signer, world.validation, world.random)), MlsError::too_large);
  // One for one is no more than before.
  EXPECT_TRUE(
      group("anna").commit({.adds = {verified(bundle)}, .removes = {group("cora").own_leaf()}}, world.validation, world.random));
  joining.replaces = group("cora").own_leaf();
  const auto instead = Group::join_external(info, joining, *dan.signer, world.validation, world.random);
  ASSERT_TRUE(instead) << instead.error().message();
  EXPECT_TRUE(room.at("ben").handle(instead->message));
  // A proposal that would be one too many is left out.
  ASSERT_TRUE(room.at("ben").handle(*group("cora").propose({Add{bundle.package}}, world.validation, world.random)));
  EXPECT_TRUE(group("ben").commit({}, world.validation, world.random)->summary.added.empty());
}

TEST_F(AtLimits, ExternalJoinerIsCounted) {
  Person dan(world, "dan");
  world.validation.external_commits = ExternalCommits::accept;
  const auto join =
      Group::join_external(*group("anna").group_info(WelcomeTree::include),
                           {.credential = Credential::basic(base::as_bytes("dan"))}, *dan.signer, world.validation, world.random);
  world.validation.limits.members = 3;
  EXPECT_EQ(error_of(room.at("ben").handle(join->message)), MlsError::too_large);
}

// A list of empty things is small on the wire and large in memory.
TEST(WireLimits, ListsHaveAnEnd) {
  base::Writer references;
  for (std::size_t i = 0; i <= max_commit_proposals; ++i) references.u8(2).u8(0);
  base::Writer commit;
  commit.opaque(references.view()).u8(0);
  EXPECT_EQ(error_of(parse<Commit>(commit.view())), MlsError::too_large);
  base::Writer fewer;
  fewer.opaque(references.view().subspan(2)).u8(0);
  EXPECT_TRUE(parse<Commit>(fewer.view()));

  base::Writer extensions;
  for (std::size_t i = 0; i <= max_extensions; ++i) extensions.u16(static_cast<std::uint16_t>(0xf000 + i)).opaque({});
  base::Writer list;
  list.opaque(extensions.view());
  EXPECT_EQ(error_of(parse<Extensions>(list.view())), MlsError::too_large);

  base::Writer secrets;
  secrets.u16(1).opaque(Bytes(3 * (max_list_entries + 1))).opaque({});
  EXPECT_EQ(error_of(parse<Welcome>(secrets.view())), MlsError::too_large);
}

}  // namespace
}  // namespace valise::mls::test
