// Joining by external commit (RFC 9420 section 12.4.3.2), both sides.
#include "tests/unit/mls/world.hpp"

namespace valise::mls::test {
namespace {

class ExternalJoin : public testing::Test {
 protected:
  ExternalJoin() { world.validation.external_commits = ExternalCommits::accept; }

  Bytes info(const char* from, WelcomeTree tree = WelcomeTree::include) { return room.at(from).group->group_info(tree).value(); }
  ExternalJoinOptions options(const std::string& name) { return {.credential = Credential::basic(base::as_bytes(name))}; }
  Result<PendingJoin> start(const Person& person, const Bytes& group_info, const ExternalJoinOptions& options) {
    return Group::join_external(group_info, options, *person.signer, world.validation, world.random);
  }
  // finish lets all members accept the commit, and the joiner become one.
  void finish(const std::string& name, PendingJoin pending) {
    for (Person* member : room.active()) {
      if (member->name != name) member->receive_commit(pending.message);
    }
    room.at(name).group.emplace(Group::join(std::move(pending), room.at(name).signer).value());
  }
  Person& newcomer(const std::string& name) { return *(room.people[name] = std::make_unique<Person>(world, name)); }

  World world;
  Room room{world, {"anna", "ben", "cora"}};
};

TEST_F(ExternalJoin, JoinerAndMembersAgreeAndTalk) {
  auto pending = start(newcomer("dan"), info("ben"), options("dan"));
  ASSERT_TRUE(pending) << pending.error().message();
  finish("dan", std::move(*pending));
  room.expect_agreement();
  EXPECT_EQ(text_of(room.at("anna").handle(room.at("dan").send("here I am"))), "here I am");
  EXPECT_EQ(text_of(room.at("dan").handle(room.at("cora").send("welcome"))), "welcome");
  room.commit("dan", {}, {"eva"});
  room.expect_agreement();
  room.commit("anna", {});
  room.expect_agreement();
}

TEST_F(ExternalJoin, OnlyTheSignerOfTheNewLeafJoins) {
  const auto pending = start(newcomer("dan"), info("ben"), options("dan"));
  ASSERT_TRUE(pending);
  const auto again = [&] { return PendingJoin::restore(pending->serialize().expose()).value(); };
  EXPECT_EQ(error_of(Group::join(again(), room.at("ben").signer)), MlsError::invalid_argument);
  EXPECT_TRUE(Group::join(again(), room.at("dan").signer));
}

TEST_F(ExternalJoin, TakesTheLeftmostFreeLeaf) {
  const LeafIndex free = room.at("ben").group->own_leaf();
  room.remove("anna", "ben");
  auto pending = start(newcomer("dan"), info("cora"), options("dan"));
  ASSERT_TRUE(pending);
  finish("dan", std::move(*pending));
  EXPECT_EQ(room.at("dan").group->own_leaf(), free);
  room.expect_agreement();
}

TEST_F(ExternalJoin, TreeMayComeSeparately) {
  Person& dan = newcomer("dan");
  const Bytes without = info("anna", WelcomeTree::leave_out);
  EXPECT_EQ(error_of(start(dan, without, options("dan"))), MlsError::invalid_group_info);
  auto given = options("dan");
  const Bytes tree = encode(room.at("anna").group->tree());
  given.tree = tree;
  auto pending = start(dan, without, given);
  ASSERT_TRUE(pending) << pending.error().message();
  finish("dan", std::move(*pending));
  room.expect_agreement();
}

// A member that lost its state comes back in the place of its old self.
TEST_F(ExternalJoin, ResyncReplacesTheOldLeaf) {
  Person& ben = room.at("ben");
  const LeafIndex old = ben.group->own_leaf();
  ben.group.reset();
  auto again = options("ben");
  EXPECT_EQ(error_of(start(ben, info("anna"), again)), MlsError::invalid_tree);  // its signature key stands there already
  again.replaces = old;
  auto pending = start(ben, info("anna"), again);
  ASSERT_TRUE(pending) << pending.error().message();
  finish("ben", std::move(*pending));
  EXPECT_EQ(room.at("anna").group->members().size(), 3U);
  room.expect_agreement();
  EXPECT_EQ(text_of(room.at("cora").handle(ben.send("back"))), "back");
}

TEST_F(ExternalJoin, ReplacedLeafMustBeAMember) {
  auto wrong = options("dan");
  wrong.replaces = LeafIndex(3);
  EXPECT_EQ(error_of(start(newcomer("dan"), info("anna"), wrong)), MlsError::invalid_argument);
}

TEST_F(ExternalJoin, OldSelfLearnsThatItWasReplaced) {
  Person& ben = room.at("ben");
  auto again = options("ben");
  again.replaces = ben.group->own_leaf();
  auto pending = start(ben, info("anna"), again);
  ASSERT_TRUE(pending);
  const auto handled = ben.handle(pending->message);
  ASSERT_TRUE(handled) << handled.error().message();
  EXPECT_TRUE(std::get<StagedCommit>(*handled).summary.removes_self);
}

TEST_F(ExternalJoin, PsksEnterTheKeySchedule) {
  world.psks.keys[base::to_bytes("psk")] = base::to_bytes("shared in person");
  auto with = options("dan");
  with.external_psks = {base::to_bytes("psk")};
  auto pending = start(newcomer("dan"), info("anna"), with);
  ASSERT_TRUE(pending);
  world.psks.keys[base::to_bytes("psk")] = base::to_bytes("another");
  EXPECT_EQ(error_of(room.at("ben").handle(pending->message)), MlsError::bad_confirmation_tag);
  world.psks.keys[base::to_bytes("psk")] = base::to_bytes("shared in person");
  finish("dan", std::move(*pending));
  room.expect_agreement();
  with.external_psks = {base::to_bytes("unknown")};
  EXPECT_EQ(error_of(start(newcomer("eva"), info("anna"), with)), MlsError::missing_psk);
}

TEST_F(ExternalJoin, PendingJoinSurvivesARestart) {
  auto pending = start(newcomer("dan"), info("anna"), options("dan"));
  ASSERT_TRUE(pending);
  const SecretBytes saved = pending->serialize();
  auto restored = PendingJoin::restore(saved.expose());
  ASSERT_TRUE(restored) << restored.error().message();
  EXPECT_EQ(restored->message, pending->message);
  finish("dan", std::move(*restored));
  room.expect_agreement();
  EXPECT_EQ(error_of(PendingCommit::restore(saved.expose())), MlsError::unknown_saved_format);
}

TEST_F(ExternalJoin, CommitOfAnotherMakesTheGroupInfoOld) {
  const Bytes old = info("anna");
  room.commit("anna", {});
  auto pending = start(newcomer("dan"), old, options("dan"));
  ASSERT_TRUE(pending);
  EXPECT_EQ(error_of(room.at("ben").handle(pending->message)), MlsError::wrong_epoch);
}

TEST_F(ExternalJoin, IsRefusedUnlessTheMemberAccepts) {
  world.validation.external_commits = ExternalCommits::refuse;
  auto pending = start(newcomer("dan"), info("anna"), options("dan"));
  ASSERT_TRUE(pending);
  EXPECT_EQ(error_of(room.at("ben").handle(pending->message)), MlsError::unsupported);
}

// What the joiner itself checks of the GroupInfo.
class ExternalJoinRules : public ExternalJoin {
 protected:
  std::error_code altered(const std::function<void(GroupInfo&)>& alter, bool sign_again = true) {
    auto changed = from_message<GroupInfo>(info("anna")).value();
    alter(changed);
    if (sign_again) {
      EXPECT_TRUE(sign_group_info(changed, *room.at("anna").signer));
    }
    return error_of(start(newcomer("dan"), to_message(changed), options("dan")));
  }
};

TEST_F(ExternalJoinRules, UnalteredIsAccepted) {
  EXPECT_FALSE(altered([](GroupInfo&) {}));
}
TEST_F(ExternalJoinRules, SignatureIsVerified) {
  EXPECT_EQ(altered([](GroupInfo& i) { i.context.epoch = Epoch(77); }, false), MlsError::bad_signature);
}
TEST_F(ExternalJoinRules, SignerIsAMember) {
  EXPECT_EQ(altered([](GroupInfo& i) { i.signer = LeafIndex(3); }), MlsError::invalid_group_info);
}
TEST_F(ExternalJoinRules, TreeHashMatches) {
  EXPECT_EQ(altered([](GroupInfo& i) { i.context.tree_hash[0] ^= 1; }), MlsError::invalid_tree);
}
TEST_F(ExternalJoinRules, ExternalKeyIsThereAndValid) {
  EXPECT_EQ(altered([](GroupInfo& i) {
              Extensions only;
              only.set(ExtensionType::ratchet_tree, *i.extensions.find(ExtensionType::ratchet_tree));
              i.extensions = only;
            }),
            MlsError::invalid_group_info);
  EXPECT_EQ(altered([](GroupInfo& i) { i.extensions.set(ExtensionType::external_pub, {1, 2}); }), MlsError::invalid_group_info);
}
TEST_F(ExternalJoinRules, EpochIsNotTheLast) {
  EXPECT_EQ(altered([](GroupInfo& i) { i.context.epoch = Epoch(~std::uint64_t{0}); }), MlsError::invalid_group_info);
}
TEST_F(ExternalJoinRules, SuiteIsKnown) {
  EXPECT_EQ(altered([](GroupInfo& i) { i.context.cipher_suite = CipherSuiteId(0x7777); }), MlsError::unsupported_cipher_suite);
}
TEST_F(ExternalJoinRules, MembersAreAccepted) {
  world.policy.refuse = [](const CredentialCheck& check) { return base::to_string(check.credential.identity) == "cora"; };
  EXPECT_EQ(altered([](GroupInfo&) {}), MlsError::credential_refused);
}
TEST_F(ExternalJoinRules, UnknownGroupInfoExtensionsAreIgnored) {
  EXPECT_FALSE(altered([](GroupInfo& i) { i.extensions.set(ExtensionType(0x5a5a), {1}); }));
}
TEST_F(ExternalJoinRules, JoinerSupportsTheContextExtensions) {
  room.commit("anna", {.context_extensions = Extensions({{ExtensionType::valise_room_state, {1}}})});
  auto without = options("dan");
  without.supported_extensions = {};
  EXPECT_EQ(error_of(start(newcomer("dan"), info("anna"), without)), MlsError::invalid_leaf_node);
}

}  // namespace
}  // namespace valise::mls::test
