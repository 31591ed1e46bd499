// RFC 9420 section 11: how a group begins.
#include "client-sdk/mls/transcript.hpp"
#include "tests/unit/mls/rules/rules.hpp"

namespace valise::mls::test {
namespace {

class GroupRules : public Rules {
 protected:
  CreateOptions options() {
    return {.cipher_suite = test_suite,
            .group_id = base::to_bytes("another group"),
            .credential = Credential::basic(base::as_bytes("anna")),
            .lifetime = test_lifetime()};
  }
  std::error_code create(const CreateOptions& options) { return error_of(Group::create(options, anna().signer, world.random)); }
};

TEST_F(GroupRules, UnalteredForgeriesAreAccepted) { EXPECT_EQ(create(options()), std::error_code{}); }
TEST_F(GroupRules, NewGroupsBeginAsWritten) {
  Person founder(world, "founder");
  founder.create();
  const EpochState state = copy_state(founder);
  EXPECT_EQ(state.context.epoch, Epoch(0));
  EXPECT_EQ(state.tree.width(), 1U);
  EXPECT_EQ(state.context.tree_hash, state.tree.root_hash(world.suite));
  EXPECT_TRUE(state.context.confirmed_transcript_hash.empty());
  EXPECT_TRUE(std::holds_alternative<Lifetime>(state.tree.leaf(LeafIndex(0))->source));
  EXPECT_EQ(state.confirmation_tag, confirmation_tag(world.suite, state.secrets.confirmation, {}));
  EXPECT_EQ(state.interim_transcript_hash, interim_hash(world.suite, {}, state.confirmation_tag));
  Person other(world, "founder");
  other.create();
  EXPECT_NE(copy_state(other).secrets.authenticator, state.secrets.authenticator);
}
TEST_F(GroupRules, CreatorSupportsTheContext) {
  CreateOptions unsupported = options();
  unsupported.context_extensions = Extensions({{ExtensionType(0xf777), {}}});
  EXPECT_EQ(create(unsupported), MlsError::invalid_argument);
  unsupported.cipher_suite = CipherSuiteId(0x0a0a);
  EXPECT_EQ(create(unsupported), MlsError::unsupported_cipher_suite);
  CreateOptions twice = options();
  twice.context_extensions = Extensions({{ExtensionType::valise_room_state, {}}, {ExtensionType::valise_room_state, {}}});
  EXPECT_EQ(create(twice), MlsError::invalid_argument);
  CreateOptions greased = options();
  for (int i = 0; i < 40; ++i) {  // the own leaf's capabilities list a random one of fifteen
    greased.context_extensions = Extensions({{ExtensionType(static_cast<std::uint16_t>(0x0a0a + i % 15 * 0x1010)), {}}});
    EXPECT_EQ(create(greased), MlsError::invalid_argument);
  }
}

}  // namespace
}  // namespace valise::mls::test
