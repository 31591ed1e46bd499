// Credential: as whom a session authenticates: as a device, as an administrator (a registrar or a security officer), or not at
// all.
#pragma once

#include <functional>
#include <variant>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "keys/crypto/key_holder.hpp"

namespace valise::sdk::net {

// SessionSigner signs the bytes that it is given with purpose "session" (crypto::sign_labelled); a key file or a token is behind
// it.
using SessionSigner = std::function<base::Result<crypto::Signature>(base::ByteView message)>;

// sign_session_with gives the signer for a key or a key holder, which must outlive it.
[[nodiscard]] SessionSigner sign_session_with(const crypto::SigningKey& key);
[[nodiscard]] SessionSigner sign_session_with(const crypto::KeyHolder& key);

struct Anonymous {};
struct AsDevice {
  base::DeviceId device;
  SessionSigner sign;  // with the transport key
};
struct AsAdministrator {
  crypto::VerifyKey key;
  SessionSigner sign;  // with the private half of `key`
};
using Credential = std::variant<Anonymous, AsDevice, AsAdministrator>;

}  // namespace valise::sdk::net
