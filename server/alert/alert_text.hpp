// The texts of alerts: an e-mail by RFC 5322, and the JSON of a webhook.
#pragma once

#include "server/alert/channel.hpp"

namespace valise::server::alert {

// time_text gives "2026-11-22 23:15 UTC".
[[nodiscard]] std::string time_text(base::UnixMillis time);

// email_text gives a whole e-mail, lines ending with CR LF. `id` makes the Message-ID; `from` and `to` have the shape of
// core::is_email.
[[nodiscard]] std::string email_text(const Message& message, const std::string& from, const std::string& to,
                                     const std::string& id);

// json_text gives one line of JSON in ASCII: "what" (alert, test, self-test), "address", "at_ms", and of an alert "urgency",
// "post", "deadline_ms", "overdue", "reference", "round"; of a test "code".
[[nodiscard]] std::string json_text(const Message& message);

// webhook_signature gives "t=MILLISECONDS,v1=HEX": HMAC-SHA-256 under the channel's secret over the digits, a full stop and the
// body.
[[nodiscard]] std::string webhook_signature(base::ByteView secret, base::UnixMillis time, std::string_view body);

}  // namespace valise::server::alert
