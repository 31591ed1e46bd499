#include "client-sdk/store/profile.hpp"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "keys/crypto/key_file_error.hpp"
#include "store_fixture.hpp"

namespace valise::sdk::store {
namespace {

constexpr auto kQuick = crypto::Argon2Cost::test_minimum;

class ProfileTest : public testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path folder() const { return outer_.path() / "share" / "profile"; }
  [[nodiscard]] base::Result<Profile> hold(std::string_view command = "valise inbox") const {
    return Profile::hold(folder(), command, clock_);
  }

  TemporaryFolder outer_;
  ManualClock clock_;
  SeededRandom random_;
};

TEST_F(ProfileTest, OpensUnderThePassphrase) {
  {
    auto profile = hold().value();
    EXPECT_FALSE(profile.exists());
    EXPECT_EQ(profile.open_store(passphrase("first")).error().code, StoreError::no_profile);
    ASSERT_TRUE(profile.create_store(passphrase("first"), random_, kQuick));
    EXPECT_TRUE(profile.exists());
    EXPECT_EQ(profile.create_store(passphrase("first"), random_, kQuick).error().code, StoreError::profile_exists);
  }
  auto profile = hold().value();
  EXPECT_TRUE(profile.open_store(passphrase("first")));
  EXPECT_EQ(profile.open_store(passphrase("second")).error().code, crypto::KeyFileError::wrong_passphrase);
}

TEST_F(ProfileTest, ChangesThePassphrase) {
  auto profile = hold().value();
  ASSERT_TRUE(profile.create_store(passphrase("first"), random_, kQuick));
  EXPECT_EQ(profile.change_passphrase(passphrase("wrong"), passphrase("second"), random_, kQuick).error().code,
            crypto::KeyFileError::wrong_passphrase);
  EXPECT_TRUE(profile.open_store(passphrase("first")));
  ASSERT_TRUE(profile.change_passphrase(passphrase("first"), passphrase("second"), random_, kQuick));
  EXPECT_FALSE(profile.open_store(passphrase("first")));
  EXPECT_TRUE(profile.open_store(passphrase("second")));
}

TEST_F(ProfileTest, FolderIsClosedToOthers) {
  {
    EXPECT_TRUE(hold());
  }
  struct stat found{};
  ASSERT_EQ(::stat(folder().c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0700U);
  ASSERT_EQ(::chmod(folder().c_str(), 0750), 0);
  EXPECT_EQ(hold().error().code, StoreError::unsafe_folder);
}

TEST_F(ProfileTest, SecondHolderLearnsTheFirst) {
  EXPECT_FALSE(Profile::holder(folder()).value());
  auto first = hold("valise recv\n--follow");
  ASSERT_TRUE(first);
  const auto second = hold("valise send");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, StoreError::held);
  EXPECT_NE(second.error().context.find("valise recv --follow"), std::string::npos) << second.error().context;
  EXPECT_NE(second.error().context.find(std::to_string(::getpid())), std::string::npos);

  const auto holder = Profile::holder(folder()).value();
  ASSERT_TRUE(holder);
  EXPECT_EQ(holder->pid, ::getpid());
  EXPECT_EQ(holder->command, "valise recv --follow");
  EXPECT_EQ(holder->since, clock_.now());

  {
    const auto released = std::move(*first);
  }
  EXPECT_FALSE(Profile::holder(folder()).value());
  EXPECT_TRUE(hold());
}

TEST_F(ProfileTest, CrashOfTheHolderFreesTheFolder) {
  int pipe_ends[2];
  ASSERT_EQ(::pipe(pipe_ends), 0);
  const auto child = ::fork();
  if (child == 0) {
    const auto held = hold("valise recv");
    const char ready = held ? 'y' : 'n';
    if (::write(pipe_ends[1], &ready, 1) != 1) ::_exit(1);
    ::pause();
  }
  char ready = 0;
  ASSERT_EQ(::read(pipe_ends[0], &ready, 1), 1);
  EXPECT_EQ(ready, 'y');
  EXPECT_EQ(Profile::holder(folder()).value()->pid, child);
  EXPECT_EQ(hold().error().code, StoreError::held);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_FALSE(Profile::holder(folder()).value()) << "what the lock file still says does not count";
  EXPECT_TRUE(hold());
  ::close(pipe_ends[0]);
  ::close(pipe_ends[1]);
}

TEST_F(ProfileTest, InterruptedCreationCanBeRepeated) {
  auto profile = hold().value();
  ASSERT_TRUE(profile.create_store(passphrase("first"), random_, kQuick));
  // As if the process had ended before the database got its name.
  std::filesystem::rename(profile.database_file(), folder() / "valise.db.new");
  EXPECT_FALSE(profile.exists());
  ASSERT_TRUE(profile.create_store(passphrase("second"), random_, kQuick));
  EXPECT_TRUE(profile.open_store(passphrase("second")));
}

TEST_F(ProfileTest, KeyOfAnAbsentDatabaseIsNotOverwritten) {
  auto profile = hold().value();
  ASSERT_TRUE(profile.create_store(passphrase("first"), random_, kQuick));
  std::filesystem::remove(profile.database_file());
  const auto before = content_of(profile.key_file());
  EXPECT_EQ(profile.create_store(passphrase("second"), random_, kQuick).error().code, StoreError::profile_exists);
  EXPECT_EQ(content_of(profile.key_file()), before);
}

TEST_F(ProfileTest, StagingFolderIsInside) {
  auto profile = hold().value();
  const auto staging = profile.staging_folder().value();
  EXPECT_EQ(staging.parent_path(), folder());
  EXPECT_TRUE(std::filesystem::is_directory(staging));
}

}  // namespace
}  // namespace valise::sdk::store
