// RFC 9420 sections 2.1, 13.4 and 13.5: encodings, extension lists, values that nobody knows. The bytes of a genuine message are
// written another way; the signature, which covers what they mean, stays right.
#include "tests/unit/mls/rules/rules.hpp"

namespace valise::mls::test {
namespace {

class EncodingRules : public Rules {
 protected:
  EncodingRules() { message = forger->commit({.format = WireFormat::public_message}); }
  // at gives the place of the first byte after the given ones.
  std::size_t after(const Bytes& what) {
    const auto found = std::ranges::search(message, what);
    EXPECT_FALSE(found.empty());
    return static_cast<std::size_t>(found.end() - message.begin());
  }
  void unreadable(base::ReadError why) { EXPECT_EQ(error_of(ben().handle(message)), why); }
  Extensions twice(ExtensionType type) { return Extensions({{type, {}}, {type, {}}}); }

  Bytes message;
  static constexpr std::size_t group_id_length = 4;  // after version and wire format
};

TEST_F(EncodingRules, UnalteredForgeriesAreAccepted) {
  ASSERT_EQ(message[group_id_length], 9);
  accepted(message);
  accepted(
      forger->commit({.entries = {{add(altered([](KeyPackage& p) { p.extensions.set(ExtensionType::last_resort, {}); }))}}}));
}
TEST_F(EncodingRules, LengthsAreMinimal) {
  message[group_id_length] = 0x40;
  message.insert(message.begin() + group_id_length + 1, 9);
  unreadable(base::ReadError::non_minimal_length);
  message[group_id_length] = 0x80;
  message.insert(message.begin() + group_id_length + 1, {0, 0});
  unreadable(base::ReadError::non_minimal_length);
}
TEST_F(EncodingRules, LengthPrefix11IsRefused) {
  message[group_id_length] = 0xc9;
  unreadable(base::ReadError::bad_length_prefix);
}
TEST_F(EncodingRules, OptionalTagIsZeroOrOne) {
  // Content type commit and an empty list of proposals, then the path's tag.
  const std::size_t tag = after({3, 0});
  ASSERT_EQ(message[tag], 1);
  message[tag] = 2;
  refused(message, MlsError::malformed, "optional");
}
TEST_F(EncodingRules, NothingFollowsAMessage) {
  message.push_back(0);
  unreadable(base::ReadError::trailing_bytes);
}
TEST_F(EncodingRules, VersionAndFormatAreKnown) {
  message[1] = 2;
  refused(message, MlsError::unsupported, "protocol version");
  message[1] = 1;
  message[3] = 9;
  refused(message, MlsError::unsupported, "wire format");
}
TEST_F(EncodingRules, SenderTypeIsKnown) {
  const std::size_t type = group_id_length + 1 + 9 + 8;  // after group id and epoch
  ASSERT_EQ(message[type], 1);
  message[type] = 5;
  refused(message, MlsError::malformed, "sender type");
}
TEST_F(EncodingRules, CredentialTypeIsKnown) {
  // The forger writes another number where the type stands, and all its signatures cover that.
  const auto grease = [](LeafNode& leaf) {
    leaf.credential = {.type = CredentialType(0x0a0a), .identity = {}, .certificates = {}};
  };
  refused(forger->commit({.leaf = grease}), MlsError::unsupported, "credential type");
}

// Extension lists (13.4).
TEST_F(EncodingRules, ExtensionsOfAPackageStandOnce) {
  const auto alter = [&](KeyPackage& p) { p.extensions = twice(ExtensionType::last_resort); };
  refused(forger->commit({.entries = {{add(altered(alter))}}}), MlsError::malformed, "an extension stands twice");
}
TEST_F(EncodingRules, ExtensionsOfALeafStandOnce) {
  const auto alter = [&](LeafNode& leaf) { leaf.extensions = twice(ExtensionType::application_id); };
  refused(forger->commit({.leaf = alter}), MlsError::malformed, "an extension stands twice");
}
TEST_F(EncodingRules, ExtensionsOfAContextStandOnce) {
  const Extensions both = twice(ExtensionType::valise_room_state);
  refused(forger->commit({.entries = {{context(both)}}}), MlsError::malformed, "an extension stands twice");
  refused_own({.context_extensions = both}, MlsError::invalid_argument, "group context extensions");
}
TEST_F(EncodingRules, ExtensionsOfAGroupInfoStandOnce) {
  Person victim(world, "victim");
  const auto bundle = victim.key_package();
  const auto with = [&](const Alter<GroupInfo>& alter) {
    return Group::join(forger->welcome(bundle, {.with_tree = false, .info = alter}), bundle, victim.signer, world.validation);
  };
  expect_refused(with([&](GroupInfo& info) { info.extensions = twice(ExtensionType(0x7f00)); }), MlsError::malformed,
                 "an extension stands twice");
  expect_refused(with([&](GroupInfo& info) { info.context.extensions = twice(ExtensionType::valise_room_state); }),
                 MlsError::malformed, "an extension stands twice");
}

// GREASE (13.5) is sent in lists of capabilities and counts for nothing there.
TEST_F(EncodingRules, OwnContextHasNoGrease) {
  // The own leaf advertises some GREASE extension: that is no support.
  const Capabilities& can = anna().group->tree().leaf(leaf("anna"))->capabilities;
  const auto grease = std::ranges::find_if(can.extensions, [](ExtensionType type) { return is_grease(type); });
  ASSERT_NE(grease, can.extensions.end());
  const Extensions greased({{*grease, {}}});
  refused_own({.context_extensions = greased}, MlsError::invalid_argument, "group context extensions");
  EXPECT_EQ(error_of(anna().group->propose(context(greased), world.validation, world.random)), MlsError::invalid_argument);
  EXPECT_FALSE(is_grease(ExtensionType::last_resort));
  EXPECT_FALSE(is_grease(ExtensionType::valise_room_state));
  EXPECT_TRUE(is_grease(ExtensionType(0xeaea)));
  EXPECT_FALSE(is_grease(ExtensionType(0xfafa)));
}
TEST_F(EncodingRules, GreaseInCapabilitiesIsIgnored) {
  const auto greased = [](KeyPackage& p) {
    Capabilities& can = p.leaf_node.capabilities;
    can.versions.insert(can.versions.begin(), ProtocolVersion(0x1a1a));
    can.cipher_suites.insert(can.cipher_suites.begin(), CipherSuiteId(0x1a1a));
    can.extensions.insert(can.extensions.begin(), ExtensionType(0x1a1a));
    can.proposals.insert(can.proposals.begin(), ProposalType(0x1a1a));
    can.credentials.insert(can.credentials.begin(), CredentialType(0x1a1a));
  };
  accepted(forger->commit({.entries = {{add(altered(greased))}}}));
}

}  // namespace
}  // namespace valise::mls::test
