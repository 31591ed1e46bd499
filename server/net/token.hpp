// AttachmentTokens: short-lived proofs, issued in a session, that a HTTP request comes from a device. Stateless: device and
// expiry under a MAC whose key lives as long as the process. A token is a secret of the device; it is never logged.
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/random.hpp"
#include "keys/crypto/secret.hpp"

namespace valise::server::net {

class AttachmentTokens {
 public:
  static constexpr std::chrono::minutes lifetime{15};

  AttachmentTokens(base::Random& random, const base::Clock& clock);

  struct Issued {
    std::string token;
    base::UnixMillis expires_at;
  };
  [[nodiscard]] Issued issue(const base::DeviceId& device) const;
  // check gives the device of a token that is genuine and has not expired. Whether the device is still active is for the
  // directory.
  [[nodiscard]] std::optional<base::DeviceId> check(std::string_view token) const;

 private:
  using Key = crypto::Secret<struct AttachmentTokenKeyTag, 32>;
  const Key key_;
  const base::Clock& clock_;
};

}  // namespace valise::server::net
