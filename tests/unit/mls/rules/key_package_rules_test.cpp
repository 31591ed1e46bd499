// RFC 9420 sections 10 and 10.1: key packages, as they come in an Add.
#include "tests/unit/mls/rules/rules.hpp"

namespace valise::mls::test {
namespace {

class KeyPackageRules : public Rules {
 protected:
  Bytes adding(KeyPackage package, bool applied = true) {
    return forger->commit({.entries = {{.proposal = add(std::move(package)), .applied = applied}}});
  }
};

TEST_F(KeyPackageRules, UnalteredForgeriesAreAccepted) {
  accepted(adding(altered([](KeyPackage&) {})));
  accepted(forger->proposal(add(altered([](KeyPackage&) {}))));
}
TEST_F(KeyPackageRules, PackageIsSigned) {
  refused(adding(forged({.signed_package = [](KeyPackage& p) { p.signature[0] ^= 1; }})), MlsError::bad_signature, "key package");
}
TEST_F(KeyPackageRules, PackageIsSignedByItsLeaf) {
  const Person other(world, "other");
  const KeyPackage swapped = forged({.signed_package = [&](KeyPackage& p) {
    base::Writer body;
    write(body, ProtocolVersion::mls10);
    write(body, p.cipher_suite);
    write(body, p.init_key);
    write(body, p.leaf_node);
    write(body, p.extensions);
    p.signature = sign_with_label(*other.signer, "KeyPackageTBS", body.view()).value();
  }});
  refused(adding(swapped), MlsError::bad_signature, "key package");
}
TEST_F(KeyPackageRules, SuiteIsTheGroups) {
  const auto other = [](KeyPackage& p) { p.cipher_suite = CipherSuiteId::x25519_aes128gcm_sha256_ed25519; };
  refused(adding(altered(other)), MlsError::invalid_proposal, "cipher suite of the key package");
}
TEST_F(KeyPackageRules, UnknownSuiteIsRefused) {
  const auto unknown = [](KeyPackage& p) { p.cipher_suite = CipherSuiteId(0x0a0a); };
  EXPECT_EQ(error_of(verify_key_package(altered(unknown))), MlsError::unsupported_cipher_suite);
}
TEST_F(KeyPackageRules, InitKeyIsAnother) {
  const auto same = [](KeyPackage& p) { p.init_key = p.leaf_node.encryption_key; };
  refused(adding(altered(same)), MlsError::invalid_key_package, "init key");
}
TEST_F(KeyPackageRules, InitKeyIsValidForTheSuite) {
  refused(adding(altered([](KeyPackage& p) { p.init_key.data.pop_back(); })), MlsError::invalid_key_package, "init key");
  refused(adding(altered([](KeyPackage& p) { p.init_key.data.assign(32, 0); })), MlsError::invalid_key_package, "init key");
}
TEST_F(KeyPackageRules, EncryptionKeyIsValidForTheSuite) {
  const auto expect = [&](const Alter<Bytes>& alter) {
    refused(adding(altered([&](KeyPackage& p) { alter(p.leaf_node.encryption_key.data); })), MlsError::invalid_leaf_node,
            "encryption key");
  };
  expect([](Bytes& key) { key.pop_back(); });
  expect([](Bytes& key) { key.push_back(0); });
  expect([](Bytes& key) { key.assign(32, 0); });  // a point of small order, to which nothing can be encrypted
}
TEST_F(KeyPackageRules, SignatureKeyIsValidForTheSuite) {
  const auto longer = [](KeyPackage& p) { p.leaf_node.signature_key.data.resize(65, 4); };
  refused(adding(altered(longer)), MlsError::bad_signature, "leaf node");
}
TEST_F(KeyPackageRules, LeafSourceIsKeyPackage) {
  const auto update = [](KeyPackage& p) { p.leaf_node.source = FromUpdate{}; };
  const auto commit = [](KeyPackage& p) { p.leaf_node.source = FromCommit{}; };
  refused(adding(altered(update)), MlsError::invalid_key_package, "leaf node source");
  refused(adding(altered(commit)), MlsError::invalid_key_package, "leaf node source");
}
TEST_F(KeyPackageRules, ExtensionsAreListed) {
  const auto unlisted = [](KeyPackage& p) { p.extensions.set(ExtensionType(0xf123), {}); };
  refused(adding(altered(unlisted)), MlsError::invalid_key_package, "extension not listed");
}
TEST_F(KeyPackageRules, UnknownExtensionsAndValuesAreIgnored) {
  accepted(adding(altered([](KeyPackage& p) {
    Capabilities& can = p.leaf_node.capabilities;
    can.versions.push_back(ProtocolVersion(0x7f00));
    can.cipher_suites.push_back(CipherSuiteId(0x7f00));
    can.extensions.push_back(ExtensionType(0x7f00));
    can.proposals.push_back(ProposalType(0x7f00));
    can.credentials.push_back(CredentialType(0x7f00));
    p.extensions.set(ExtensionType(0x7f00), {1, 2, 3});
    p.leaf_node.extensions.set(ExtensionType(0x7f00), {4, 5});
  })));
}
TEST_F(KeyPackageRules, VersionIsThatOfTheMessage) {
  const KeyPackageBundle bundle = Person(world, "new").key_package();
  Bytes message = bundle.message();
  ASSERT_TRUE(from_message<KeyPackage>(message));
  message[5] = 2;  // the package's version stands after the message's version and wire format
  EXPECT_EQ(error_of(from_message<KeyPackage>(message)), MlsError::unsupported);
  message[5] = 1;
  message[1] = 2;
  EXPECT_EQ(error_of(from_message<KeyPackage>(message)), MlsError::unsupported);
}

// What this client makes itself.
TEST_F(KeyPackageRules, OwnKeysAreNew) {
  Person person(world, "new");
  const auto first = person.key_package();
  const auto second = person.key_package();
  EXPECT_NE(first.package.init_key, second.package.init_key);
  EXPECT_NE(first.package.leaf_node.encryption_key, second.package.leaf_node.encryption_key);
  EXPECT_NE(first.package.init_key, first.package.leaf_node.encryption_key);
}
TEST_F(KeyPackageRules, OwnCapabilitiesListNoDefaults) {
  const KeyPackage own = package(
      {.lifetime = test_lifetime(), .supported_extensions = {ExtensionType::external_senders, ExtensionType::valise_room_state}});
  const Capabilities& can = own.leaf_node.capabilities;
  EXPECT_TRUE(std::ranges::none_of(can.extensions, [](ExtensionType type) { return is_default(type); }));
  EXPECT_TRUE(std::ranges::none_of(can.proposals, [](ProposalType type) { return is_default(type); }));
  EXPECT_TRUE(can.supports(ExtensionType::valise_room_state));
}
TEST_F(KeyPackageRules, OwnCapabilitiesAreWhatThereIs) {
  const Capabilities can = own_capabilities({{}, {}}, world.random);
  for (CipherSuiteId id : can.cipher_suites) {
    const bool grease = (static_cast<std::uint16_t>(id) & 0x0f0f) == 0x0a0a;
    EXPECT_EQ(CipherSuite::find(id) == nullptr, grease);
  }
  EXPECT_EQ(can.versions, std::vector{ProtocolVersion::mls10});
  EXPECT_TRUE(CipherSuite::find(CipherSuiteId::x25519_aes128gcm_sha256_ed25519));  // mandatory (17.1)
}
TEST_F(KeyPackageRules, OwnPackageIsConsistent) {
  Person person(world, "new");
  const auto make = [&](const Credential& credential, const KeyPackageOptions& options) {
    return error_of(generate_key_package(world.suite, credential, *person.signer, options, world.random));
  };
  const Credential basic = Credential::basic(base::as_bytes("new"));
  EXPECT_EQ(make(basic, {.lifetime = test_lifetime()}), std::error_code{});
  EXPECT_EQ(make(basic, {.lifetime = test_lifetime(), .leaf_extensions = Extensions({{ExtensionType(0xf123), {}}})}),
            MlsError::invalid_argument);
  EXPECT_EQ(make({.type = CredentialType::x509, .identity = {}, .certificates = {{1}}}, {.lifetime = test_lifetime()}),
            MlsError::invalid_argument);
}

}  // namespace
}  // namespace valise::mls::test
