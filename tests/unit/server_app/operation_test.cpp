// The operation listener of the real program: health, readiness, metrics; and what is shipped for Prometheus and Grafana, held
// against what the program exposes.
#include <gmock/gmock.h>
#include <signal.h>

#include <regex>

#include "tests/support/exposition.hpp"
#include "tests/unit/server_app/valised_fixture.hpp"

namespace valise::server::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class OperationTest : public ValisedTest {
 protected:
  [[nodiscard]] std::string get(const std::string& target, const std::string& host = "127.0.0.1") const {
    return tests::http_get(operation_port, target, host);
  }
  [[nodiscard]] std::string metrics_text() const {
    const auto answer = get("/metrics");
    return answer.substr(answer.find("\r\n\r\n") + 4);
  }
  [[nodiscard]] tests::Exposition metrics() const { return tests::parse_exposition(metrics_text()); }
};

TEST_F(OperationTest, SaysHowItIs) {
  prepare();
  auto relay = start();
  EXPECT_THAT(get("/healthz"), AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), HasSubstr("\r\n\r\nalive\n")));
  EXPECT_THAT(get("/readyz"), AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), HasSubstr("\r\n\r\nready\n")));
  EXPECT_THAT(get("/metrics"), HasSubstr("\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
  EXPECT_THAT(get("/elsewhere"), StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(get("/metrics", "rebound.example:9464"), StartsWith("HTTP/1.1 421 ")) << "a browser led here asks by another name";
  EXPECT_THAT(get("/metrics", "localhost:1"), StartsWith("HTTP/1.1 200 "));
  const auto health = valised({"healthcheck", "--config", config});
  EXPECT_EQ(health.code, 0) << health.summary();
  relay.signal(SIGSTOP);  // it hangs: healthcheck must not hang with it
  const auto hung = valised({"healthcheck", "--config", config});
  EXPECT_EQ(hung.code, 1) << hung.summary();
  relay.signal(SIGCONT);
}

TEST_F(OperationTest, MetricsAreWellFormedAndTrue) {
  prepare();
  auto relay = start();
  ASSERT_EQ(valised({"healthcheck", "--config", config}).code, 0);  // one session
  const auto all = metrics();
  const auto value = [&](const std::string& family, const std::string& labels = "") {
    return sample(all, family, family + labels);
  };
  EXPECT_EQ(value("valise_sessions_opened_total"), 1);
  EXPECT_EQ(value("valise_log_entries"), 2);
  EXPECT_EQ(value("valise_served_head_entries"), 2);
  EXPECT_EQ(value("valise_build_info", "{version=\"0.1.0\"}"), 1);
  EXPECT_EQ(value("valise_store_writable", "{database=\"relay\"}"), 1);
  EXPECT_GT(value("valise_database_bytes", "{database=\"relay\"}"), 4096);
  EXPECT_GT(value("valise_disk_free_bytes"), 0);
  EXPECT_EQ(value("valise_backup_last_success_timestamp_seconds"), 0);
  EXPECT_EQ(value("valise_tls_certificate_expiry_timestamp_seconds"), 253'402'300'799);
  EXPECT_EQ(value("valise_requests_total", "{request=\"submit_message\",outcome=\"ok\"}"), 0);
  // The upkeep at the start is a commit, though there was nothing to sync.
  EXPECT_TRUE(tests::soon([&] {
    return sample(metrics(), "valise_store_commit_seconds", "valise_store_commit_seconds_count{database=\"relay\"}") > 0;
  }));
}

// Labels are words of ours: nothing in them may look like an id, an address or a name.
TEST_F(OperationTest, LabelsTellNobodyApart) {
  prepare();
  auto relay = start();
  const auto text = metrics_text();
  EXPECT_THAT(text, Not(HasSubstr("vienna-1")));
  EXPECT_THAT(text, Not(HasSubstr("127.0.0.1")));
  EXPECT_FALSE(std::regex_search(text, std::regex("=\"[^\"]*[0-9a-f]{16}")));
  static const std::regex label("([a-z_]+)=\"");
  for (std::sregex_iterator it(text.begin(), text.end(), label), end; it != end; ++it) {
    EXPECT_THAT((*it)[1].str(), ::testing::AnyOf("le", "kind", "reason", "request", "outcome", "code", "database", "version"));
  }
}

// names gives every metric that a text names.
std::set<std::string> names(const std::string& text) {
  static const std::regex name("\\b(valise|process)_[a-z_]+[a-z]\\b");
  std::set<std::string> out;
  for (std::sregex_iterator it(text.begin(), text.end(), name), end; it != end; ++it) out.insert(it->str());
  return out;
}

TEST_F(OperationTest, WhatIsShippedForWatchingFitsTheProgram) {
  prepare();
  auto relay = start();
  const auto all = metrics();
  const fs::path root = VALISE_SOURCE_DIR;
  const auto known = [&](std::string name) {
    for (const std::string suffix : {"_bucket", "_sum", "_count"}) {
      const auto family = name.substr(0, name.size() - std::min(name.size(), suffix.size()));
      if (name.ends_with(suffix) && all.contains(family) && all.at(family).type == "histogram") return true;
    }
    return all.contains(name);
  };
  for (const auto* file : {"deploy/prometheus/valise.rules.yml", "deploy/grafana/valise.json"}) {
    const auto used = names(tests::read_file(root / file));
    EXPECT_GE(used.size(), 8U) << file;
    for (const auto& name : used) EXPECT_TRUE(known(name)) << file << " names " << name;
  }
  // What an alert is about can be looked at.
  const auto dashboard = names(tests::read_file(root / "deploy/grafana/valise.json"));
  for (const auto& name : names(tests::read_file(root / "deploy/prometheus/valise.rules.yml"))) {
    EXPECT_TRUE(dashboard.contains(name)) << "no panel shows " << name;
  }
  for (const auto* name :
       {"valise_alerts_open", "valise_alerts_overdue", "valise_alert_channels", "valise_alert_channels_failing"}) {
    EXPECT_TRUE(dashboard.contains(name)) << "no panel shows " << name;
  }
  // The handbook explains every metric, and none that is not there.
  const auto handbook = tests::read_file(root / "docs/operate.md");
  const auto explained = names(handbook);
  for (const auto& [name, family] : all) EXPECT_TRUE(explained.contains(name)) << "docs/operate.md does not explain " << name;
  for (const auto& name : explained) EXPECT_TRUE(known(name)) << "docs/operate.md explains " << name;
}

// Every alert has a runbook sentence that leads to a section of the handbook that is there.
TEST(AlertRules, LeadToTheHandbook) {
  const fs::path root = VALISE_SOURCE_DIR;
  const auto rules = tests::read_file(root / "deploy/prometheus/valise.rules.yml");
  const auto handbook = tests::read_file(root / "docs/operate.md");
  static const std::regex alert("- alert: (\\w+)"), runbook("runbook: .*docs/operate\\.md, \"([^\"]+)\"");
  const auto count = [&](const std::regex& pattern) {
    return std::distance(std::sregex_iterator(rules.begin(), rules.end(), pattern), std::sregex_iterator());
  };
  EXPECT_GE(count(alert), 8);
  EXPECT_EQ(count(alert), count(runbook));
  for (std::sregex_iterator it(rules.begin(), rules.end(), runbook), end; it != end; ++it) {
    EXPECT_THAT(handbook, HasSubstr("\n### " + (*it)[1].str() + "\n"));
  }
}

TEST_F(OperationTest, IsNotOpenedToOthersByAccident) {
  init();
  const auto text = tests::read_file(config);
  const auto with = [&](const std::string& address, const std::string& more) {
    auto changed = std::regex_replace(text, std::regex("operation_listen = .*"), "operation_listen = \"" + address + "\"");
    tests::write_file(config, std::regex_replace(changed, std::regex("operation_public = false"), "operation_public = " + more));
    return valised({"check-config", "--config", config});
  };
  const auto refused = with("0.0.0.0:9464", "false");
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr(config + ":15: operation_listen: metrics would be open")) << refused.err;
  EXPECT_EQ(with("0.0.0.0:9464", "true").code, 0);
  EXPECT_EQ(with("[::1]:9464", "false").code, 0);
  EXPECT_EQ(with("off", "false").code, 0);
}

TEST_F(OperationTest, DrainsAndSaysSo) {
  prepare();
  auto relay = start();
  relay.signal(SIGTERM);
  const auto end = relay.wait(tests::kPatience);
  ASSERT_TRUE(end);
  EXPECT_EQ(end->code, 0) << log();
  EXPECT_THAT(log(), HasSubstr("event=draining"));
  EXPECT_THAT(log(), HasSubstr("event=stopped"));
}

TEST_F(OperationTest, LogsAsJson) {
  prepare();
  const auto text = tests::read_file(config);
  tests::write_file(config, std::regex_replace(text, std::regex("log_format = \"text\""), "log_format = \"json\""));
  {
    auto relay = start();
    ASSERT_TRUE(tests::soon([&] { return log().find("\"ready\"") != std::string::npos; }));
    relay.signal(SIGTERM);
    ASSERT_TRUE(relay.wait(tests::kPatience));
  }
  static const std::regex line(
      R"re(\{"time":"[-0-9T:.]+Z","level":"[a-z]+","event":"[a-z-]+"(,"[a-z-]+":("[^"]*"|[0-9]+))*\})re");
  std::istringstream lines(log());
  for (std::string one; std::getline(lines, one);) EXPECT_TRUE(std::regex_match(one, line)) << one;
  EXPECT_THAT(log(), HasSubstr("\"event\":\"ready\",\"port\":" + std::to_string(port)));
}

}  // namespace
}  // namespace valise::server::app
