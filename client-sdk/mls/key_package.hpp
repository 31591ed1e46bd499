// KeyPackage (RFC 9420 section 10): how a client that is offline lets itself be added.
//
// A KeyPackage that was read is unverified; only verify_key_package makes a VerifiedKeyPackage, and only that can be added.
#pragma once

#include "client-sdk/mls/leaf_node.hpp"

namespace valise::mls {

struct KeyPackage {
  CipherSuiteId cipher_suite{};
  HpkePublicKey init_key;
  LeafNode leaf_node;
  Extensions extensions;
  Bytes signature;

  // is_last_resort tells whether its owner keeps the init key after use.
  [[nodiscard]] bool is_last_resort() const { return extensions.find(ExtensionType::last_resort) != nullptr; }

  void encode(base::Writer& out) const;
  static KeyPackage decode(Decoder& in);
  friend bool operator==(const KeyPackage&, const KeyPackage&) = default;
};

// key_package_ref is MakeKeyPackageRef.
[[nodiscard]] Bytes key_package_ref(const CipherSuite& suite, const KeyPackage& package);

// VerifiedKeyPackage: form, signatures and consistency within the package are checked; whether it suits a group (lifetime,
// capabilities, credential) is the group's to check when it adds it.
class VerifiedKeyPackage {
 public:
  [[nodiscard]] const KeyPackage& operator*() const { return package_; }
  [[nodiscard]] const KeyPackage* operator->() const { return &package_; }

 private:
  friend Result<VerifiedKeyPackage> verify_key_package(KeyPackage package);
  explicit VerifiedKeyPackage(KeyPackage package) : package_(std::move(package)) {}

  KeyPackage package_;
};

// verify_key_package consumes an unverified package (section 10.1). Fails with unsupported_cipher_suite, invalid_key_package or
// bad_signature.
[[nodiscard]] Result<VerifiedKeyPackage> verify_key_package(KeyPackage package);

// KeyPackageBundle: a key package with the private keys that belong to it. Secret; kept in the client's store until a Welcome
// uses it up (or, for a last-resort package, until its lifetime ends).
struct KeyPackageBundle {
  KeyPackage package;
  HpkePrivateKey init_key;
  HpkePrivateKey encryption_key;

  // message gives the MLSMessage to publish.
  [[nodiscard]] Bytes message() const;
  // reference names the package in Welcomes: the key under which to keep the bundle.
  [[nodiscard]] Bytes reference() const;
  // serialize and restore are for the client's store (own format, versioned).
  [[nodiscard]] SecretBytes serialize() const;
  // restore fails with unknown_saved_format or bad_saved_state.
  [[nodiscard]] static Result<KeyPackageBundle> restore(ByteView saved);
};

// Grease: where one's own structures hold values that nobody has, so that implementations which do not ignore them are found out
// (section 13.5). `everywhere` adds an extension to the leaf and the key package besides.
enum class Grease : std::uint8_t { none, capabilities, everywhere };

struct KeyPackageOptions {
  Lifetime lifetime;
  bool last_resort = false;
  // Beyond the default ones, what this client supports; 0x0A (last_resort) is added by itself.
  std::vector<ExtensionType> supported_extensions = {ExtensionType::valise_room_state};
  Extensions leaf_extensions = {};
  std::vector<ProposalType> supported_proposals = {};
  Extensions extensions = {};  // of the package itself
  Grease grease = Grease::capabilities;
};

// generate_key_package makes a package for one's own credential. Fails with invalid_argument when the capabilities do not list
// the credential's type or a leaf extension, and with signing_failed.
[[nodiscard]] Result<KeyPackageBundle> generate_key_package(const CipherSuite& suite, const Credential& credential,
                                                            const Signer& signer, const KeyPackageOptions& options,
                                                            base::Random& random);

// OwnTypes is what a client supports beyond what every client does.
struct OwnTypes {
  const std::vector<ExtensionType>& extensions;
  const std::vector<ProposalType>& proposals;
  Grease grease = Grease::capabilities;
};

// own_capabilities is what this implementation puts into its leaves: all suites it has, basic credentials, the given types, and
// GREASE if wanted.
[[nodiscard]] Capabilities own_capabilities(const OwnTypes& types, base::Random& random);
// grease_extension gives an extension that nobody knows, of a few random bytes, for the application to put where it likes (a
// GroupInfo, for instance). In a leaf or key package it must also stand in the capabilities.
[[nodiscard]] Extension grease_extension(base::Random& random);

}  // namespace valise::mls
