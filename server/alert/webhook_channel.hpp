// WebhookChannel: an HTTPS POST of a small JSON, authenticated with the channel's secret (docs/PROTOCOL.md, "Alerts"). Taken is
// what is answered with 2xx. Redirects are not followed, proxies not used.
#pragma once

#include "base/clock.hpp"
#include "server/alert/addresses.hpp"
#include "server/alert/channel.hpp"

namespace valise::server::alert {

struct WebhookOptions {
  AllowedPeers peers;
  std::string ca_file;  // empty: the system's authorities
};

class WebhookChannel final : public AlertChannel {
 public:
  explicit WebhookChannel(WebhookOptions options) : options_(std::move(options)) {}
  [[nodiscard]] base::Result<> check(const std::string& target) const override;
  [[nodiscard]] base::Result<> send(const Target& target, const Message& message) override;

 private:
  const WebhookOptions options_;
};

}  // namespace valise::server::alert
