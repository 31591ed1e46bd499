// The audit log where writing goes wrong: a command that is killed in the middle of its line, a disk that is full.
#include "server/app/audit_log.hpp"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>

#include "server/app/app_error.hpp"
#include "tests/support/small_disk.hpp"
#include "tests/unit/server_app/valised_fixture.hpp"

namespace valise::server::app {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::size_t lines_in(const std::string& text) { return static_cast<std::size_t>(std::ranges::count(text, '\n')); }

class AuditLogTest : public ::testing::Test {
 protected:
  base::Result<> record(crypto::Label action) const {
    return audit(folder_.path(), clock_, action, {{"listen", "127.0.0.1:8443"}});
  }
  [[nodiscard]] std::string text() const { return tests::read_file(file()); }
  [[nodiscard]] fs::path file() const { return folder_ / "audit.log"; }
  [[nodiscard]] base::Result<AuditChain> verified() const { return verify_audit(folder_.path()); }

  tests::TempFolder folder_{"audit-log"};
  base::SystemClock clock_;
};

TEST_F(AuditLogTest, ALineThatWasCutAnywhereIsMendedAndThatIsRecorded) {
  ASSERT_TRUE(record("init"));
  const auto first = text();
  ASSERT_TRUE(record("start"));
  const auto both = text();
  for (std::size_t cut = first.size() + 1; cut < both.size(); ++cut) {
    tests::write_file(file(), both.substr(0, cut));
    EXPECT_EQ(verified().error().code, AppError::audit_broken) << "verify is strict";
    ASSERT_TRUE(record("stop")) << cut;
    EXPECT_THAT(text(), HasSubstr("},\"mended\":" + std::to_string(cut - first.size()) + ",\"previous\":\""));
    EXPECT_THAT(text(), Not(HasSubstr("\"start\"")));
    ASSERT_TRUE(verified()) << cut;
    EXPECT_EQ(verified()->lines, 2U);
    ASSERT_TRUE(record("start"));
    ASSERT_TRUE(verified()) << cut;
    EXPECT_EQ(text().find("mended"), text().rfind("mended")) << "said once";
  }
  tests::write_file(file(), first);
  ASSERT_TRUE(record("stop"));
  EXPECT_THAT(text(), Not(HasSubstr("mended"))) << "whole lines gone: for the hash that is kept elsewhere";
}

TEST_F(AuditLogTest, TheFirstLineAndALongOneAreMendedToo) {
  tests::write_file(file(), "{\"ti");
  ASSERT_TRUE(record("init"));
  EXPECT_THAT(text(), HasSubstr("\"mended\":4,\"previous\":\"0000"));
  ASSERT_TRUE(verified());
  tests::write_file(file(), text() + std::string(60'000, 'x'));
  ASSERT_TRUE(record("start"));
  EXPECT_THAT(text(), HasSubstr("\"mended\":60000,"));
  EXPECT_LT(text().size(), 2000U);
  ASSERT_TRUE(verified());
}

TEST_F(AuditLogTest, WhatIsNoneOfOursIsLeftAsItIs) {
  ASSERT_TRUE(record("init"));
  const auto sound = text();
  for (const auto& end : {std::string("somebody's words\n"), std::string("\n"), std::string("somebody's words\n{\"time\""),
                          std::string(70'000, 'x')}) {
    tests::write_file(file(), sound + end);
    EXPECT_EQ(record("start").error().code, AppError::audit_broken);
    EXPECT_EQ(text(), sound + end);
  }
}

// One that goes on from the last, but is longer than any of ours: its beginning is not looked for, so nothing may go on from it.
TEST_F(AuditLogTest, ALineLongerThanAnyOfOursIsNoneOfOurs) {
  ASSERT_TRUE(record("init"));
  const auto sound = text();
  const auto end = ",\"previous\":\"" + verified()->head + "\"}\n";
  for (const std::size_t size : {66'000U, 200'000U}) {
    tests::write_file(file(), sound + std::string(size, 'x') + end);
    EXPECT_EQ(verified().error().code, AppError::audit_broken);
    EXPECT_EQ(record("start").error().code, AppError::audit_broken) << size;
  }
}

// FileLimit: no file of this process may be longer, as if the disk had no more.
class FileLimit {
 public:
  explicit FileLimit(std::size_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    handler_ = ::signal(SIGXFSZ, SIG_IGN);
  }
  FileLimit(const FileLimit&) = delete;
  FileLimit& operator=(const FileLimit&) = delete;
  ~FileLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  sighandler_t handler_ = nullptr;
};

TEST_F(AuditLogTest, WhatHasNoRoomLeavesTheLinesAsTheyWere) {
  ASSERT_TRUE(record("init"));
  const auto before = text();
  ASSERT_TRUE(record("start"));
  const auto line = text().size() - before.size();
  for (std::size_t room = 0; room < line; ++room) {
    tests::write_file(file(), before);
    const auto refused = [&] {
      const FileLimit limit(before.size() + room);
      return record("start");
    }();
    ASSERT_EQ(refused.error().code, AppError::audit_unwritable) << room;
    ASSERT_EQ(text(), before) << room;
  }
  ASSERT_TRUE(record("start"));
  EXPECT_THAT(text(), Not(HasSubstr("mended")));
  // A torn line that cannot be mended yet is as long as it was, so that the next one says how long.
  tests::write_file(file(), before + "{\"time\":\"2026-");
  {
    const FileLimit limit(before.size() + 100);
    EXPECT_FALSE(record("start"));
  }
  EXPECT_EQ(text().size(), before.size() + 14);
  ASSERT_TRUE(record("start"));
  EXPECT_THAT(text(), HasSubstr("\"mended\":14,"));
  ASSERT_TRUE(verified());
}

class AuditOfAProgram : public ValisedTest {
 protected:
  [[nodiscard]] fs::path file() const { return fs::path(data) / "audit.log"; }
  void end(tests::Process relay) const {
    relay.signal(SIGTERM);
    const auto ended = relay.wait(tests::kPatience);
    ASSERT_TRUE(ended);
    EXPECT_EQ(ended->code, 0) << log();
  }
  void expect_sound() {
    const auto sound = valised({"audit-log", "verify", "--config", config});
    EXPECT_EQ(sound.code, 0) << sound.summary();
  }
  // record_as_the_program does: a line of the length that the test wants.
  base::Result<> record(std::size_t length) const {
    const base::SystemClock clock;
    return audit(data, clock, "start", {{"listen", std::string(length, 'x')}});
  }
};

TEST_F(AuditOfAProgram, ThatWasKilledAsItWroteStartsAgain) {
  prepare();
  const auto whole = tests::read_file(file());
  tests::write_file(file(), whole.substr(0, whole.size() - 40));
  end(start());
  expect_sound();
  EXPECT_THAT(tests::read_file(file()), AllOf(HasSubstr("\"action\":\"start\""), HasSubstr("\"mended\":")));
}

TEST_F(AuditOfAProgram, StartsAndEndsOnAFullDisk) {
  const tests::SmallDisk disk(data, 32 << 20);
  if (!disk.mounted()) GTEST_SKIP() << "this user may not mount a small file system";
  prepare();
  end(start());
  // The next line does not fit into what the file has already taken of the disk.
  const auto page = 4096;
  const auto left = page - fs::file_size(file()) % page;
  if (left > 500) {
    ASSERT_TRUE(record(left - 400));
  }
  disk.fill();
  const auto before = lines_in(tests::read_file(file()));
  end(start());
  end(start());
  EXPECT_EQ(lines_in(tests::read_file(file())), before + 4);
  expect_sound();
}

TEST_F(AuditOfAProgram, SaysThatTheDiskIsFullAndStartsWhenThereIsRoomAgain) {
  const tests::SmallDisk disk(data, 32 << 20);
  if (!disk.mounted()) GTEST_SKIP() << "this user may not mount a small file system";
  prepare();
  end(start());
  disk.fill();
  base::Result<> recorded;
  while ((recorded = record(1000))) {
  }
  EXPECT_EQ(recorded.error().code, AppError::disk_full);
  while ((recorded = record(1))) {
  }
  expect_sound();
  const auto full = tests::read_file(file());
  for (int times = 0; times < 3; ++times) {
    const auto refused = valised({"run", "--config", config});
    EXPECT_EQ(refused.code, 1);
    EXPECT_EQ(refused.err, "valised: " + file().string() + ": there is no room for it on the disk; make some and try again\n");
  }
  EXPECT_EQ(tests::read_file(file()), full);
  disk.free();
  end(start());
  expect_sound();
  EXPECT_THAT(tests::read_file(file()), Not(HasSubstr("mended")));
}

}  // namespace
}  // namespace valise::server::app
