// SIGHUP on the real program: everything is validated before anything changes.
#include <gmock/gmock.h>
#include <signal.h>

#include <regex>

#include "tests/support/exposition.hpp"
#include "tests/unit/server_app/valised_fixture.hpp"

namespace valise::server::app {
namespace {

using ::testing::HasSubstr;

class ReloadTest : public ValisedTest {
 protected:
  // set changes a setting in the file; `value` as TOML has it.
  void set(const std::string& key, const std::string& value) {
    const auto text = tests::read_file(config);
    tests::write_file(config, std::regex_replace(text, std::regex("(^|\n)" + key + " = [^\n]*"), "$1" + key + " = " + value));
  }
  // reload tells the relay and waits until its log has `expected` once more.
  void reload(tests::Process& relay, const std::string& expected) {
    const auto before = count(expected);
    relay.signal(SIGHUP);
    ASSERT_TRUE(tests::soon([&] { return count(expected) > before; })) << expected << "\n" << log();
  }
  [[nodiscard]] std::size_t count(const std::string& words) const {
    const auto text = log();
    std::size_t found = 0;
    for (auto at = text.find(words); at != text.npos; at = text.find(words, at + 1)) ++found;
    return found;
  }
  [[nodiscard]] double metric(const std::string& name) const {
    const auto answer = tests::http_get(operation_port, "/metrics");
    return sample(tests::parse_exposition(answer.substr(answer.find("\r\n\r\n") + 4)), name, name);
  }
  void renew_certificate(const std::string& key) {
    const auto made = tests::run({.arguments = {"/usr/bin/openssl", "req", "-x509", "-new", "-key", key, "-subj", "/CN=vienna-1",
                                                "-days", "30", "-out", data + "/tls.crt"}});
    ASSERT_EQ(made.code, 0) << made.summary();
  }
};

TEST_F(ReloadTest, ABadConfigurationChangesNothingAndIsExplained) {
  prepare();
  auto relay = start();
  set("log_level", "\"loud\"");
  reload(relay, "event=reload-refused-and-the-old-configuration-stays");
  EXPECT_THAT(log(), HasSubstr(config + ":11: log_level: the value is not allowed here"));
  EXPECT_EQ(metric("valise_config_last_reload_successful"), 0);
  set("log_level", "\"debug\"");
  set("tls_certificate_file", "\"" + data + "/none.crt\"");
  reload(relay, "event=reload-refused");
  EXPECT_THAT(log(), HasSubstr("none.crt"));
  set("tls_certificate_file", "\"\"");
  set("operation_listen", "\"127.0.0.1:" + std::to_string(port) + "\"");  // taken, by the relay itself
  reload(relay, "event=reload-refused");
  EXPECT_EQ(count("setting-changed"), 0U) << log();
  set("operation_listen", "\"127.0.0.1:" + std::to_string(operation_port) + "\"");
  EXPECT_EQ(valised({"healthcheck", "--config", config}).code, 0) << log();
  reload(relay, "event=reloaded");
  EXPECT_THAT(log(), HasSubstr("event=setting-changed setting=\"log_level\""));
  EXPECT_EQ(metric("valise_config_last_reload_successful"), 1);
}

TEST_F(ReloadTest, WhatOnlyARestartChangesIsNamed) {
  prepare();
  auto relay = start();
  set("retention_days", "7");
  set("directory_public", "true");
  reload(relay, "event=reloaded");
  EXPECT_THAT(log(), HasSubstr("level=warning event=setting-waits-for-a-restart setting=\"retention_days\""));
  EXPECT_THAT(log(), HasSubstr("level=info event=setting-changed setting=\"directory_public\""));
}

TEST_F(ReloadTest, TheOperationListenerMoves) {
  prepare();
  auto relay = start();
  const int other = tests::free_port();
  set("operation_listen", "\"127.0.0.1:" + std::to_string(other) + "\"");
  reload(relay, "event=reloaded");
  EXPECT_THAT(tests::http_get(other, "/readyz"), HasSubstr("ready\n"));
  EXPECT_EQ(tests::http_get(operation_port, "/readyz"), "");
}

TEST_F(ReloadTest, ARenewedCertificateIsTakenAndAnUnannouncedKeyIsNot) {
  prepare();
  auto relay = start();
  const auto never = metric("valise_tls_certificate_expiry_timestamp_seconds");
  renew_certificate(data + "/tls.key");
  reload(relay, "event=reloaded");
  EXPECT_LT(metric("valise_tls_certificate_expiry_timestamp_seconds"), never);
  EXPECT_EQ(valised({"healthcheck", "--config", config}).code, 0);

  const std::string key = data + "/other.key";
  ASSERT_EQ(tests::run({.arguments = {"/usr/bin/openssl", "genpkey", "-algorithm", "ed25519", "-out", key}}).code, 0);
  renew_certificate(key);
  fs::permissions(key, fs::perms::owner_read | fs::perms::owner_write);
  const auto kept = tests::read_file(data + "/tls.key");
  fs::rename(key, data + "/tls.key");
  reload(relay, "event=reload-refused");
  EXPECT_THAT(log(), HasSubstr("the directory does not announce this relay's TLS key"));
  fs::permissions(data + "/tls.key", fs::perms::group_read, fs::perm_options::add);
  reload(relay, "event=reload-refused");
  EXPECT_THAT(log(), HasSubstr("tls.key")) << "a key that others can read";
  tests::write_file(data + "/tls.key", kept);
}

}  // namespace
}  // namespace valise::server::app
