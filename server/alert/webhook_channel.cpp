#include "server/alert/webhook_channel.hpp"

#include <curl/curl.h>

#include "server/alert/alert_text.hpp"
#include "server/alert/curl.hpp"

namespace valise::server::alert {

base::Result<> WebhookChannel::check(const std::string& target) const {
  const auto url = core::parse_webhook_url(target);
  return url && options_.peers.host(url->host) ? base::Result<>{} : base::fail(AlertError::not_allowed);
}

base::Result<> WebhookChannel::send(const Target& target, const Message& message) {
  if (auto allowed = check(target.address); !allowed) return allowed;  // the configuration may have changed since
  const auto body = json_text(message);
  Transfer transfer;
  auto* curl = transfer.handle();
  curl_easy_setopt(curl, CURLOPT_URL, target.address.c_str());
#if LIBCURL_VERSION_NUM >= 0x075500
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
#endif
  curl_easy_setopt(curl, CURLOPT_POST, 1L);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
  transfer.connect_only_to([this](const IpAddress& address) { return options_.peers.address(address); });
  transfer.trust_only(options_.ca_file);
  transfer.add_header("Content-Type: application/json");
  transfer.add_header("Expect:");
  transfer.add_header("Valise-Signature: " + webhook_signature(target.secret, message.at, body));
  auto status = transfer.run(body);
  if (!status) return pass_on(status);
  return *status / 100 == 2 ? base::Result<>{} : base::fail(AlertError::refused);
}

}  // namespace valise::server::alert
