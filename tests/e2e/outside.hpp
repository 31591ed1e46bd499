// What people have outside: a mail server that takes anything and a receiver of webhooks (mail_and_hooks.py), Debian's Exim
// (exim.sh), and waiting for what arrives there.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <regex>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/patience.hpp"
#include "tests/support/world.hpp"

namespace valise::tests {

// contents gives the files of a folder in the order of their time: a Maildir's names have microseconds without leading zeros, and
// do not sort.
inline std::vector<std::string> contents(const std::filesystem::path& folder) {
  std::vector<std::pair<std::filesystem::file_time_type, std::filesystem::path>> files;
  std::error_code ignored;
  for (const auto& file : std::filesystem::directory_iterator(folder, ignored))
    files.emplace_back(file.last_write_time(), file.path());
  std::ranges::sort(files);
  std::vector<std::string> out;
  for (const auto& [time, file] : files) out.push_back(read_file(file));
  return out;
}

inline std::string match(const std::string& text, const char* pattern) {
  std::smatch found;
  return std::regex_search(text, found, std::regex(pattern)) ? found[1].str() : std::string();
}

// Outside is what people have: a mail server and a receiver of webhooks.
struct Outside {
  TempFolder folder{"valise-outside"};
  int smtp = free_port();
  int https = free_port();
  std::optional<Process> process;

  void start() {
    std::filesystem::remove_all(folder / "hooks");  // the mail stays
    process.emplace(Command{.arguments = {"/usr/bin/python3", VALISE_SOURCE_DIR "/tests/e2e/mail_and_hooks.py", folder.path(),
                                          std::to_string(smtp), std::to_string(https)},
                            .environment = {}},
                    folder / "log");
    if (!await_port(smtp, std::chrono::seconds(20)) || !await_port(https, std::chrono::seconds(20)))
      throw std::runtime_error(read_file(folder / "log.err"));
  }
  [[nodiscard]] std::map<std::string, std::string> settings() const {
    return {{"VALISE_RELAY_ALERTS_SMTP_SERVER", "127.0.0.1:" + std::to_string(smtp)},
            {"VALISE_RELAY_ALERTS_SMTP_TLS", "none"},
            {"VALISE_RELAY_ALERTS_FROM", "relay@valise.example"},
            {"VALISE_RELAY_ALERTS_WEBHOOK_HOSTS", "localhost"},
            {"VALISE_RELAY_ALERTS_WEBHOOK_NETWORKS", "127.0.0.0/8"},
            {"VALISE_RELAY_ALERTS_WEBHOOK_CA_FILE", (folder / "ca.pem").string()},
            {"VALISE_RELAY_ALERTS_URGENT_SECONDS", "2"}};
  }
  [[nodiscard]] std::vector<std::string> mails() const { return contents(folder / "mail/new"); }
  [[nodiscard]] std::vector<std::string> hooks() const { return contents(folder / "hooks"); }
};

// outside_available says whether this machine has what Outside needs.
[[nodiscard]] inline bool outside_available() {
  return run({.arguments = {"/usr/bin/python3", "-c", "import aiosmtpd"}, .environment = {}}).code == 0;
}

// Exim is a mail server as an authority has it: it demands STARTTLS, the relay's default, and a login.
struct Exim {
  TempFolder folder{"valise-exim"};
  TempFolder relays{"valise-relays-password"};  // not Exim's to read
  int smtp = free_port();
  std::optional<Process> process;

  Exim() {
    write_file(relays / "password", "of the relay");
    std::filesystem::permissions(relays / "password", std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }
  // start lets it demand this password and show a certificate of this name. What the relay trusts is the newest certificate.
  void start(const std::string& password = "of the relay", const std::string& name = "localhost") {
    process.reset();
    process.emplace(Command{.arguments = {"/usr/bin/env", "bash", VALISE_SOURCE_DIR "/tests/e2e/exim.sh", folder.path(),
                                          std::to_string(smtp), password, name},
                            .environment = {}},
                    folder / "log");
    if (!await_port(smtp, std::chrono::seconds(60))) throw std::runtime_error(read_file(folder / "log.err"));
  }
  [[nodiscard]] std::map<std::string, std::string> settings() const {
    return {{"VALISE_RELAY_ALERTS_SMTP_SERVER", "localhost:" + std::to_string(smtp)},
            {"VALISE_RELAY_ALERTS_SMTP_USER", "valise-relay"},
            {"VALISE_RELAY_ALERTS_SMTP_PASSWORD_FILE", (relays / "password").string()},
            {"VALISE_RELAY_ALERTS_SMTP_CA_FILE", (folder / "mail.pem").string()},
            {"VALISE_RELAY_ALERTS_FROM", "relay@valise.example"},
            {"VALISE_RELAY_ALERTS_URGENT_SECONDS", "2"}};
  }
  [[nodiscard]] std::vector<std::string> mails() const { return contents(folder / "mail/new"); }
  [[nodiscard]] std::string log() const { return read_file(folder / "exim-log/mainlog"); }
};

[[nodiscard]] inline bool exim_available() { return std::filesystem::exists("/usr/sbin/exim4"); }

}  // namespace valise::tests
