// Extension and proposal types of the application's own, and values that nobody knows (RFC 9420 sections 13.2 to 13.5).
#include "client-sdk/mls/external_proposal.hpp"
#include "tests/unit/mls/forger.hpp"

namespace valise::mls::test {
namespace {

constexpr ProposalType note{0xf0b1};    // needs no path
constexpr ProposalType moving{0xf0b2};  // needs one; external senders may send it
constexpr ExtensionType badge{0xf0c1};  // in leaves only
constexpr ExtensionType motto{0xf0c2};  // in the group context only

class CustomTypes : public testing::Test {
 protected:
  CustomTypes() {
    EXPECT_TRUE(types.add(ProposalRule{note, PathNeed::not_required, ExternalUse::members_only}));
    EXPECT_TRUE(types.add(ProposalRule{moving, PathNeed::required, ExternalUse::external_senders_too}));
    EXPECT_TRUE(types.add(ExtensionRule{badge, {ExtensionPlace::leaf_node}}));
    EXPECT_TRUE(types.add(ExtensionRule{motto, {ExtensionPlace::group_context}}));
    world.validation.types = &types;
    anna.group.emplace(Group::create({.cipher_suite = test_suite,
                                      .group_id = base::to_bytes("the group"),
                                      .credential = Credential::basic(base::as_bytes("anna")),
                                      .lifetime = test_lifetime(),
                                      .supported_extensions = types.extensions(),
                                      .leaf_extensions = Extensions({{badge, {7}}}),
                                      .supported_proposals = types.proposals()},
                                     anna.signer, world.random)
                           .value());
    add(ben, {.lifetime = test_lifetime(), .supported_extensions = types.extensions(), .supported_proposals = types.proposals()});
  }
  void add(Person& person, const KeyPackageOptions& options) {
    const auto bundle = person.key_package(options);
    auto pending = anna.group->commit({.adds = {verified(bundle)}}, world.validation, world.random);
    ASSERT_TRUE(pending) << pending.error().message();
    if (&person != &ben) ben.receive_commit(pending->message);
    person.join(*pending->welcome, bundle);
    anna.settle(std::move(*pending));
  }
  static Proposal custom(ProposalType type, std::string_view body = "body") {
    return {CustomProposal{type, base::to_bytes(body)}};
  }
  Result<PendingCommit> commit(CommitOptions options) { return anna.group->commit(options, world.validation, world.random); }

  World world;
  TypeRegistry types;
  Person anna{world, "anna"};
  Person ben{world, "ben"};
  Person cora{world, "cora"};
};

TEST_F(CustomTypes, ProposalReachesTheApplicationByValue) {
  auto pending = commit({.proposals = {custom(note, "remember"), custom(note, "this")}, .path = PathChoice::when_required});
  ASSERT_TRUE(pending) << pending.error().message();
  const auto handled = ben.handle(pending->message);
  ASSERT_TRUE(handled) << handled.error().message();
  const auto& changes = std::get<StagedCommit>(*handled).summary.custom;
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].type, note);
  EXPECT_EQ(base::to_string(changes[0].body), "remember");
  EXPECT_EQ(changes[1].sender, Sender::member(anna.group->own_leaf()));
}

TEST_F(CustomTypes, ProposalReachesTheApplicationByReference) {
  const auto proposed = ben.group->propose(custom(moving), world.validation, world.random);
  ASSERT_TRUE(proposed) << proposed.error().message();
  const auto received = anna.handle(*proposed);
  ASSERT_TRUE(received) << received.error().message();
  EXPECT_EQ(base::to_string(std::get<ReceivedProposal>(*received).proposal.get<CustomProposal>()->body), "body");
  anna.restart();  // kept proposals survive it
  auto pending = commit({});
  ASSERT_TRUE(pending) << pending.error().message();
  ASSERT_EQ(pending->summary.custom.size(), 1U);
  EXPECT_EQ(pending->summary.custom[0].sender, Sender::member(ben.group->own_leaf()));
  ben.receive_commit(pending->message);
  anna.settle(std::move(*pending));
  EXPECT_EQ(anna.group->epoch_authenticator(), ben.group->epoch_authenticator());
}

TEST_F(CustomTypes, PathIsRequiredAsRegistered) {
  Forger forger(world, anna);
  EXPECT_EQ(error_of(ben.handle(forger.commit({.entries = {{custom(moving)}}, .with_path = false}))), MlsError::path_required);
  const auto without = commit({.proposals = {custom(note)}, .path = PathChoice::when_required});
  const auto with = commit({.proposals = {custom(moving)}, .path = PathChoice::when_required});
  ASSERT_TRUE(without && with);
  EXPECT_LT(without->message.size(), with->message.size());
}

TEST_F(CustomTypes, UnregisteredTypeIsRefused) {
  EXPECT_EQ(error_of(commit({.proposals = {custom(ProposalType(0xf0b9))}})), MlsError::unsupported);
  EXPECT_EQ(error_of(anna.group->propose(custom(ProposalType(0x1a1a)), world.validation, world.random)), MlsError::unsupported);
  const auto known = commit({.proposals = {custom(note)}});
  world.validation.types = nullptr;
  EXPECT_EQ(error_of(ben.handle(known->message)), MlsError::unsupported);
}

TEST_F(CustomTypes, AllMembersMustSupportTheType) {
  add(cora, {.lifetime = test_lifetime(), .supported_extensions = types.extensions()});
  EXPECT_EQ(error_of(commit({.proposals = {custom(note)}})), MlsError::invalid_proposal_list);
  // One whom the same commit removes need not.
  EXPECT_TRUE(commit({.removes = {cora.group->own_leaf()}, .proposals = {custom(note)}}));
  // A received one is left out.
  ASSERT_TRUE(anna.handle(*ben.group->propose(custom(note), world.validation, world.random)));
  const auto pending = commit({});
  ASSERT_TRUE(pending) << pending.error().message();
  EXPECT_TRUE(pending->summary.custom.empty());
}

TEST_F(CustomTypes, ExternalSendersOnlyAsRegistered) {
  Person service(world, "service");
  const ExternalSenders senders{{{service.signer->public_key(), Credential::basic(base::as_bytes("service"))}}};
  auto named = commit({.context_extensions = Extensions({{ExtensionType::external_senders, encode(senders)}})});
  ben.receive_commit(named->message);
  anna.settle(std::move(*named));
  const ProposalTarget target = ProposalTarget::of(anna.group->context());
  const auto allowed = external_proposal(target, 0, custom(moving), *service.signer, &types);
  ASSERT_TRUE(allowed);
  EXPECT_TRUE(ben.handle(*allowed));
  EXPECT_EQ(error_of(external_proposal(target, 0, custom(note), *service.signer, &types)), MlsError::invalid_argument);
  TypeRegistry lenient;
  ASSERT_TRUE(lenient.add(ProposalRule{note, PathNeed::not_required, ExternalUse::external_senders_too}));
  const auto forced = external_proposal(target, 0, custom(note), *service.signer, &lenient);
  EXPECT_EQ(error_of(ben.handle(*forced)), MlsError::malformed);
}

TEST_F(CustomTypes, ExtensionsStandWhereTheyMay) {
  EXPECT_EQ(*ben.group->tree().leaf(anna.group->own_leaf())->extensions.find(badge), Bytes{7});
  EXPECT_TRUE(commit({.context_extensions = Extensions({{motto, {1}}})}));
  EXPECT_EQ(error_of(commit({.context_extensions = Extensions({{badge, {1}}})})), MlsError::invalid_proposal);
  const KeyPackageOptions wrong_leaf{
      .lifetime = test_lifetime(), .supported_extensions = types.extensions(), .leaf_extensions = Extensions({{motto, {}}})};
  EXPECT_EQ(error_of(commit({.adds = {verified(cora.key_package(wrong_leaf))}})), MlsError::invalid_key_package);
  const KeyPackageOptions wrong_package{
      .lifetime = test_lifetime(), .supported_extensions = types.extensions(), .extensions = Extensions({{badge, {}}})};
  EXPECT_EQ(error_of(commit({.adds = {verified(cora.key_package(wrong_package))}})), MlsError::invalid_key_package);
  // In the path of a commit of one who does not know the rule.
  Forger forger(world, anna);
  const auto misplaced = forger.commit({.leaf = [](LeafNode& leaf) { leaf.extensions = Extensions({{motto, {}}}); }});
  EXPECT_EQ(error_of(ben.handle(misplaced)), MlsError::invalid_leaf_node);
}

TEST_F(CustomTypes, GroupInfoExtensionsStandWhereTheyMay) {
  world.validation.external_commits = ExternalCommits::accept;
  const auto info = anna.group->group_info(WelcomeTree::include, Extensions({{badge, {}}}));
  const ExternalJoinOptions options{.credential = Credential::basic(base::as_bytes("cora")),
                                    .supported_extensions = types.extensions()};
  EXPECT_EQ(error_of(Group::join_external(*info, options, *cora.signer, world.validation, world.random)),
            MlsError::invalid_group_info);
}

TEST_F(CustomTypes, GroupInfoExtensionsReachTheWelcomed) {
  const auto bundle = cora.key_package({.lifetime = test_lifetime(), .supported_extensions = types.extensions()});
  const auto pending = commit({.adds = {verified(bundle)}, .group_info_extensions = Extensions({{ExtensionType(0xf0c3), {5}}})});
  cora.join(*pending->welcome, bundle);
  EXPECT_EQ(cora.group->joining_extensions(), Extensions({{ExtensionType(0xf0c3), {5}}}));
}

TEST_F(CustomTypes, RegistryRefusesWhatIsNotTheApplications) {
  for (std::uint16_t reserved : {0x0000, 0x0001, 0x0005, 0x0a0a, 0x5a5a, 0xeaea}) {
    EXPECT_EQ(error_of(types.add(ExtensionRule{ExtensionType(reserved), {}})), MlsError::invalid_argument) << reserved;
    EXPECT_EQ(error_of(types.add(ProposalRule{ProposalType(reserved)})), MlsError::invalid_argument) << reserved;
  }
  EXPECT_EQ(error_of(types.add(ProposalRule{note})), MlsError::invalid_argument);
  EXPECT_TRUE(types.add(ProposalRule{ProposalType(0xfafa)}));  // private use
}

// 13.5: values that nobody knows are ignored, whoever sends them.
TEST_F(CustomTypes, GreaseEverywhereIsIgnored) {
  const KeyPackageOptions greased{
      .lifetime = test_lifetime(), .supported_extensions = types.extensions(), .grease = Grease::everywhere};
  const KeyPackage package = cora.key_package(greased).package;
  EXPECT_EQ(package.extensions.list().size(), 1U);
  EXPECT_EQ(package.leaf_node.extensions.list().size(), 1U);
  add(cora, greased);
  EXPECT_EQ(cora.group->epoch_authenticator(), ben.group->epoch_authenticator());
  const auto extension = grease_extension(world.random);
  auto pending = commit({.group_info_extensions = Extensions({extension})});
  EXPECT_TRUE(pending);
}

TEST_F(CustomTypes, GreaseCanBeLeftOut) {
  const auto plain = cora.key_package({.lifetime = test_lifetime(), .supported_extensions = {}, .grease = Grease::none}).package;
  const Capabilities& can = plain.leaf_node.capabilities;
  EXPECT_EQ(can.cipher_suites, CipherSuite::ids());
  EXPECT_TRUE(can.proposals.empty());
  EXPECT_EQ(can.credentials, std::vector{CredentialType::basic});
  EXPECT_EQ(can.extensions, std::vector{ExtensionType::last_resort});
}

}  // namespace
}  // namespace valise::mls::test
