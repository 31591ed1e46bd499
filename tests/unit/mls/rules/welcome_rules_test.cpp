// RFC 9420 sections 12.4.3 and 12.4.3.1: Welcomes and the GroupInfo in them. The tree: tree_rules_test.
#include "tests/unit/mls/rules/rules.hpp"

namespace valise::mls::test {
namespace {

class WelcomeRules : public Rules {
 protected:
  Result<Group> join(const WelcomeForgery& forgery) { return take(forger->welcome(bundle, forgery)); }
  Result<Group> take(const Bytes& welcome) { return Group::join(welcome, bundle, victim.signer, world.validation); }
  PreSharedKeyId psk_id(std::string_view id, Byte nonce = 1) {
    return std::get<PreSharedKey>(psk(Bytes(32, nonce), id).body).psk;
  }

  Person victim{world, "victim"};
  KeyPackageBundle bundle = victim.key_package();
};

TEST_F(WelcomeRules, UnalteredForgeriesAreAccepted) {
  const auto expect = [&](const WelcomeForgery& forgery) {
    const auto joined = join(forgery);
    EXPECT_TRUE(joined) << joined.error().message();
  };
  expect({});
  expect({.with_path = true});
  expect({.psks = {psk_id("one"), psk_id("two")}});
  expect({.info = [](GroupInfo& info) { info.extensions.set(ExtensionType(0x7f00), {1}); }});  // unknown, so ignored
}
TEST_F(WelcomeRules, SuiteIsThePackages) {
  const auto suite = [](CipherSuiteId id) { return [=](Welcome& welcome) { welcome.cipher_suite = id; }; };
  expect_refused(join({.welcome = suite(CipherSuiteId::x25519_aes128gcm_sha256_ed25519)}), MlsError::unsupported_cipher_suite,
                 "welcome");
  expect_refused(join({.welcome = suite(CipherSuiteId(0x0a0a))}), MlsError::unsupported_cipher_suite);
}
TEST_F(WelcomeRules, SuiteIsTheGroupInfos) {
  const auto other = [](GroupContext& context) { context.cipher_suite = CipherSuiteId::x25519_aes128gcm_sha256_ed25519; };
  expect_refused(join({.context = other}), MlsError::invalid_welcome, "cipher suite");
}
TEST_F(WelcomeRules, PackageIsNamed) {
  expect_refused(join({.welcome = [](Welcome& welcome) { welcome.secrets[0].new_member[0] ^= 1; }}), MlsError::not_invited);
  Person other(world, "other");
  expect_refused(take(forger->welcome(other.key_package())), MlsError::not_invited);
}
TEST_F(WelcomeRules, BundleBelongsTogether) {
  const Person other(world, "other");
  const Bytes welcome = forger->welcome(bundle);
  expect_refused(Group::join(welcome, bundle, other.signer, world.validation), MlsError::invalid_argument, "key package bundle");
  bundle.init_key = victim.key_package().init_key;
  expect_refused(take(welcome), MlsError::invalid_argument, "key package bundle");
}
TEST_F(WelcomeRules, SecretsAreReadable) {
  expect_refused(join({.welcome = [](Welcome& welcome) { welcome.secrets[0].secrets.ciphertext[0] ^= 1; }}),
                 MlsError::undecryptable);
}
TEST_F(WelcomeRules, SecretsHaveTheHashSize) {
  const auto shorter = [](GroupSecrets& secrets) { secrets.joiner = JoinerSecret::from_bytes(Bytes(31, 5)); };
  expect_refused(join({.secrets = shorter}), MlsError::malformed, "group secrets");
}
TEST_F(WelcomeRules, SecretsAndGroupInfoBelongTogether) {
  // The group secrets are encrypted with the GroupInfo's ciphertext as context.
  expect_refused(join({.welcome = [](Welcome& welcome) { welcome.encrypted_group_info.back() ^= 1; }}), MlsError::undecryptable);
  const auto other = [](GroupSecrets& secrets) { secrets.joiner = JoinerSecret::from_bytes(Bytes(32, 6)); };
  expect_refused(join({.secrets = other}), MlsError::undecryptable);
}
TEST_F(WelcomeRules, PsksAreKnown) {
  const PreSharedKeyId id = psk_id("one");
  const Bytes welcome = forger->welcome(bundle, {.psks = {id}});
  const auto keys = std::exchange(world.psks.keys, {});
  expect_refused(take(welcome), MlsError::missing_psk);
  world.psks.keys = keys;
  EXPECT_TRUE(take(welcome));
}
TEST_F(WelcomeRules, PsksStandInTheOrderOfTheCommit) {
  const std::vector<PreSharedKeyId> ids = {psk_id("one", 1), psk_id("two", 2)};
  expect_refused(join({.psks = ids, .secrets = [](GroupSecrets& secrets) { std::swap(secrets.psks[0], secrets.psks[1]); }}),
                 MlsError::undecryptable);
  expect_refused(join({.psks = ids, .secrets = [](GroupSecrets& secrets) { secrets.psks.pop_back(); }}), MlsError::undecryptable);
}
TEST_F(WelcomeRules, PskNoncesHaveTheHashSize) {
  PreSharedKeyId id = psk_id("one");
  id.nonce.pop_back();
  expect_refused(join({.psks = {id}}), MlsError::invalid_welcome, "PSK nonce");
}

// The GroupInfo.
TEST_F(WelcomeRules, GroupInfoIsSigned) {
  expect_refused(join({.signed_info = [](GroupInfo& info) { info.signature[0] ^= 1; }}), MlsError::bad_signature, "group info");
}
TEST_F(WelcomeRules, GroupInfoIsSignedByItsSigner) {
  expect_refused(join({.info = [&](GroupInfo& info) { info.signer = leaf("ben"); }}), MlsError::bad_signature, "group info");
}
TEST_F(WelcomeRules, SignerIsAMember) {
  expect_refused(join({.info = [](GroupInfo& info) { info.signer = LeafIndex(6); }}), MlsError::invalid_group_info, "signer");
  expect_refused(join({.info = [](GroupInfo& info) { info.signer = LeafIndex(60); }}), MlsError::invalid_group_info, "signer");
}
TEST_F(WelcomeRules, ConfirmationTagIsRight) {
  expect_refused(join({.info = [](GroupInfo& info) { info.confirmation_tag[0] ^= 1; }}), MlsError::bad_confirmation_tag);
  expect_refused(join({.info = [](GroupInfo& info) { info.confirmation_tag.clear(); }}), MlsError::bad_confirmation_tag);
}
TEST_F(WelcomeRules, ContextIsTheOneOfTheTag) {
  const auto later = [](GroupInfo& info) { info.context.epoch = Epoch(info.context.epoch.value() + 1); };
  expect_refused(join({.info = later}), MlsError::bad_confirmation_tag);
}
TEST_F(WelcomeRules, OwnLeafSupportsTheContext) {
  room.commit("anna", {.context_extensions = Extensions({{ExtensionType::valise_room_state, {1}}})});
  renew_forger();
  EXPECT_TRUE(join({}));
  bundle = victim.key_package({.lifetime = test_lifetime(), .supported_extensions = {}});
  expect_refused(join({}), MlsError::invalid_leaf_node, "group context extensions");
}
TEST_F(WelcomeRules, ContextExtensionsAreReadable) {
  const auto with = [](ExtensionType type) { return [=](GroupContext& context) { context.extensions.set(type, {9}); }; };
  expect_refused(join({.context = with(ExtensionType::required_capabilities)}), MlsError::malformed, "required_capabilities");
  expect_refused(join({.context = with(ExtensionType::external_senders)}), MlsError::malformed, "external_senders");
}
TEST_F(WelcomeRules, OwnLeafIsThere) {
  const auto other_leaf = [&](RatchetTree& tree, LeafIndex place) { tree.set_leaf(place, package().leaf_node); };
  expect_refused(join({.tree = other_leaf}), MlsError::invalid_welcome, "own leaf");
}

// The path secret.
TEST_F(WelcomeRules, PathSecretGivesTheKeysInTheTree) {
  const auto other = [](GroupSecrets& secrets) { secrets.path = PathSecret::from_bytes(Bytes(32, 9)); };
  expect_refused(join({.with_path = true, .secrets = other}), MlsError::invalid_welcome, "path secret");
}
TEST_F(WelcomeRules, PathSecretHasTheHashSize) {
  const auto shorter = [](GroupSecrets& secrets) { secrets.path = PathSecret::from_bytes(secrets.path->expose().first(31)); };
  expect_refused(join({.with_path = true, .secrets = shorter}), MlsError::invalid_welcome, "path secret");
}
TEST_F(WelcomeRules, PathSecretBelongsToANodeOfThePath) {
  // Without a path there is no key above both the signer and the new member.
  const auto some = [](GroupSecrets& secrets) { secrets.path = PathSecret::from_bytes(Bytes(32, 9)); };
  expect_refused(join({.secrets = some}), MlsError::invalid_welcome, "path secret");
}

// What this client sends.
TEST_F(WelcomeRules, OwnWelcomesCoverAllWhoAreAdded) {
  Person second(world, "second");
  const auto bundle2 = second.key_package();
  const auto made = anna().group->commit({.adds = {verified(bundle), verified(bundle2)}}, world.validation, world.random).value();
  EXPECT_TRUE(Group::join(*made.welcome, bundle, victim.signer, world.validation));
  EXPECT_TRUE(Group::join(*made.welcome, bundle2, second.signer, world.validation));
}
TEST_F(WelcomeRules, OwnWelcomesHaveThePsksOfTheCommit) {
  (void)psk_id("one");
  (void)psk_id("two");
  const auto made = anna()
                        .group
                        ->commit({.adds = {verified(bundle)},
                                  .external_psks = {base::to_bytes("one"), base::to_bytes("two")},
                                  .format = WireFormat::public_message},
                                 world.validation, world.random)
                        .value();
  std::vector<PreSharedKeyId> committed;
  const auto message = from_message<PublicMessage>(made.message).value();
  for (const ProposalOrRef& entry : std::get<Commit>(message.content.body).proposals) {
    if (const auto* id = std::get<Proposal>(entry.value).get<PreSharedKey>()) committed.push_back(id->psk);
  }
  const auto welcome = from_message<Welcome>(*made.welcome).value();
  EXPECT_EQ(open_group_secrets(world.suite, welcome, bundle)->psks, committed);
  EXPECT_EQ(committed.size(), 2U);
}

}  // namespace
}  // namespace valise::mls::test
