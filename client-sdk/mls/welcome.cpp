#include "client-sdk/mls/welcome.hpp"

namespace valise::mls {
namespace {

// GroupInfoTBS.
Bytes to_be_signed(const GroupInfo& info) {
  base::Writer out;
  write(out, info.context);
  write(out, info.extensions);
  out.opaque(info.confirmation_tag);
  write(out, info.signer);
  return out.take();
}

struct WelcomeKey {
  AeadKey key;
  AeadNonce nonce;
};
WelcomeKey welcome_key(const CipherSuite& suite, const WelcomeSecret& secret) {
  Derivation from(suite, secret.expose());
  return {from.derive<AeadKey>("key", {}, suite.key_size()), from.derive<AeadNonce>("nonce", {}, suite.nonce_size())};
}

}  // namespace

void GroupInfo::encode(base::Writer& out) const { out.bytes(to_be_signed(*this)).opaque(signature); }

GroupInfo GroupInfo::decode(Decoder& in) {
  return {.context = in.value<GroupContext>(),
          .extensions = in.value<Extensions>(),
          .confirmation_tag = in.opaque(),
          .signer = in.value<LeafIndex>(),
          .signature = in.opaque()};
}

Result<> sign_group_info(GroupInfo& info, const Signer& signer) {
  auto signature = sign_with_label(signer, "GroupInfoTBS", to_be_signed(info));
  if (!signature) return base::pass_on(signature);
  info.signature = std::move(*signature);
  return {};
}

bool verify_group_info(const CipherSuite& suite, const GroupInfo& info, const SignaturePublicKey& key) {
  return verify_with_label(suite, key, "GroupInfoTBS", to_be_signed(info), info.signature);
}

SecretBytes GroupSecrets::serialize() const {
  SecretWriter out;
  out.secret(joiner).u8(path ? 1 : 0);
  if (path) out.secret(*path);
  base::Writer ids;
  write_list(ids, psks);
  return out.append(ids.view()).take();
}

Result<GroupSecrets> GroupSecrets::parse(ByteView bytes) {
  Decoder in(bytes);
  GroupSecrets out{.joiner = read_secret<JoinerSecret>(in), .path = std::nullopt, .psks = {}};
  if (in.present()) out.path = read_secret<PathSecret>(in);
  out.psks = in.list<PreSharedKeyId>();
  if (auto done = in.finish(); !done) return base::fail(MlsError::malformed, "group secrets");
  return out;
}

void EncryptedGroupSecrets::encode(base::Writer& out) const {
  out.opaque(new_member);
  write(out, secrets);
}

EncryptedGroupSecrets EncryptedGroupSecrets::decode(Decoder& in) {
  return {.new_member = in.opaque(), .secrets = in.value<HpkeCiphertext>()};
}

void Welcome::encode(base::Writer& out) const {
  write(out, cipher_suite);
  write_list(out, secrets);
  out.opaque(encrypted_group_info);
}

Welcome Welcome::decode(Decoder& in) {
  return {.cipher_suite = in.value<CipherSuiteId>(),
          .secrets = in.list<EncryptedGroupSecrets>(),
          .encrypted_group_info = in.opaque()};
}

Bytes encrypt_group_info(const CipherSuite& suite, WelcomeSecret secret, const GroupInfo& info) {
  const WelcomeKey key = welcome_key(suite, secret);
  return suite.seal(key.key.expose(), key.nonce.expose(), {}, encode(info));
}

Result<GroupInfo> decrypt_group_info(const CipherSuite& suite, WelcomeSecret secret, const Welcome& welcome) {
  const WelcomeKey key = welcome_key(suite, secret);
  auto opened = suite.open(key.key.expose(), key.nonce.expose(), {}, welcome.encrypted_group_info);
  if (!opened) return base::pass_on(opened);
  return parse<GroupInfo>(*opened);
}

HpkeInfo welcome_context(const CipherSuite& suite, const Welcome& welcome) {
  return encrypt_context(suite, "Welcome", welcome.encrypted_group_info);
}

Result<> add_recipient(const CipherSuite& suite, Welcome& welcome, const HpkeInfo& context, const KeyPackage& package,
                       const GroupSecrets& secrets, base::Random& random) {
  const SecretBytes plain = secrets.serialize();
  auto sealed = suite.hpke_seal(package.init_key, context, plain.expose(), random);
  if (!sealed) return base::pass_on(sealed);
  welcome.secrets.push_back({key_package_ref(suite, package), std::move(*sealed)});
  return {};
}

Result<GroupSecrets> open_group_secrets(const CipherSuite& suite, const Welcome& welcome, const KeyPackageBundle& bundle) {
  if (bundle.package.cipher_suite != welcome.cipher_suite) return base::fail(MlsError::unsupported_cipher_suite, "welcome");
  const auto mine =
      std::ranges::find(welcome.secrets, key_package_ref(suite, bundle.package), &EncryptedGroupSecrets::new_member);
  if (mine == welcome.secrets.end()) return base::fail(MlsError::not_invited);
  auto opened =
      decrypt_with_label(suite, bundle.init_key, bundle.package.init_key, "Welcome", welcome.encrypted_group_info, mine->secrets);
  if (!opened) return base::pass_on(opened);
  auto secrets = GroupSecrets::parse(opened->expose());
  if (secrets && secrets->joiner.size() != suite.hash_size()) return base::fail(MlsError::malformed, "group secrets");
  return secrets;
}

}  // namespace valise::mls
