#include "server/app/config.hpp"

#include <gtest/gtest.h>

#include "server/app/app_error.hpp"
#include "server/app/setting.hpp"
#include "tests/support/temp_folder.hpp"

namespace valise::server::app {
namespace {

class ConfigTest : public ::testing::Test {
 protected:
  base::Result<Config> load(std::string_view text, const Environment& environment = {}) {
    tests::write_file(file, text);
    return load_config(file, environment);
  }
  void expect_refused(std::string_view text, AppError code, const std::string& context, const Environment& environment = {}) {
    const auto config = load(text, environment);
    ASSERT_FALSE(config) << text;
    EXPECT_EQ(config.error().code, code) << config.error().message();
    EXPECT_EQ(config.error().context, context);
  }

  tests::TempFolder folder{"config"};
  const std::filesystem::path file = folder / "valised.toml";
  const std::string complete = "data_dir = \"/var/lib/valise\"\nname = \"vienna-1\"\norigin = \"valise.example/directory\"\n";
};

TEST_F(ConfigTest, DefaultsThenFileThenEnvironment) {
  auto config = load(complete);
  ASSERT_TRUE(config) << config.error().message();
  EXPECT_EQ(config->listen, "127.0.0.1:8443");
  EXPECT_EQ(config->retention_days, 30U);
  config = load(complete + "retention_days = 7\nlisten = \"[::1]:9000\"\n");
  EXPECT_EQ(config->retention_days, 7U);
  const Environment environment{{"VALISE_RELAY_RETENTION_DAYS", "3"}, {"VALISE_RELAY_CONFIG", "elsewhere"}};
  config = load(complete + "retention_days = 7\nlisten = \"[::1]:9000\"\n", environment);
  EXPECT_EQ(config->retention_days, 3U);
  const auto options = relay_options(*config);
  EXPECT_EQ(options.address, "::1");
  EXPECT_EQ(options.port, 9000);
  EXPECT_EQ(options.limits.retention, std::chrono::hours(72));
}

TEST_F(ConfigTest, UnknownKeysAreNamedWithFileAndLine) {
  expect_refused(complete + "retention_day = 7\n", AppError::unknown_setting, file.string() + ":4: retention_day");
  expect_refused(complete + "\n[limits]\nx = 1\n", AppError::unknown_setting, file.string() + ":5: limits");
  expect_refused(complete, AppError::unknown_setting, "VALISE_RELAY_LISTN", {{"VALISE_RELAY_LISTN", "x"}});
}

TEST_F(ConfigTest, AlertsHaveATableOfTheirOwn) {
  const auto config =
      load(complete +
               "[alerts]\nsmtp_server = \"mail.example.org:587\"\nfrom = \"valise@example.org\"\nurgent_seconds = 60\n"
               "webhook_hosts = [\"hooks.example.org\", \".gov.example\"]\nwebhook_networks = [\"10.1.0.0/16\"]\n",
           {{"VALISE_RELAY_ALERTS_EMERGENCY_SECONDS", "30"}});
  ASSERT_TRUE(config) << config.error().message();
  EXPECT_EQ(config->alerts_smtp_server, "mail.example.org:587");
  EXPECT_EQ(config->alerts_webhook_hosts.size(), 2U);
  const auto policy = relay_options(*config).alerts.policy;
  EXPECT_EQ(policy.urgent_repeat, std::chrono::minutes(1));
  EXPECT_EQ(policy.emergency_repeat, std::chrono::seconds(30));
  const auto again = load(config_text(*config));
  ASSERT_TRUE(again) << again.error().message();
  EXPECT_EQ(settings_of(*again), settings_of(*config));

  expect_refused(complete + "[alerts]\nsmtp = 1\n", AppError::unknown_setting, file.string() + ":5: smtp");
  expect_refused(complete + "[alerts]\nsmtp_server = \"mail.example.org:25\"\n", AppError::missing_setting, "alerts_from");
  for (const auto* line :
       {"from = \"a b@c\"", "smtp_tls = \"maybe\"", "webhook_hosts = [\"http://a\"]", "webhook_hosts = [\"a/b\"]",
        "webhook_networks = [\"10.0.0.0/40\"]", "smtp_server = \"mail\"", "smtp_password_file = \"pw\""}) {
    const auto refused = load(complete + "[alerts]\n" + line + "\n");
    ASSERT_FALSE(refused) << line;
    EXPECT_EQ(refused.error().code, AppError::bad_value) << line;
  }
}

TEST_F(ConfigTest, BadValuesAreRefused) {
  for (const auto* line : {"listen = \"localhost:1\"", "listen = \"127.0.0.1\"", "listen = \"127.0.0.1:65536\"",
                           "retention_days = 0", "retention_days = \"30\"", "retention_days = -1", "name = \"Vienna 1\"",
                           "origin = \"a b\"", "log_level = \"loud\"", "data_dir = \"relative\"", "max_connections = 1.5"}) {
    std::string text = complete;
    const std::string key(line, std::string_view(line).find(' '));
    if (const auto at = text.find(key + " ="); at != std::string::npos) text.erase(at, text.find('\n', at) + 1 - at);
    const auto config = load(text + line);
    ASSERT_FALSE(config) << line;
    EXPECT_EQ(config.error().code, AppError::bad_value) << line;
  }
  expect_refused(complete, AppError::bad_value, "VALISE_RELAY_IDLE_SECONDS", {{"VALISE_RELAY_IDLE_SECONDS", "ten"}});
}

TEST_F(ConfigTest, WhatIsMissingOrUnreadableIsSaid) {
  expect_refused("name = \"a\"\norigin = \"b\"\n", AppError::missing_setting, "data_dir");
  expect_refused("name = \n", AppError::config_syntax, file.string() + ":1");
  const auto missing = load_config(folder / "none.toml", {});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, AppError::config_unreadable);
}

// The key and the pin are made up; the C2SP specification publishes this verifier key with another algorithm.
const std::string kWitness =
    "example.com/foo+7c264079+BOkyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k https://w.example:8444 " + std::string(64, 'a');

TEST_F(ConfigTest, WitnessesAreAList) {
  auto config = load(complete + "witnesses = [\"" + kWitness + "\", \"" + kWitness + "\"]\ndirectory_public = true\n");
  ASSERT_TRUE(config) << config.error().message();
  EXPECT_EQ(config->witnesses.size(), 2U);
  EXPECT_EQ(relay_options(*config).cosigning.witnesses.size(), 2U);
  EXPECT_TRUE(relay_options(*config).directory_public);
  const Environment environment{{"VALISE_RELAY_WITNESSES", kWitness}, {"VALISE_RELAY_DIRECTORY_PUBLIC", "false"}};
  config = load(complete + "directory_public = true\n", environment);
  ASSERT_TRUE(config) << config.error().message();
  EXPECT_EQ(config->witnesses, std::vector{kWitness});
  EXPECT_FALSE(config->directory_public);
  for (const auto* line :
       {"witnesses = \"x\"", "witnesses = [\"x\"]", "witnesses = [1]", "directory_public = \"true\"", "directory_public = 1"}) {
    EXPECT_EQ(load(complete + line).error().code, AppError::bad_value) << line;
  }
}

TEST_F(ConfigTest, ItsOwnTextReadsBackTheSame) {
  auto config = load(complete + "attachment_mib = 5\nlog_level = \"debug\"\nwitnesses = [\"" + kWitness + "\"]\n");
  ASSERT_TRUE(config);
  const auto again = load(config_text(*config));
  ASSERT_TRUE(again) << again.error().message();
  EXPECT_EQ(settings_of(*again), settings_of(*config));
}

// ---- quotas: each setting reaches what keeps it ----

using Options = net::RelayOptions;
constexpr std::uint64_t kMiB = 1024 * 1024;

// Place is where a setting has to arrive, and what one of it is there.
struct Place {
  std::function<std::uint64_t(const Options&)> value;
  std::uint64_t unit = 1;
};

Place gate(std::uint64_t core::Quotas::* member) {
  return {[member](const Options& options) { return options.quotas.*member; }};
}
template <class Member>
Place door(Member member) {
  return {[member](const Options& options) -> std::uint64_t { return options.listener.door.*member; }};
}
Place store(std::uint64_t (*value)(const core::Limits&), std::uint64_t unit = kMiB) {
  return {[value](const Options& options) { return value(options.limits); }, unit};
}

std::map<std::string_view, Place> places() {
  using Q = core::Quotas;
  using D = wire::DoorLimits;
  using L = core::Limits;
  return {
      {"device_requests_per_minute", gate(&Q::device_requests_per_minute)},
      {"authority_requests_per_minute", gate(&Q::authority_requests_per_minute)},
      {"device_messages_per_minute", gate(&Q::device_messages_per_minute)},
      {"authority_messages_per_minute", gate(&Q::authority_messages_per_minute)},
      {"device_commits_per_hour", gate(&Q::device_commits_per_hour)},
      {"authority_commits_per_hour", gate(&Q::authority_commits_per_hour)},
      {"device_claims_per_hour", gate(&Q::device_claims_per_hour)},
      {"authority_claims_per_hour", gate(&Q::authority_claims_per_hour)},
      {"claims_of_one_device_per_hour", gate(&Q::claims_of_one_device_per_hour)},
      {"device_traffic_mib_per_hour", gate(&Q::device_traffic_mib_per_hour)},
      {"authority_traffic_mib_per_hour", gate(&Q::authority_traffic_mib_per_hour)},
      {"device_logins_per_minute", gate(&Q::device_logins_per_minute)},
      {"authority_logins_per_minute", gate(&Q::authority_logins_per_minute)},
      {"authority_statements_per_hour", gate(&Q::authority_statements_per_hour)},
      {"address_requests_per_minute", gate(&Q::address_requests_per_minute)},
      {"authority_sessions", gate(&Q::authority_sessions)},
      {"authority_requests_in_flight", gate(&Q::authority_requests_in_flight)},
      {"in_flight_mib", gate(&Q::in_flight_mib)},
      {"address_handshakes_per_minute", door(&D::address_handshakes_per_minute)},
      {"stranger_handshake_percent", door(&D::stranger_handshake_percent)},
      {"known_handshake_percent", door(&D::known_handshake_percent)},
      {"address_connections", door(&D::address_connections)},
      {"address_strangers", door(&D::address_strangers)},
      {"strangers", door(&D::strangers)},
      {"device_stored_mib", store([](const L& l) { return l.stored_per_device.bytes; })},
      {"authority_stored_mib", store([](const L& l) { return l.stored_per_authority.bytes; })},
      {"device_stored_messages", store([](const L& l) { return l.stored_per_device.messages; }, 1)},
      {"authority_stored_messages", store([](const L& l) { return l.stored_per_authority.messages; }, 1)},
      {"device_attachments_mib", store([](const L& l) { return l.attachment_bytes_per_device; })},
      {"authority_attachments_mib", store([](const L& l) { return l.attachment_bytes_per_authority; })},
  };
}

TEST_F(ConfigTest, EveryQuotaReachesWhatKeepsIt) {
  const auto all = places();
  const auto before = relay_options(load(complete).value());
  for (const auto& setting : quota_settings()) {
    const std::string key(setting.key);
    ASSERT_TRUE(all.contains(key)) << key << " has no row";
    const auto config = load(complete + key + " = 7\n");
    ASSERT_TRUE(config) << config.error().message();
    const auto after = relay_options(*config);
    for (const auto& [name, place] : all) {
      const auto wanted = name == key ? 7 * place.unit : place.value(before);
      EXPECT_EQ(place.value(after), wanted) << key << " at the place of " << name;
    }
  }
  EXPECT_EQ(all.size(), quota_settings().size());
}

}  // namespace
}  // namespace valise::server::app
