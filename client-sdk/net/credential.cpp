#include "client-sdk/net/credential.hpp"

namespace valise::sdk::net {

SessionSigner sign_session_with(const crypto::SigningKey& key) {
  return [&key](base::ByteView message) -> base::Result<crypto::Signature> {
    return crypto::sign_labelled(key, "session", message);
  };
}
SessionSigner sign_session_with(const crypto::KeyHolder& key) {
  return [&key](base::ByteView message) { return crypto::sign_labelled(key, "session", message); };
}

}  // namespace valise::sdk::net
