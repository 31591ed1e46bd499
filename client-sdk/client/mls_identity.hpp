// This device as MLS sees it: signer, credential and suite; and how the directory decides about other leaves.
#pragma once

#include "client-sdk/client/context.hpp"
#include "client-sdk/mls/cipher_suite.hpp"
#include "client-sdk/mls/credential.hpp"
#include "client-sdk/mls/signer.hpp"

namespace valise::sdk::client {

// DeviceSigner signs with the device's signature key; the identity must outlive it.
class DeviceSigner final : public mls::Signer {
 public:
  explicit DeviceSigner(const DeviceIdentity& identity);
  [[nodiscard]] const mls::SignaturePublicKey& public_key() const override { return public_key_; }
  [[nodiscard]] Result<mls::Bytes> sign(base::ByteView data) const override;

 private:
  const DeviceIdentity* identity_;
  mls::SignaturePublicKey public_key_;
};

// credential_of is the basic credential of a device: its id. device_of reads it back; nothing for another form.
[[nodiscard]] mls::Credential credential_of(base::DeviceId device);
[[nodiscard]] std::optional<base::DeviceId> device_of(const mls::Credential& credential);

// room_suite is the cipher suite of new rooms and key packages: 0x0003.
[[nodiscard]] const mls::CipherSuite& room_suite();

[[nodiscard]] mls::UnixSeconds to_seconds(base::UnixMillis time);

// LeafPolicy accepts a leaf if the verified directory has its device with exactly this signature key, and its officer is, or once
// was, on the roster of a participating post, or is named as a participant. New leaves (not those met when joining) must not have
// ended (revoked, officer retired, authority withdrawn) before the directory head that the change was made under.
//
// Whether somebody has left a roster since is not asked here: two members who process the same commit at different times must
// decide the same (docs/design/0004-deterministic-leaf-policy.md). Upkeep removes such leaves before anything is encrypted to
// them.
class LeafPolicy final : public mls::CredentialPolicy {
 public:
  LeafPolicy(const directory::DirectoryState& state, std::vector<std::string> participants, std::uint64_t head_size)
      : state_(&state), participants_(std::move(participants)), head_size_(head_size) {}
  // The same without asking for a post: for commits, whose new participants are known only after they were opened
  // (commit_check.hpp).
  LeafPolicy(const directory::DirectoryState& state, std::uint64_t head_size) : state_(&state), head_size_(head_size) {}

  [[nodiscard]] bool accepts(const mls::CredentialCheck& check) const override;
  [[nodiscard]] bool same_client(const mls::Credential& a, const mls::Credential& b) const override { return a == b; }

 private:
  const directory::DirectoryState* state_;
  std::optional<std::vector<std::string>> participants_;
  std::uint64_t head_size_;
};

}  // namespace valise::sdk::client
