// The program itself: prepared, seeded, run, asked for its health, drained.
#include <signal.h>
#include <sys/stat.h>

#include <algorithm>

#include "tests/unit/server_app/valised_fixture.hpp"

namespace valise::server::app {
namespace {

TEST_F(ValisedTest, FromNothingToARunningRelayAndAway) {
  init();
  struct stat info{};
  ASSERT_EQ(::stat(data.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700U);
  for (const auto* secret : {"tls.key", "log.key", "database.key"}) {
    ASSERT_EQ(::stat((fs::path(data) / secret).c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600U) << secret;
  }
  const auto again = valised({"init", "--data-dir", data, "--name", "vienna-1", "--origin", "valise.example/log"});
  EXPECT_EQ(again.code, 1);

  const auto unseeded = valised({"run", "--config", config});
  EXPECT_EQ(unseeded.code, 1);
  EXPECT_NE(unseeded.err.find("valised import-directory --config " + config), std::string::npos) << unseeded.err;

  const auto files = statements();
  const auto imported = import_statements(files);
  ASSERT_EQ(imported.code, 0) << imported.summary();
  EXPECT_NE(imported.out.find("entries: 2"), std::string::npos);
  const auto repeated = import_statements(files);
  EXPECT_EQ(repeated.code, 0) << repeated.summary();

  const auto down = valised({"healthcheck", "--config", config});
  EXPECT_EQ(down.code, 1);
  tests::Process relay({.arguments = {VALISED, "run", "--config", config}}, folder / "relay");
  ASSERT_TRUE(tests::await_port(port, tests::kPatience)) << tests::read_file(folder / "relay.err");
  const auto health = valised({"healthcheck", "--config", config, "--json"});
  EXPECT_EQ(health.code, 0) << health.summary();
  EXPECT_EQ(health.out, "{\"healthy\":true,\"log_size\":2}\n");
  EXPECT_EQ(tests::read_file(folder / "relay.out"), "valised: ready on " + listen + "\n");
  const auto second = valised({"run", "--config", config});
  EXPECT_EQ(second.code, 1) << "two relays on one store";
  relay.signal(SIGTERM);
  const auto end = relay.wait(tests::kPatience);
  ASSERT_TRUE(end);
  EXPECT_EQ(end->code, 0) << tests::read_file(folder / "relay.err");
}

TEST_F(ValisedTest, RefusesADirectoryThatDoesNotAnnounceIt) {
  init();
  auto files = statements();
  files.pop_back();
  const auto imported = import_statements(files);
  EXPECT_EQ(imported.code, 0) << imported.summary();
  EXPECT_NE(imported.err.find("does not announce this relay"), std::string::npos);
  const auto refused = valised({"run", "--config", config});
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.err.find("does not announce this relay's TLS key"), std::string::npos) << refused.err;
}

TEST_F(ValisedTest, BadStatementsChangeNothing) {
  init();
  auto files = statements();
  std::swap(files[0], files[1]);
  const auto refused = import_statements(files);
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.err.find(files[0]), std::string::npos) << refused.err;
  EXPECT_FALSE(fs::exists(fs::path(data) / "relay.db"));
}

TEST_F(ValisedTest, UsageAndConfigurationErrorsHaveTheirCode) {
  EXPECT_EQ(valised({}).code, 2);
  EXPECT_EQ(valised({"serve"}).code, 2);
  EXPECT_EQ(valised({"--help"}).code, 0);
  EXPECT_EQ(valised({"init", "--data-dir", data, "--name", "Not A Name", "--origin", "x"}).code, 2);
  EXPECT_FALSE(fs::exists(data));
  EXPECT_EQ(valised({"check-config", "--config", config}).code, 2);
  init();
  EXPECT_EQ(valised({"check-config", "--config", config}).code, 0);
  const auto valid = tests::read_file(config);
  const auto line = std::to_string(std::ranges::count(valid, '\n') + 1);
  tests::write_file(config, valid + "typo = 1\n");
  for (const auto* command : {"check-config", "run", "show-config", "healthcheck"}) {
    const auto refused = valised({command, "--config", config});
    EXPECT_EQ(refused.code, 2) << command;
    EXPECT_NE(refused.err.find(config + ":" + line + ": typo"), std::string::npos) << refused.err;
  }
}

// The key may come from systemd instead of from the data folder.
TEST_F(ValisedTest, DatabaseKeyFromACredential) {
  init();
  const auto credentials = folder / "credentials";
  fs::create_directory(credentials);
  fs::rename(fs::path(data) / "database.key", credentials / "database.key");
  auto files = statements();
  EXPECT_EQ(import_statements(files).code, 1);
  std::vector<std::string> arguments{VALISED, "import-directory", "--config", config};
  arguments.insert(arguments.end(), files.begin(), files.end());
  const auto imported = tests::run({.arguments = arguments, .environment = {{"CREDENTIALS_DIRECTORY", credentials.string()}}});
  EXPECT_EQ(imported.code, 0) << imported.summary();
}

}  // namespace
}  // namespace valise::server::app
