// Which received proposals a commit takes in (RFC 9420 sections 12.2 and 12.4): a proposal that cannot be committed must not stop
// the others.
#include "tests/unit/mls/forger.hpp"

namespace valise::mls::test {
namespace {

class ProposalChoice : public testing::Test {
 protected:
  // ben_gets hands ben a proposal that cora made in the ordinary way, or by force.
  void ben_gets(Result<Bytes> message) {
    ASSERT_TRUE(message) << message.error().message();
    const auto handled = room.at("ben").handle(*message);
    ASSERT_TRUE(handled) << handled.error().message();
  }
  Result<Bytes> cora_proposes(Proposal proposal) {
    return room.at("cora").group->propose(std::move(proposal), world.validation, world.random);
  }
  KeyPackage package(const std::string& name, KeyPackageOptions options = {.lifetime = test_lifetime()}) {
    return Person(world, name).key_package(std::move(options)).package;
  }
  CommitSummary committed(CommitOptions options = {}) {
    auto pending = room.at("ben").group->commit(options, world.validation, world.random);
    EXPECT_TRUE(pending) << pending.error().message();
    if (!pending) return {};
    CommitSummary out = pending->summary;
    room.at("anna").receive_commit(pending->message);
    room.at("ben").settle(std::move(*pending));
    return out;
  }
  LeafIndex leaf(const char* name) { return room.at(name).group->own_leaf(); }

  World world;
  Room room{world, {"anna", "ben", "cora", "dan"}};
};

TEST_F(ProposalChoice, RemoveOfTheCommitterIsLeftOut) {
  const auto message = cora_proposes({Remove{leaf("ben")}});
  ben_gets(message);
  EXPECT_TRUE(committed().removed.empty());
}

TEST_F(ProposalChoice, MemberIsNotAddedAgain) {
  ben_gets(cora_proposes({Add{room.at("dan").key_package().package}}));
  EXPECT_TRUE(committed().added.empty());
}

TEST_F(ProposalChoice, MemberIsAddedAgainWhereItIsRemoved) {
  const Bytes remove = *cora_proposes({Remove{leaf("dan")}});
  const Bytes add = *cora_proposes({Add{room.at("dan").key_package().package}});
  for (const Bytes& message : {remove, add}) {
    ben_gets(message);
    ASSERT_TRUE(room.at("anna").handle(message));
  }
  const CommitSummary summary = committed();
  EXPECT_EQ(summary.added.size(), 1U);
  EXPECT_EQ(summary.removed.size(), 1U);
}

TEST_F(ProposalChoice, OneClientIsAddedOnce) {
  Person eva(world, "eva");
  for (int i = 0; i < 2; ++i) {
    const auto message = cora_proposes({Add{eva.key_package().package}});
    ben_gets(message);
    ASSERT_TRUE(room.at("anna").handle(*message));
  }
  EXPECT_EQ(committed().added.size(), 1U);
}

TEST_F(ProposalChoice, PackageThatExpiredMeanwhileIsLeftOut) {
  ben_gets(cora_proposes({Add{package("eva", {.lifetime = {test_time - 10, test_time + 10}})}}));
  world.validation.now += std::chrono::duration<std::uint64_t>(11);
  EXPECT_TRUE(committed().added.empty());
}

// What does not suit the group as it is, is refused when it arrives (rules/leaf_node_rules_test); these suit it no longer.
TEST_F(ProposalChoice, PackageThatDoesNotSuitTheNewContextIsLeftOut) {
  ben_gets(cora_proposes({Add{package("eva", {.lifetime = test_lifetime(), .supported_extensions = {}})}}));
  EXPECT_TRUE(committed({.context_extensions = Extensions({{ExtensionType::valise_room_state, {1}}})}).added.empty());
}

TEST_F(ProposalChoice, PackageWithTheEncryptionKeyOfAnotherIsLeftOut) {
  const KeyPackage first = package("eva");
  Person second(world, "second");
  const auto same_key = [&](KeyPackage& package) { package.leaf_node.encryption_key = first.leaf_node.encryption_key; };
  for (const KeyPackage& added : {first, forge_key_package(second, {.package = same_key}).package}) {
    const auto message = cora_proposes({Add{added}});
    ben_gets(message);
    ASSERT_TRUE(room.at("anna").handle(*message));
  }
  EXPECT_EQ(committed().added.size(), 1U);
}

TEST_F(ProposalChoice, ContextThatNotAllSupportIsLeftOut) {
  Forger cora(world, room.at("cora"));
  ben_gets(cora.proposal({GroupContextExtensions{Extensions({{ExtensionType(0xf777), {}}})}}));
  EXPECT_FALSE(committed().context_extensions_changed);
}

TEST_F(ProposalChoice, SecondContextIsLeftOut) {
  for (Byte value : {Byte{1}, Byte{2}}) {
    const auto message = cora_proposes({GroupContextExtensions{Extensions({{ExtensionType::valise_room_state, {value}}})}});
    ben_gets(message);
    ASSERT_TRUE(room.at("anna").handle(*message));
  }
  EXPECT_TRUE(committed().context_extensions_changed);
  EXPECT_EQ(*room.at("ben").group->context_extensions().find(ExtensionType::valise_room_state), Bytes{1});
}

TEST_F(ProposalChoice, LatestUpdateIsTaken) {
  Bytes last;
  for (int i = 0; i < 3; ++i) {
    const auto message = room.at("cora").group->propose_update(world.random);
    ben_gets(message);
    ASSERT_TRUE(room.at("anna").handle(*message));
    ASSERT_TRUE(room.at("dan").handle(*message));
    last = *message;
  }
  auto pending = room.at("ben").group->commit({}, world.validation, world.random);
  ASSERT_TRUE(pending);
  EXPECT_EQ(pending->summary.updated.size(), 1U);
  for (const char* name : {"anna", "cora", "dan"}) room.at(name).receive_commit(pending->message);
  room.at("ben").settle(std::move(*pending));
  room.expect_agreement();
}

TEST_F(ProposalChoice, UpdateWithTheSignatureKeyOfAnotherIsLeftOut) {
  const Person shared(world, "shared");
  for (const char* name : {"cora", "dan"}) {
    Forger by(world, room.at(name));
    LeafNode copied = *room.at("ben").group->tree().leaf(leaf(name));
    copied.encryption_key = world.suite.generate_key_pair(world.random).public_key;
    copied.signature_key = shared.signer->public_key();
    copied.source = FromUpdate{};
    ASSERT_TRUE(sign_leaf(copied, {room.at("ben").group->group_id(), leaf(name)}, *shared.signer));
    const Bytes message = by.proposal({Update{copied}});
    ben_gets(message);
    ASSERT_TRUE(room.at("anna").handle(message));
  }
  EXPECT_EQ(committed().updated.size(), 1U);
}

TEST_F(ProposalChoice, ReceivedMayBeLeftOutAltogether) {
  ben_gets(cora_proposes({Remove{leaf("dan")}}));
  EXPECT_TRUE(committed({.received = ReceivedProposals::leave_out}).removed.empty());
}

}  // namespace
}  // namespace valise::mls::test
