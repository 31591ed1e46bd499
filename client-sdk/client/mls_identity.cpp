#include "client-sdk/client/mls_identity.hpp"

#include <algorithm>

#include "client-sdk/client/recipients.hpp"

namespace valise::sdk::client {

DeviceSigner::DeviceSigner(const DeviceIdentity& identity)
    : identity_(&identity), public_key_{base::to_bytes(identity.signature_key.verify_key().view())} {}

Result<mls::Bytes> DeviceSigner::sign(base::ByteView data) const { return base::to_bytes(identity_->signature_key.sign(data)); }

mls::Credential credential_of(base::DeviceId device) { return mls::Credential::basic(device.view()); }

std::optional<base::DeviceId> device_of(const mls::Credential& credential) {
  if (credential.type != mls::CredentialType::basic) return std::nullopt;
  return base::DeviceId::parse(base::ByteView(credential.identity));
}

const mls::CipherSuite& room_suite() {
  return *mls::CipherSuite::find(mls::CipherSuiteId::x25519_chacha20poly1305_sha256_ed25519);
}

mls::UnixSeconds to_seconds(base::UnixMillis time) {
  return mls::UnixSeconds{std::chrono::duration<std::uint64_t>(base::to_wire(time) / 1000)};
}

bool LeafPolicy::accepts(const mls::CredentialCheck& check) const {
  const auto id = device_of(check.credential);
  const directory::Device* device = id ? state_->device(*id) : nullptr;
  if (device == nullptr || !base::equal(device->signature_key.view(), check.signature_key.data)) return false;
  const bool ended_before = device->ended_at && device->ended_at->value() < head_size_;
  if (ended_before && check.event != mls::CredentialEvent::joining) return false;
  if (check.replaced != nullptr && *check.replaced != check.credential) return false;
  if (!participants_) return true;
  return std::ranges::any_of(*participants_,
                             [&](const std::string& address) { return represents(*state_, device->officer, address); });
}

}  // namespace valise::sdk::client
