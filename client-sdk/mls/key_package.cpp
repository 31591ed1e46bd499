#include "client-sdk/mls/key_package.hpp"

#include "client-sdk/mls/saved_state.hpp"

namespace valise::mls {
namespace {

constexpr std::uint16_t bundle_format = 0x4b02;

void write_unsigned(base::Writer& out, const KeyPackage& package) {
  write(out, ProtocolVersion::mls10);
  write(out, package.cipher_suite);
  write(out, package.init_key);
  write(out, package.leaf_node);
  write(out, package.extensions);
}

Bytes to_be_signed(const KeyPackage& package) {
  base::Writer out;
  write_unsigned(out, package);
  return out.take();
}

// lists_own tells whether the leaf's capabilities cover what leaf and package are made of (section 10), and nothing stands twice.
bool lists_own(const KeyPackage& package) {
  const LeafNode& leaf = package.leaf_node;
  const auto listed = [&](const Extension& extension) { return leaf.capabilities.supports(extension.type); };
  return leaf.capabilities.supports(leaf.credential.type) && leaf.extensions.unique() && package.extensions.unique() &&
         std::ranges::all_of(leaf.extensions.list(), listed) && std::ranges::all_of(package.extensions.list(), listed);
}

// grease picks one of the values 0x?A?A that section 13.5 reserves.
std::uint16_t grease(base::Random& random) {
  const auto nibble = static_cast<std::uint16_t>(random.array<1>()[0] % 15);
  return static_cast<std::uint16_t>(0x0a0a + nibble * 0x1010);
}

void add_grease(KeyPackage& package, base::Random& random) {
  LeafNode& leaf = package.leaf_node;
  for (Extensions* extensions : {&package.extensions, &leaf.extensions}) {
    Extension extension = grease_extension(random);
    if (!leaf.capabilities.supports(extension.type)) leaf.capabilities.extensions.push_back(extension.type);
    extensions->set(extension.type, std::move(extension.data));
  }
}

}  // namespace

void KeyPackage::encode(base::Writer& out) const {
  write_unsigned(out, *this);
  out.opaque(signature);
}

KeyPackage KeyPackage::decode(Decoder& in) {
  if (in.value<ProtocolVersion>() != ProtocolVersion::mls10) in.fail(MlsError::unsupported, "protocol version");
  return {.cipher_suite = in.value<CipherSuiteId>(),
          .init_key = in.value<HpkePublicKey>(),
          .leaf_node = in.value<LeafNode>(),
          .extensions = in.value<Extensions>(),
          .signature = in.opaque()};
}

Bytes key_package_ref(const CipherSuite& suite, const KeyPackage& package) {
  return ref_hash(suite, "MLS 1.0 KeyPackage Reference", encode(package));
}

Result<VerifiedKeyPackage> verify_key_package(KeyPackage package) {
  const CipherSuite* suite = CipherSuite::find(package.cipher_suite);
  if (!suite) return base::fail(MlsError::unsupported_cipher_suite);
  const LeafNode& leaf = package.leaf_node;
  if (!leaf.from_key_package()) return base::fail(MlsError::invalid_key_package, "leaf node source");
  if (package.init_key == leaf.encryption_key) return base::fail(MlsError::invalid_key_package, "init key");
  if (!suite->valid_public_key(package.init_key)) return base::fail(MlsError::invalid_key_package, "init key");
  for (const Extension& extension : package.extensions.list()) {
    if (!leaf.capabilities.supports(extension.type)) return base::fail(MlsError::invalid_key_package, "extension not listed");
  }
  if (!verify_leaf_signature(*suite, leaf, {})) return base::fail(MlsError::bad_signature, "leaf node");
  if (!verify_with_label(*suite, leaf.signature_key, "KeyPackageTBS", to_be_signed(package), package.signature)) {
    return base::fail(MlsError::bad_signature, "key package");
  }
  return VerifiedKeyPackage(std::move(package));
}

Bytes KeyPackageBundle::message() const {
  base::Writer out;
  write(out, ProtocolVersion::mls10);
  write(out, WireFormat::key_package);
  write(out, package);
  return out.take();
}

Bytes KeyPackageBundle::reference() const { return key_package_ref(*CipherSuite::find(package.cipher_suite), package); }

SecretBytes KeyPackageBundle::serialize() const {
  SecretWriter out;
  out.u16(bundle_format);
  out.value(package).secret(init_key).secret(encryption_key);
  return out.take();
}

Result<KeyPackageBundle> KeyPackageBundle::restore(ByteView saved) {
  Decoder in(saved);
  if (in.u16() != bundle_format) return base::fail(MlsError::unknown_saved_format, "key package");
  KeyPackageBundle out{.package = in.value<KeyPackage>(),
                       .init_key = read_secret<HpkePrivateKey>(in),
                       .encryption_key = read_secret<HpkePrivateKey>(in)};
  if (!in.finish() || !CipherSuite::find(out.package.cipher_suite)) return base::fail(MlsError::bad_saved_state, "key package");
  return out;
}

Capabilities own_capabilities(const OwnTypes& types, base::Random& random) {
  Capabilities out{.versions = {ProtocolVersion::mls10},
                   .cipher_suites = CipherSuite::ids(),
                   .extensions = {},
                   .proposals = types.proposals,
                   .credentials = {CredentialType::basic}};
  std::ranges::copy_if(types.extensions, std::back_inserter(out.extensions),
                       [](ExtensionType type) { return !is_default(type); });
  if (!out.supports(ExtensionType::last_resort)) out.extensions.push_back(ExtensionType::last_resort);
  if (types.grease == Grease::none) return out;
  out.cipher_suites.push_back(CipherSuiteId(grease(random)));
  out.extensions.push_back(ExtensionType(grease(random)));
  out.proposals.push_back(ProposalType(grease(random)));
  out.credentials.push_back(CredentialType(grease(random)));
  return out;
}

Extension grease_extension(base::Random& random) {
  Bytes data(random.array<1>()[0] % 16);
  random.fill(data);
  return {ExtensionType(grease(random)), std::move(data)};
}

Result<KeyPackageBundle> generate_key_package(const CipherSuite& suite, const Credential& credential, const Signer& signer,
                                              const KeyPackageOptions& options, base::Random& random) {
  HpkeKeyPair init = suite.generate_key_pair(random);
  HpkeKeyPair leaf_keys = suite.generate_key_pair(random);
  KeyPackage package{.cipher_suite = suite.id(),
                     .init_key = std::move(init.public_key),
                     .leaf_node = {.encryption_key = std::move(leaf_keys.public_key),
                                   .signature_key = signer.public_key(),
                                   .credential = credential,
                                   .capabilities = own_capabilities(
                                       {options.supported_extensions, options.supported_proposals, options.grease}, random),
                                   .source = options.lifetime,
                                   .extensions = options.leaf_extensions},
                     .extensions = options.extensions};
  if (!lists_own(package)) return base::fail(MlsError::invalid_argument, "capabilities");
  if (options.last_resort) package.extensions.set(ExtensionType::last_resort, {});
  if (options.grease == Grease::everywhere) add_grease(package, random);
  if (auto done = sign_leaf(package.leaf_node, {}, signer); !done) return base::pass_on(done);
  auto signature = sign_with_label(signer, "KeyPackageTBS", to_be_signed(package));
  if (!signature) return base::pass_on(signature);
  package.signature = std::move(*signature);
  return KeyPackageBundle{std::move(package), std::move(init.private_key), std::move(leaf_keys.private_key)};
}

}  // namespace valise::mls
