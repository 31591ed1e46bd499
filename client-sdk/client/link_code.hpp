// LinkCode: what one own device shows and the person carries to the other (docs/PROTOCOL.md, "History"): a secret of 128 bits,
// who shows it, what that device does, and until when. The text is a secret until it was used; the key outlives it in the store.
#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "client-sdk/store/histories.hpp"
#include "keys/crypto/hash.hpp"

namespace valise::sdk::client {

struct LinkTerms {
  bool gives = false;  // the device that shows the code hands its history over; else it receives
  base::DeviceId device;
  base::UnixMillis expires;
};

class LinkCode {
 public:
  [[nodiscard]] static LinkCode make(base::Random& random, LinkTerms terms);
  // parse reads "valise-link1:..."; blanks and line ends around and in it do not matter. Fails with link_code_invalid.
  [[nodiscard]] static base::Result<LinkCode> parse(std::string_view text);

  [[nodiscard]] const LinkTerms& terms() const { return terms_; }
  [[nodiscard]] std::string text() const;
  [[nodiscard]] store::StoredLinkKey key() const;

 private:
  using LinkSecret = crypto::Secret<struct LinkSecretTag, 16>;
  LinkCode(LinkSecret secret, LinkTerms terms) : secret_(std::move(secret)), terms_(terms) {}

  LinkSecret secret_;
  LinkTerms terms_;
};

// request_mac is what a device that was given a code proves it with; bundle_mac binds a part of a history to receiver and code.
[[nodiscard]] crypto::Digest request_mac(const store::StoredLinkKey& key, const base::DeviceId& receiver);
[[nodiscard]] crypto::Digest bundle_mac(const store::StoredLinkKey& key, const base::DeviceId& receiver,
                                        base::ByteView attachment_id, base::ByteView sha256);

}  // namespace valise::sdk::client
