// SmtpChannel: e-mail through one configured server (RFC 5321), one connection per message.
#pragma once

#include <functional>

#include "server/alert/channel.hpp"

namespace valise::server::alert {

enum class SmtpTls : std::uint8_t { starttls, implicit, none };

struct SmtpOptions {
  std::string host;
  std::uint16_t port = 587;
  SmtpTls tls = SmtpTls::starttls;  // required where not none; a server that cannot is an error
  std::string from;
  std::string user;  // empty: no authentication
  std::string password;
  std::string ca_file;                  // empty: the system's authorities
  std::function<std::string()> new_id;  // for Message-IDs; thread-safe
};

class SmtpChannel final : public AlertChannel {
 public:
  explicit SmtpChannel(SmtpOptions options) : options_(std::move(options)) {}
  [[nodiscard]] base::Result<> check(const std::string& target) const override;
  [[nodiscard]] base::Result<> send(const Target& target, const Message& message) override;

 private:
  const SmtpOptions options_;
};

}  // namespace valise::server::alert
