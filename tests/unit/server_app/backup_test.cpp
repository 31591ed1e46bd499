// Backups, restoring, change of the database key and the audit log, with the real program.
#include <gmock/gmock.h>
#include <signal.h>

#include <fstream>
#include <regex>

#include "tests/support/exposition.hpp"
#include "tests/unit/server_app/valised_fixture.hpp"

namespace valise::server::app {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class BackupTest : public ValisedTest {
 protected:
  [[nodiscard]] std::string backup() const { return (folder / "backup").string(); }
  Output back_up(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"backup", "--config", config});
    return valised(std::move(more));
  }
  Output verify(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"verify-backup", "--config", config, backup()});
    return valised(std::move(more));
  }
  Output healthcheck(const std::string& of) { return valised({"healthcheck", "--config", of}); }
  static void flip_byte(const fs::path& file) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    const auto at = static_cast<std::streamoff>(fs::file_size(file) / 2);
    stream.seekg(at);
    const char old = static_cast<char>(stream.get());
    stream.seekp(at);
    stream.put(static_cast<char>(old ^ 1));
  }
};

TEST_F(BackupTest, OfARunningRelayIsVerifiedRestoredAndRun) {
  prepare();
  {
    auto relay = start();
    const auto made = back_up({"--with-keys", backup()});
    ASSERT_EQ(made.code, 0) << made.summary();
    const auto answer = tests::http_get(operation_port, "/metrics");
    const auto name = "valise_backup_last_success_timestamp_seconds";
    EXPECT_GT(sample(tests::parse_exposition(answer.substr(answer.find("\r\n\r\n") + 4)), name, name), 1e9);
    relay.signal(SIGTERM);
    ASSERT_TRUE(relay.wait(tests::kPatience));
  }
  EXPECT_EQ(verify().code, 0) << verify().summary();
  EXPECT_THAT(verify().out, AllOf(HasSubstr("directory entries: 2"), HasSubstr("keys: included")));
  EXPECT_EQ(tests::run({.arguments = {"/usr/bin/env", "-C", backup(), "sha256sum", "-c", "--quiet", "SHA256SUMS"}}).code, 0);
  const auto other = (folder / "other").string();
  ASSERT_EQ(valised({"restore", backup(), "--data-dir", other}).code, 0);
  EXPECT_NE(tests::read_file(other + "/incarnation"), tests::read_file(data + "/incarnation"));
  const auto refused = valised({"restore", backup(), "--data-dir", other});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("already there"));
  tests::Process relay({.arguments = {VALISED, "run", "--config", other + "/valised.toml"}}, folder / "restored");
  ASSERT_TRUE(tests::await_port(port, tests::kPatience)) << tests::read_file(folder / "restored.err");
  EXPECT_EQ(healthcheck(other + "/valised.toml").code, 0);
  EXPECT_EQ(valised({"audit-log", "verify", "--config", other + "/valised.toml"}).code, 0) << "the chain goes on";
}

TEST_F(BackupTest, WithoutKeysTheyAreGivenWhenItIsRestored) {
  prepare();
  ASSERT_EQ(back_up({backup()}).code, 0);
  for (const auto* key : {"tls.key", "log.key", "database.key"}) EXPECT_FALSE(fs::exists(fs::path(backup()) / key));
  const auto other = (folder / "other").string();
  const auto refused = valised({"restore", backup(), "--data-dir", other});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("--keys"));
  EXPECT_FALSE(fs::exists(other));
  EXPECT_EQ(valised({"restore", backup(), "--data-dir", other, "--keys", data}).code, 0);
}

TEST_F(BackupTest, DamageIsNoticedInEveryFile) {
  prepare();
  ASSERT_EQ(back_up({"--with-keys", backup()}).code, 0);
  for (const auto& entry : fs::directory_iterator(backup())) {
    flip_byte(entry.path());
    const auto found = verify();
    EXPECT_EQ(found.code, 1) << entry.path();
    EXPECT_EQ(valised({"restore", backup(), "--data-dir", (folder / "other").string()}).code, 1) << entry.path();
    EXPECT_FALSE(fs::exists(folder / "other"));
    flip_byte(entry.path());
  }
  ASSERT_EQ(verify().code, 0);
  tests::write_file(fs::path(backup()) / "more", "x");
  EXPECT_EQ(verify().code, 1) << "a file that is not listed";
  fs::remove(fs::path(backup()) / "more");
  fs::remove(fs::path(backup()) / "attachments.db");
  EXPECT_EQ(verify().code, 1);
}

// Whoever keeps backups can write there, and none of these need a sum that is wrong.
TEST_F(BackupTest, WhatIsListedTwiceOrIsNoFileOrWasNeverOursIsNoticed) {
  prepare();
  ASSERT_EQ(back_up({"--with-keys", backup()}).code, 0);
  const fs::path made = backup();
  const auto sums = tests::read_file(made / "SHA256SUMS");
  const auto first = sums.substr(0, sums.find('\n') + 1);
  tests::write_file(made / "more", "x");
  tests::write_file(made / "SHA256SUMS", sums + first);
  EXPECT_EQ(verify().code, 1) << "as many lines as files";
  fs::remove(made / "more");
  EXPECT_EQ(verify().code, 1) << "a line twice";
  tests::write_file(made / "SHA256SUMS", sums);
  ASSERT_EQ(verify().code, 0);

  fs::rename(made / "tls.crt", folder / "elsewhere");
  fs::create_symlink(folder / "elsewhere", made / "tls.crt");
  EXPECT_EQ(verify().code, 1) << "not in the backup itself";
  fs::remove(made / "tls.crt");
  fs::rename(folder / "elsewhere", made / "tls.crt");
  ASSERT_EQ(verify().code, 0);

  const auto info = tests::read_file(made / "backup.toml");
  auto words = info;
  words.replace(words.find("vienna-1"), 8, "\\u001b[2J");
  tests::write_file(made / "backup.toml", words);
  const auto told = verify();
  EXPECT_EQ(told.code, 1);
  EXPECT_THAT(told.out + told.err, ::testing::Not(HasSubstr("\x1b")));
  EXPECT_THAT(told.err, HasSubstr("not a backup"));
}

TEST_F(BackupTest, ByNameAndOnlyTheNewestStay) {
  prepare();
  const auto into = (folder / "backups").string();
  fs::create_directories(into + "/valise-20200101T000000Z");
  fs::create_directories(into + "/valise-20200102T000000Z");
  fs::create_directories(into + "/something-else");
  const auto made = back_up({"--into", into, "--keep", "2"});
  ASSERT_EQ(made.code, 0) << made.summary();
  EXPECT_FALSE(fs::exists(into + "/valise-20200101T000000Z"));
  EXPECT_TRUE(fs::exists(into + "/valise-20200102T000000Z"));
  EXPECT_TRUE(fs::exists(into + "/something-else"));
  EXPECT_EQ(back_up().code, 2);
}

TEST_F(BackupTest, TheDatabaseKeyIsChanged) {
  prepare();
  const auto before = tests::read_file(data + "/database.key");
  {
    auto relay = start();
    const auto busy = valised({"rekey", "--config", config});
    EXPECT_EQ(busy.code, 1) << "while the relay runs";
    EXPECT_FALSE(fs::exists(data + "/database.key.next")) << "it could not start again";
  }
  const auto done = valised({"rekey", "--config", config});
  ASSERT_EQ(done.code, 0) << done.summary();
  EXPECT_NE(tests::read_file(data + "/database.key"), before);
  EXPECT_FALSE(fs::exists(data + "/database.key.next"));
  auto relay = start();
  EXPECT_EQ(healthcheck(config).code, 0) << log();
}

// Killed at any moment, the same command finishes the work, and until then the relay says what has to be done.
TEST_F(BackupTest, AChangeOfTheKeySurvivesBeingKilled) {
  prepare();
  for (int kills = 0; kills < 12; ++kills) {
    tests::Process rekey({.arguments = {VALISED, "rekey", "--config", config}}, folder / "rekey");
    std::this_thread::sleep_for(std::chrono::milliseconds(15 * kills));
    rekey.kill();
    if (!fs::exists(data + "/database.key.next")) continue;
    const auto told = valised({"run", "--config", config});
    EXPECT_EQ(told.code, 1);
    EXPECT_THAT(told.err, HasSubstr("run valised rekey again"));
  }
  const auto done = valised({"rekey", "--config", config});
  ASSERT_EQ(done.code, 0) << done.summary();
  auto relay = start();
  EXPECT_EQ(healthcheck(config).code, 0) << log();
}

TEST_F(BackupTest, EveryActionIsInTheAuditLog) {
  prepare();
  {
    auto relay = start();
    relay.signal(SIGHUP);
    ASSERT_TRUE(tests::soon([&] { return log().find("event=reloaded") != std::string::npos; }));
    ASSERT_EQ(back_up({backup()}).code, 0);
    relay.signal(SIGTERM);
    ASSERT_TRUE(relay.wait(tests::kPatience));
  }
  ASSERT_EQ(valised({"rekey", "--config", config}).code, 0);
  const fs::path file = fs::path(data) / "audit.log";
  const auto whole = tests::read_file(file);
  std::vector<std::string> actions;
  static const std::regex action("\"uid\":[0-9]+(?:,\"login_uid\":[0-9]+)?,\"action\":\"([^\"]+)\"");
  for (std::sregex_iterator it(whole.begin(), whole.end(), action), end; it != end; ++it) actions.push_back((*it)[1]);
  EXPECT_THAT(actions, ::testing::ElementsAre("init", "import directory", "start", "reload", "backup", "stop", "rekey"));
  const auto sound = valised({"audit-log", "verify", "--config", config});
  EXPECT_EQ(sound.code, 0) << sound.summary();
  EXPECT_THAT(sound.out, HasSubstr("lines: 7\nhead: "));

  const auto broken_at = [&](const std::string& text) {
    tests::write_file(file, text);
    const auto found = valised({"audit-log", "verify", "--config", config});
    EXPECT_EQ(found.code, 1);
    return found.err;
  };
  const auto second = whole.find('\n') + 1;
  const auto third = whole.find('\n', second) + 1;
  auto changed = whole;
  changed[whole.find("import")] = 'I';
  EXPECT_THAT(broken_at(changed), HasSubstr("audit.log:3: ")) << "the line after the one that was changed";
  EXPECT_THAT(broken_at(whole.substr(0, second) + whole.substr(third)), HasSubstr("audit.log:2: "));
  EXPECT_THAT(broken_at(whole.substr(second)), HasSubstr("audit.log:1: "));
  EXPECT_THAT(broken_at(whole.substr(0, whole.size() - 1)), HasSubstr("audit.log:7: "));
  // What cannot be recorded is not done.
  EXPECT_THAT(broken_at(whole + "somebody's words\n"), HasSubstr("audit.log:8: "));
  EXPECT_EQ(back_up({(folder / "another").string()}).code, 1);
  EXPECT_FALSE(fs::exists(folder / "another"));
}

}  // namespace
}  // namespace valise::server::app
