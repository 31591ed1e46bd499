#include "keys/crypto/private_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

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
  EXPECT_EQ(write_private_file(path_, "second").error().code, KeyFileError::exists);
  EXPECT_EQ(read().value(), "first");
  EXPECT_EQ(test::entries(folder_.path()), 1U);
}

TEST_F(PrivateFile, NeverWritesThroughALink) {
  fs::create_symlink(folder_ / "elsewhere", path_);
  EXPECT_EQ(write_private_file(path_, "content").error().code, KeyFileError::exists);
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
  EXPECT_EQ(read().error().code, KeyFileError::unreadable);
  EXPECT_NE(read().error().message().find("No such file"), std::string::npos);
  const auto nowhere = folder_ / "no" / "folder";
  EXPECT_EQ(write_private_file(nowhere, "content").error().code, KeyFileError::unwritable);
  EXPECT_EQ(replace_private_file(nowhere, "content").error().code, KeyFileError::unwritable);
}

TEST_F(PrivateFile, RefusesOpenPermissionsUnlessTold) {
  ASSERT_TRUE(write_private_file(path_, "content"));
  for (mode_t mode : {0640, 0604, 0620, 0601}) {
    ::chmod(path_.c_str(), mode);
    EXPECT_EQ(read().error().code, KeyFileError::permissions_too_open) << mode;
    EXPECT_EQ(read_private_file(path_, 100, Permissions::any).value(), "content");
  }
  ::chmod(path_.c_str(), 0400);
  EXPECT_TRUE(read());
}

TEST_F(PrivateFile, RefusesWhatIsTooLargeOrNoFile) {
  ASSERT_TRUE(write_private_file(path_, "content"));
  EXPECT_TRUE(read(7));
  EXPECT_EQ(read(6).error().code, KeyFileError::unreadable);
  fs::remove(path_);
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_EQ(read().error().code, KeyFileError::unreadable);  // and does not wait for a writer
  fs::remove(path_);
  fs::create_directory(path_);
  EXPECT_EQ(read().error().code, KeyFileError::unreadable);
  EXPECT_EQ(read_private_file("/dev/zero", 100, Permissions::any).error().code, KeyFileError::unreadable);
}

}  // namespace
}  // namespace valise::crypto
