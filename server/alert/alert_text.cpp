#include "server/alert/alert_text.hpp"

#include <array>
#include <cstdio>

#include "base/text_encoding.hpp"
#include "keys/crypto/hash.hpp"

namespace valise::server::alert {
namespace {

using std::chrono::days;
using std::chrono::floor;

template <class... Args>
std::string printed(const char* format, Args... args) {
  std::array<char, 96> out{};
  const auto size = std::snprintf(out.data(), out.size(), format, args...);
  return {out.data(), static_cast<std::size_t>(std::max(size, 0))};
}

struct Civil {
  std::chrono::year_month_day date;
  std::chrono::weekday weekday;
  std::chrono::hh_mm_ss<std::chrono::milliseconds> time;
};
Civil civil(base::UnixMillis time) {
  const auto day = floor<days>(time);
  return {.date = day, .weekday = std::chrono::weekday(day), .time = std::chrono::hh_mm_ss(time - day)};
}

// rfc5322_date gives "Sun, 22 Nov 2026 23:15:00 +0000".
std::string rfc5322_date(base::UnixMillis time) {
  constexpr std::array weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto c = civil(time);
  return printed("%s, %02u %s %04d %02d:%02d:%02d +0000", weekdays.at(c.weekday.c_encoding()), unsigned{c.date.day()},
                 months.at(unsigned{c.date.month()} - 1), int{c.date.year()}, static_cast<int>(c.time.hours().count()),
                 static_cast<int>(c.time.minutes().count()), static_cast<int>(c.time.seconds().count()));
}

std::string_view urgency_word(core::Urgency urgency) { return urgency == core::Urgency::emergency ? "emergency" : "urgent"; }
std::string_view kind_word(Message::Kind kind) {
  switch (kind) {
    case Message::Kind::alert: return "alert";
    case Message::Kind::test: return "test";
    case Message::Kind::self_test: return "self-test";
  }
  return "alert";
}

std::string subject(const Message& message) {
  switch (message.kind) {
    case Message::Kind::test: return "Valise: confirm this channel for " + message.address;
    case Message::Kind::self_test: return "Valise: self-test of the channel for " + message.address;
    case Message::Kind::alert: break;
  }
  return std::string(message.overdue ? "Valise: OVERDUE: " : "Valise: ") + std::string(urgency_word(message.urgency)) +
         " message for " + message.post + " [" + message.reference + "]";
}

std::string alert_body(const Message& m) {
  std::string out = "An " + std::string(urgency_word(m.urgency)) + " message for " + m.post + " waits in Valise.\r\n\r\n";
  out += "Reference:      " + m.reference + "\r\n";
  out += "Acknowledge by: " + time_text(m.deadline) + (m.overdue ? "  (this time is over)" : "") + "\r\n";
  out += "This alert:     " + time_text(m.at) + ", number " + std::to_string(m.round) + "\r\n\r\n";
  if (m.address != m.post) out += "You get this as " + m.address + ", because nobody has acknowledged it yet.\r\n\r\n";
  return out +
         "Open Valise to read and acknowledge it. What it says is not in this e-mail, and an answer to it reaches nobody.\r\n";
}

std::string body(const Message& message) {
  switch (message.kind) {
    case Message::Kind::test:
      return "This address is to be alerted when an urgent message for " + message.address +
             " waits in Valise.\r\n\r\nCode: " + message.code +
             "\r\n\r\nThe officer who asked for this types the code in: valise channel confirm.\r\n"
             "If you do not know what this is about, do nothing: without the code nothing more is sent.\r\n";
    case Message::Kind::self_test:
      return "This is a self-test of the channel for " + message.address + ". Nothing waits and nothing is to be done.\r\n";
    case Message::Kind::alert: break;
  }
  return alert_body(message);
}

// The values are addresses, references and words of ours: nothing in them needs escapes (core::is_email, directory::PostAddress).
std::string member(std::string_view name, std::string_view value) {
  return '"' + std::string(name) + "\":\"" + std::string(value) + '"';
}
std::string member(std::string_view name, base::UnixMillis time) {
  return '"' + std::string(name) + "\":" + std::to_string(base::to_wire(time));
}

}  // namespace

std::string time_text(base::UnixMillis time) {
  const auto c = civil(time);
  return printed("%04d-%02u-%02u %02d:%02d UTC", int{c.date.year()}, unsigned{c.date.month()}, unsigned{c.date.day()},
                 static_cast<int>(c.time.hours().count()), static_cast<int>(c.time.minutes().count()));
}

std::string email_text(const Message& message, const std::string& from, const std::string& to, const std::string& id) {
  std::string out = "Date: " + rfc5322_date(message.at) + "\r\n";
  out += "From: Valise <" + from + ">\r\nTo: <" + to + ">\r\n";
  out += "Message-ID: <" + id + "@" + from.substr(from.rfind('@') + 1) + ">\r\n";
  out += "Subject: " + subject(message) + "\r\n";
  out += "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n";
  if (message.kind == Message::Kind::alert) out += "Importance: high\r\nX-Priority: 1\r\n";
  out += "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n";
  return out + body(message);
}

std::string json_text(const Message& m) {
  std::string out = "{" + member("what", kind_word(m.kind)) + "," + member("address", m.address) + "," + member("at_ms", m.at);
  if (m.kind == Message::Kind::test) out += "," + member("code", m.code);
  if (m.kind != Message::Kind::alert) return out + "}";
  out +=
      "," + member("urgency", urgency_word(m.urgency)) + "," + member("post", m.post) + "," + member("deadline_ms", m.deadline);
  out += std::string(",\"overdue\":") + (m.overdue ? "true" : "false") + "," + member("reference", m.reference);
  return out + ",\"round\":" + std::to_string(m.round) + "}";
}

std::string webhook_signature(base::ByteView secret, base::UnixMillis time, std::string_view body) {
  const auto stamp = std::to_string(base::to_wire(time));
  const auto signed_text = stamp + "." + std::string(body);
  return "t=" + stamp + ",v1=" + base::to_hex(crypto::HmacSha256::of(secret, base::as_bytes(signed_text)));
}

}  // namespace valise::server::alert
