// GroupInfo and Welcome (RFC 9420 sections 12.4.3 and 12.4.3.1).
#pragma once

#include "client-sdk/mls/group_context.hpp"
#include "client-sdk/mls/key_package.hpp"
#include "client-sdk/mls/key_schedule.hpp"
#include "client-sdk/mls/psk.hpp"

namespace valise::mls {

struct GroupInfo {
  GroupContext context;
  Extensions extensions;
  Bytes confirmation_tag;
  LeafIndex signer;
  Bytes signature;

  void encode(base::Writer& out) const;
  static GroupInfo decode(Decoder& in);
};
[[nodiscard]] Result<> sign_group_info(GroupInfo& info, const Signer& signer);
[[nodiscard]] bool verify_group_info(const CipherSuite& suite, const GroupInfo& info, const SignaturePublicKey& key);

// GroupSecrets: what a Welcome carries to one new member. Secret.
struct GroupSecrets {
  JoinerSecret joiner;
  std::optional<PathSecret> path;
  std::vector<PreSharedKeyId> psks;

  [[nodiscard]] SecretBytes serialize() const;
  // parse fails with malformed.
  [[nodiscard]] static Result<GroupSecrets> parse(ByteView bytes);
};

struct EncryptedGroupSecrets {
  Bytes new_member;  // KeyPackageRef
  HpkeCiphertext secrets;

  void encode(base::Writer& out) const;
  static EncryptedGroupSecrets decode(Decoder& in);
};

struct Welcome {
  CipherSuiteId cipher_suite{};
  std::vector<EncryptedGroupSecrets> secrets;
  Bytes encrypted_group_info;

  void encode(base::Writer& out) const;
  static Welcome decode(Decoder& in);
};

// encrypt_group_info and decrypt_group_info use the key and nonce that come from the welcome secret, which they consume.
// Decrypting fails with undecryptable or malformed.
[[nodiscard]] Bytes encrypt_group_info(const CipherSuite& suite, WelcomeSecret secret, const GroupInfo& info);
[[nodiscard]] Result<GroupInfo> decrypt_group_info(const CipherSuite& suite, WelcomeSecret secret, const Welcome& welcome);

// welcome_context is what the group secrets of all recipients are encrypted under; the GroupInfo must be in the Welcome.
[[nodiscard]] HpkeInfo welcome_context(const CipherSuite& suite, const Welcome& welcome);
// add_recipient encrypts the group secrets to one new member.
[[nodiscard]] Result<> add_recipient(const CipherSuite& suite, Welcome& welcome, const HpkeInfo& context,
                                     const KeyPackage& package, const GroupSecrets& secrets, base::Random& random);
// open_group_secrets finds and decrypts those for the bundle's package. Fails with not_invited, unsupported_cipher_suite (package
// and Welcome differ), undecryptable, malformed.
[[nodiscard]] Result<GroupSecrets> open_group_secrets(const CipherSuite& suite, const Welcome& welcome,
                                                      const KeyPackageBundle& bundle);

}  // namespace valise::mls
