#include "server/alert/smtp_channel.hpp"

#include <curl/curl.h>

#include "server/alert/alert_text.hpp"
#include "server/alert/curl.hpp"

namespace valise::server::alert {

base::Result<> SmtpChannel::check(const std::string& target) const {
  return core::is_email(target) ? base::Result<>{} : base::fail(AlertError::not_allowed);
}

base::Result<> SmtpChannel::send(const Target& target, const Message& message) {
  if (auto fits = check(target.address); !fits) return fits;
  Transfer transfer;
  auto* curl = transfer.handle();
  const bool implicit = options_.tls == SmtpTls::implicit;
  // What stands behind the host is the name for HELO.
  const auto url = std::string(implicit ? "smtps://" : "smtp://") + options_.host + ":" + std::to_string(options_.port) + "/" +
                   options_.from.substr(options_.from.rfind('@') + 1);
  const auto from = "<" + options_.from + ">";
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_USE_SSL, static_cast<long>(options_.tls == SmtpTls::none ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from.c_str());
  curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  if (!options_.user.empty()) {
    curl_easy_setopt(curl, CURLOPT_USERNAME, options_.user.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, options_.password.c_str());
  }
  transfer.trust_only(options_.ca_file);
  transfer.add_recipient("<" + target.address + ">");
  auto status = transfer.run(email_text(message, options_.from, target.address, options_.new_id()));
  if (!status) return pass_on(status);
  return *status / 100 == 2 ? base::Result<>{} : base::fail(AlertError::refused);
}

}  // namespace valise::server::alert
