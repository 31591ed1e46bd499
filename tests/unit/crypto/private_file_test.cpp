#include "keys/crypto/private_file.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <barrier>
#include <csignal>
#include <thread>

#include "tests/unit/crypto/support.hpp"

namespace valise::crypto {
namespace {

namespace fs = std::filesystem;

class PrivateFile : public testing::Test {
 protected:
  tests::TempFolder folder_{"key-file"};
  fs::path path_ = folder_ / "a.key";

  [[nodiscard]] base::Result<std::string> read(std::size_t limit = 100) const {
    return read_private_file(path_, limit, Permissions::require_private);
  }
};

TEST_F(PrivateFile, WritesForTheOwnerOnlyWhateverTheUmask) {
  const auto umask_before = ::umask(0);
  EXPECT_TRUE(write_private_file(path_, "content"));
  ::umask(umask_before);
  EXPECT_EQ(fs::status(path_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(read().value(), "content");
  EXPECT_EQ(test::entries(folder_.path()), 1U);
}

TEST_F(PrivateFile, NeverOverwrites) {
  ASSERT_TRUE(write_private_file(path_, "first"));
  EXPECT_EQ(test::error_of(write_private_file(path_, "second")), KeyFileError::exists);
  EXPECT_EQ(read().value(), "first");
  EXPECT_EQ(test::entries(folder_.path()), 1U);
}

// Both looks find nothing there, yet only one file can come to stand.
TEST_F(PrivateFile, OneOfSeveralWritersWins) {
  for (int round = 0; round < 40; ++round) {
    std::filesystem::remove(path_);
    std::barrier start(4);
    std::atomic<int> winners = 0;
    {
      std::vector<std::jthread> writers;
      for (int i = 0; i < 4; ++i) {
        writers.emplace_back([&] {
          start.arrive_and_wait();
          if (write_private_file(path_, "content")) ++winners;
        });
      }
    }
    ASSERT_EQ(winners, 1);
    ASSERT_EQ(test::entries(folder_.path()), 1U);
  }
}

// A full disk, played by a limit on the size of files.
TEST_F(PrivateFile, FailedWriteLeavesNothing) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{.rlim_cur = 10, .rlim_max = before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto written = write_private_file(path_, std::string(100, 'x'));
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(test::error_of(written), KeyFileError::unwritable);
  EXPECT_EQ(test::entries(folder_.path()), 0U);
}

TEST_F(PrivateFile, NeverWritesThroughALink) {
  fs::create_symlink(folder_ / "elsewhere", path_);
  EXPECT_EQ(test::error_of(write_private_file(path_, "content")), KeyFileError::exists);
  EXPECT_FALSE(fs::exists(folder_ / "elsewhere"));
}

TEST_F(PrivateFile, ReplacesWhole) {
  ASSERT_TRUE(write_private_file(path_, "first"));
  EXPECT_TRUE(replace_private_file(path_, "second"));
  EXPECT_EQ(read().value(), "second");
  EXPECT_EQ(test::entries(folder_.path()), 1U);
}

TEST_F(PrivateFile, WritesInTheCurrentFolderByBareName) {
  const auto before = fs::current_path();
  fs::current_path(folder_.path());
  EXPECT_TRUE(write_private_file("bare.key", "content"));
  fs::current_path(before);
  EXPECT_TRUE(fs::exists(folder_ / "bare.key"));
}

TEST_F(PrivateFile, SaysWhatIsWrong) {
  EXPECT_EQ(test::error_of(read()), KeyFileError::unreadable);
  EXPECT_NE(read().error().message().find("No such file"), std::string::npos);
  const auto nowhere = folder_ / "no" / "folder";
  EXPECT_EQ(test::error_of(write_private_file(nowhere, "content")), KeyFileError::unwritable);
  EXPECT_EQ(test::error_of(replace_private_file(nowhere, "content")), KeyFileError::unwritable);
}

TEST_F(PrivateFile, RefusesOpenPermissionsUnlessTold) {
  ASSERT_TRUE(write_private_file(path_, "content"));
  for (mode_t mode : {0640, 0604, 0620, 0601}) {
    ::chmod(path_.c_str(), mode);
    EXPECT_EQ(test::error_of(read()), KeyFileError::permissions_too_open) << mode;
    EXPECT_EQ(read_private_file(path_, 100, Permissions::any).value(), "content");
  }
  ::chmod(path_.c_str(), 0400);
  EXPECT_TRUE(read());
}

TEST_F(PrivateFile, RefusesWhatIsTooLargeOrNoFile) {
  ASSERT_TRUE(write_private_file(path_, "content"));
  EXPECT_TRUE(read(7));
  EXPECT_EQ(test::error_of(read(6)), KeyFileError::unreadable);
  fs::remove(path_);
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_EQ(test::error_of(read()), KeyFileError::unreadable);  // and does not wait for a writer
  fs::remove(path_);
  fs::create_directory(path_);
  EXPECT_EQ(test::error_of(read()), KeyFileError::unreadable);
  EXPECT_EQ(test::error_of(read_private_file("/dev/zero", 100, Permissions::any)), KeyFileError::unreadable);
}

}  // namespace
}  // namespace valise::crypto
