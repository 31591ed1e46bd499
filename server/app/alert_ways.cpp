#include "server/app/alert_ways.hpp"

#include "base/text_encoding.hpp"
#include "keys/crypto/private_file.hpp"
#include "server/alert/smtp_channel.hpp"
#include "server/alert/webhook_channel.hpp"
#include "server/app/app_error.hpp"

namespace valise::server::app {
namespace {

using base::Result;

Result<std::string> password_of(const Config& config) {
  constexpr std::size_t longest = 1024;
  if (config.alerts_smtp_password_file.empty()) return std::string();
  auto text = crypto::read_private_file(config.alerts_smtp_password_file, longest, crypto::Permissions::require_private);
  if (!text) return base::fail(AppError::password_unreadable, config.alerts_smtp_password_file);
  while (!text->empty() && (text->back() == '\n' || text->back() == '\r')) text->pop_back();
  return *text;
}

alert::SmtpTls tls_of(const std::string& word) {
  if (word == "implicit") return alert::SmtpTls::implicit;
  return word == "none" ? alert::SmtpTls::none : alert::SmtpTls::starttls;
}

Result<std::unique_ptr<alert::AlertChannel>> email(const Config& config, base::Random& random) {
  const auto server = wire::split_address(config.alerts_smtp_server);
  if (!server) return nullptr;
  auto password = password_of(config);
  if (!password) return pass_on(password);
  auto new_id = [&random, mutex = std::make_shared<std::mutex>()] {
    const std::scoped_lock lock(*mutex);
    return base::to_hex(random.array<16>());
  };
  return std::make_unique<alert::SmtpChannel>(alert::SmtpOptions{.host = server->host,
                                                                 .port = static_cast<std::uint16_t>(std::stoul(server->port)),
                                                                 .tls = tls_of(config.alerts_smtp_tls),
                                                                 .from = config.alerts_from,
                                                                 .user = config.alerts_smtp_user,
                                                                 .password = std::move(*password),
                                                                 .ca_file = config.alerts_smtp_ca_file,
                                                                 .new_id = std::move(new_id)});
}

std::unique_ptr<alert::AlertChannel> webhook(const Config& config) {
  if (config.alerts_webhook_hosts.empty()) return nullptr;
  alert::AllowedPeers peers{.hosts = config.alerts_webhook_hosts, .networks = {}};
  for (const auto& text : config.alerts_webhook_networks) peers.networks.push_back(alert::Network::parse(text).value());
  return std::make_unique<alert::WebhookChannel>(
      alert::WebhookOptions{.peers = std::move(peers), .ca_file = config.alerts_webhook_ca_file});
}

}  // namespace

Result<std::unique_ptr<alert::AlertSender>> open_alert_ways(const Config& config, base::Random& random) {
  auto mail = email(config, random);
  if (!mail) return pass_on(mail);
  return std::make_unique<alert::ThreadSender>(alert::Ways{.email = std::move(*mail), .webhook = webhook(config)});
}

}  // namespace valise::server::app
