// RFC 9420 sections 11.2 and 11.3: Welcomes into groups that came out of another. What a successor must look like: reinit_test.
#include "tests/unit/mls/rules/rules.hpp"

namespace valise::mls::test {
namespace {

class FoundingRules : public Rules {
 protected:
  // found makes anna the founder of a subgroup by hand: a group of her own, and Welcomes into it with a link to the old one.
  void found(World& where, CipherSuiteId suite) {
    founder = std::make_unique<Person>(where, "anna");
    founder->signer = anna().signer;
    auto created = Group::create({.cipher_suite = suite,
                                  .group_id = base::to_bytes("the subgroup"),
                                  .credential = Credential::basic(base::as_bytes("anna")),
                                  .lifetime = test_lifetime()},
                                 founder->signer, world.random);
    founder->group.emplace(std::move(*created));
    auto first = founder->group->commit({}, world.validation, world.random);
    founder->settle(std::move(*first));  // epoch 1
    forger.emplace(where, *founder);
    forger->resumption_key = base::to_bytes(copy_state(ben()).secrets.resumption.expose());
    link = {.type = PskType::resumption,
            .usage = ResumptionUsage::branch,
            .psk_group_id = ben().group->context().group_id,
            .psk_epoch = ben().group->epoch(),
            .nonce = Bytes(32, 3)};
  }
  Result<Group> join(const WelcomeForgery& forgery, CipherSuiteId suite = test_suite) {
    const auto bundle = generate_key_package(*CipherSuite::find(suite), Credential::basic(base::as_bytes("ben")), *ben().signer,
                                             {.lifetime = test_lifetime()}, world.random)
                            .value();
    return ben().group->join_branch(forger->welcome(bundle, forgery), bundle, ben().signer, world.validation);
  }
  std::unique_ptr<Person> founder;
  PreSharedKeyId link;
};

TEST_F(FoundingRules, UnalteredForgeriesAreAccepted) {
  found(world, test_suite);
  const auto joined = join({.psks = {link}});
  EXPECT_TRUE(joined) << joined.error().message();
}
TEST_F(FoundingRules, NewGroupIsInEpochOne) {
  found(world, test_suite);
  for (std::uint64_t epoch : {0U, 2U}) {
    expect_refused(join({.psks = {link}, .context = [=](GroupContext& context) { context.epoch = Epoch(epoch); }}),
                   MlsError::invalid_welcome, "epoch of a new group");
  }
}
TEST_F(FoundingRules, SubgroupHasTheOldSuite) {
  constexpr CipherSuiteId other = CipherSuiteId::x25519_aes128gcm_sha256_ed25519;
  found(world, other);
  expect_refused(join({.psks = {link}}, other), MlsError::invalid_welcome, "cipher suite");
}
TEST_F(FoundingRules, SubgroupHasOldMembersOnly) {
  found(world, test_suite);
  const auto stranger = [&](RatchetTree& tree, LeafIndex) { tree.add(package().leaf_node); };
  expect_refused(join({.psks = {link}, .tree = stranger}), MlsError::invalid_welcome, "members");
}
TEST_F(FoundingRules, LinkIsToTheOldGroup) {
  found(world, test_suite);
  expect_refused(join({}), MlsError::invalid_welcome, "link to the old group");
  PreSharedKeyId other = link;
  other.psk_group_id = base::to_bytes("another group");
  expect_refused(join({.psks = {other}}), MlsError::invalid_welcome, "link to the old group");
  other = link;
  other.psk_epoch = Epoch(77);
  expect_refused(join({.psks = {other}}), MlsError::missing_psk, "epoch of the old group");
}
TEST_F(FoundingRules, LinkIsForThisPurpose) {
  found(world, test_suite);
  link.usage = ResumptionUsage::reinit;
  expect_refused(join({.psks = {link}}), MlsError::invalid_welcome, "link to the old group");
}
TEST_F(FoundingRules, LinkStandsOnce) {
  found(world, test_suite);
  PreSharedKeyId second = link;
  second.nonce = Bytes(32, 4);
  expect_refused(join({.psks = {link, second}}), MlsError::invalid_welcome, "two links to other groups");
}

}  // namespace
}  // namespace valise::mls::test
