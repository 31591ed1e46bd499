// RFC 9420 sections 12.2 and 12.3: the list of proposals in a regular commit. Each forged commit has a path, and its tags fit
// what a receiver would compute that overlooked the rule.
#include "tests/unit/mls/rules/rules.hpp"

namespace valise::mls::test {
namespace {

class ProposalListRules : public Rules {
 protected:
  void list_refused(std::vector<ForgedEntry> entries, std::string_view context) {
    refused(forger->commit({.entries = std::move(entries)}), MlsError::invalid_proposal_list, context);
  }
};

constexpr auto own_leaf = "the committer updates or removes itself";
constexpr auto one_leaf = "two proposals for one leaf";
constexpr auto known_client = "a client stands in the group already";

TEST_F(ProposalListRules, UnalteredForgeriesAreAccepted) {
  accepted(forger->commit({}));
  accepted(
      forger->commit({.entries = {{add(package())}, {remove("dan")}, {psk()}, {context(ExtensionType::valise_room_state)}}}));
  accepted(forger->commit({.entries = {proposed("dan", update("dan")), proposed("cora", psk())}}));
}
TEST_F(ProposalListRules, CommitterDoesNotUpdateItself) {
  list_refused({{update("anna")}}, own_leaf);
  list_refused({proposed("anna", update("anna"))}, own_leaf);
}
TEST_F(ProposalListRules, CommitterDoesNotRemoveItself) {
  list_refused({{.proposal = remove("anna"), .applied = false}}, own_leaf);
  ForgedEntry by_another = proposed("dan", remove("anna"));
  by_another.applied = false;
  list_refused({by_another}, own_leaf);
  refused_own({.removes = {leaf("anna")}}, MlsError::invalid_proposal_list, own_leaf);
}
TEST_F(ProposalListRules, NoTwoRemovesOfOneLeaf) {
  list_refused({{remove("dan")}, {remove("dan")}}, one_leaf);
  list_refused({proposed("cora", remove("dan")), {remove("dan")}}, one_leaf);
}
TEST_F(ProposalListRules, NoTwoUpdatesOfOneLeaf) {
  list_refused({proposed("dan", update("dan")), proposed("dan", update("dan"))}, one_leaf);
}
TEST_F(ProposalListRules, NoUpdateWithARemoveOfOneLeaf) {
  list_refused({proposed("dan", update("dan")), {remove("dan")}}, one_leaf);
}
TEST_F(ProposalListRules, NoAddTwice) {
  const KeyPackage added = package();
  list_refused({{add(added)}, {add(added)}}, known_client);
  // Another package of the same client, told by its signature key.
  Person person(world, "new");
  list_refused({{add(person.key_package().package)}, {add(person.key_package().package)}}, known_client);
}
TEST_F(ProposalListRules, NoAddOfAMember) { list_refused({{add(room.at("dan").key_package().package)}}, known_client); }
TEST_F(ProposalListRules, NoAddOfAMemberByThePolicy) {
  const Proposal another_leaf = add(Person(world, "dan").key_package().package);
  accepted(forger->commit({.entries = {{another_leaf}}}));
  world.policy.one_leaf_per_identity = true;
  list_refused({{another_leaf}}, known_client);
}
TEST_F(ProposalListRules, AddOfAMemberWhoIsRemovedIsAccepted) {
  accepted(forger->commit({.entries = {{add(room.at("dan").key_package().package)}, {remove("dan")}}}));
}
TEST_F(ProposalListRules, NoPskTwice) {
  list_refused({{psk()}, {psk()}}, "a PSK twice");
  accepted(forger->commit({.entries = {{psk(Bytes(32, 1))}, {psk(Bytes(32, 2))}}}));
}
TEST_F(ProposalListRules, NoTwoContextChanges) {
  const Proposal change = context(ExtensionType::valise_room_state);
  list_refused({{change}, {change}}, "two changes of the group context");
}
TEST_F(ProposalListRules, ReInitStandsAlone) {
  list_refused({{reinit()}, {add(package())}}, "reinit with others");
  list_refused({{reinit()}, {reinit()}}, "reinit with others");
}
TEST_F(ProposalListRules, NoExternalInit) {
  refused(forger->commit({.entries = {{.proposal = {ExternalInit{Bytes(32)}}, .applied = false}}}), MlsError::invalid_proposal,
          "external init");
}
TEST_F(ProposalListRules, ReferencesAreKnown) {
  ForgedEntry unknown{.proposal = remove("dan"), .reference = ProposalRef{Bytes(32)}};
  refused(forger->commit({.entries = {unknown}}), MlsError::unknown_proposal);
}
TEST_F(ProposalListRules, ReferencesCoverTheMessageThatBroughtThem) {
  // dan's proposal, referred to as if another had made it.
  const ForgedEntry kept = proposed("dan", remove("cora"));
  Forger cora(world, room.at("cora"));
  (void)cora.proposal(remove("cora"));
  ForgedEntry other = cora.last_proposal();
  refused(forger->commit({.entries = {other}}), MlsError::unknown_proposal);
  accepted(forger->commit({.entries = {kept}}));
}

// 12.3: the order in which a list is applied.
TEST_F(ProposalListRules, NewContextHoldsForTheAddsOfItsCommit) {
  const Proposal change = context(ExtensionType::valise_room_state);
  const auto unable = [&] { return add(package({.lifetime = test_lifetime(), .supported_extensions = {}})); };
  accepted(forger->commit({.entries = {{unable()}}}));
  refused(forger->commit({.entries = {{unable()}, {change}}}), MlsError::invalid_leaf_node, "group context extensions");
}
TEST_F(ProposalListRules, NewContextIsNotAskedOfTheRemoved) {
  Person unable(world, "unable");
  const auto bundle = unable.key_package({.lifetime = test_lifetime(), .supported_extensions = {}});
  auto pending = anna().group->commit({.adds = {verified(bundle)}}, world.validation, world.random);
  for (const char* name : {"ben", "cora", "dan"}) room.at(name).receive_commit(pending->message);
  anna().settle(std::move(*pending));
  renew_forger();
  const Proposal change = context(ExtensionType::valise_room_state);
  refused(forger->commit({.entries = {{change}}}), MlsError::invalid_leaf_node, "group context extensions");
  accepted(forger->commit({.entries = {{change}, {{Remove{LeafIndex(4)}}}}}));
}
TEST_F(ProposalListRules, RemovesComeBeforeAdds) {
  const Bytes message = forger->commit({.entries = {{add(package())}, {remove("dan")}}});
  const auto handled = ben().handle(message);
  ASSERT_TRUE(handled) << handled.error().message();
  EXPECT_EQ(std::get<StagedCommit>(*handled).summary.added.at(0).index, leaf("dan"));
}
TEST_F(ProposalListRules, AddsAreAppliedInTheirOrder) {
  // The forger applies them the other way round: all its hashes and tags are for that tree.
  const Proposal first = add(Person(world, "first").key_package().package);
  const Proposal second = add(Person(world, "second").key_package().package);
  accepted(forger->commit({.entries = {{first}, {second}}}));
  const Alter<FramedContent> swap = [](FramedContent& content) {
    auto& list = std::get<Commit>(content.body).proposals;
    std::swap(list[0], list[1]);
  };
  refused(forger->commit({.entries = {{first}, {second}}, .with_path = false, .content = swap}), MlsError::bad_confirmation_tag);
}
TEST_F(ProposalListRules, PsksAreTakenInTheirOrder) {
  const Proposal first = psk(Bytes(32, 1), "first");
  const Proposal second = psk(Bytes(32, 2), "second");
  world.psks.keys[base::to_bytes("second")] = Bytes(32, 9);
  accepted(forger->commit({.entries = {{first}, {second}}}));
  const Alter<FramedContent> swap = [](FramedContent& content) {
    auto& list = std::get<Commit>(content.body).proposals;
    std::swap(list[0], list[1]);
  };
  refused(forger->commit({.entries = {{first}, {second}}, .content = swap}), MlsError::bad_confirmation_tag);
}

}  // namespace
}  // namespace valise::mls::test
