#include "client-sdk/client/sealed_file.hpp"

#include <gtest/gtest.h>

#include "client-sdk/client/error.hpp"
#include "keys/crypto/random.hpp"
#include "tests/support/temp_folder.hpp"

namespace valise::sdk::client {
namespace {

struct SealedFileFixture : testing::Test {
  tests::TempFolder folder{"sealed-file"};
  crypto::SystemRandom random;

  SealedFile seal(std::string_view content) {
    tests::write_file(folder / "plain", content);
    std::filesystem::remove(folder / "sealed");
    return seal_file(folder / "plain", folder / "sealed", random, {}).value();
  }
  base::Result<> open(const SealedFile& sealed) {
    std::filesystem::remove(folder / "opened");
    return open_file(folder / "sealed", sealed.key, sealed.facts, folder / "opened", {});
  }
  void expect_refused(const SealedFile& sealed) {
    const auto opened = open(sealed);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ClientError::attachment_altered);
    EXPECT_FALSE(std::filesystem::exists(folder / "opened"));
  }
};

TEST_F(SealedFileFixture, RoundTripsAtTheEdgesOfChunks) {
  for (std::size_t size : {0UL, 1UL, kFileChunk - 1UL, std::size_t{kFileChunk}, kFileChunk + 1UL, 3UL * kFileChunk}) {
    const std::string content(size, 'v');
    const SealedFile sealed = seal(content);
    EXPECT_EQ(sealed.facts.size, size);
    EXPECT_EQ(std::filesystem::file_size(folder / "sealed"), sealed.facts.stored_size);
    ASSERT_TRUE(open(sealed)) << size;
    EXPECT_EQ(tests::read_file(folder / "opened"), content);
  }
}

TEST_F(SealedFileFixture, RefusesAlteredChunksWhereverTheyAre) {
  const SealedFile sealed = seal(std::string(3 * kFileChunk, 'v'));
  const std::string good = tests::read_file(folder / "sealed");
  for (std::size_t at = 0; at < good.size(); at += 9973) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    tests::write_file(folder / "sealed", bad);
    expect_refused(sealed);
  }
}

TEST_F(SealedFileFixture, RefusesCutReorderedAndExtendedFiles) {
  const SealedFile sealed = seal(std::string(3 * kFileChunk, 'v'));
  const std::string good = tests::read_file(folder / "sealed");
  constexpr std::size_t chunk = kFileChunk + crypto::stream_chunk_overhead, header = crypto::stream_header_size;
  const std::string first = good.substr(header, chunk), second = good.substr(header + chunk, chunk);
  for (const std::string& bad : {good.substr(0, header + 2 * chunk), good.substr(0, good.size() - 1), good.substr(0, 10),
                                 good + "x", good.substr(0, header) + second + first + good.substr(header + 2 * chunk)}) {
    tests::write_file(folder / "sealed", bad);
    expect_refused(sealed);
  }
}

TEST_F(SealedFileFixture, RefusesAFileThatIsNotTheOneDescribed) {
  SealedFile sealed = seal("the true content");
  sealed.facts.sha256[0] ^= 1;
  expect_refused(sealed);
  sealed = seal("the true content");
  sealed.facts.chunk_size = 0;
  expect_refused(sealed);
  sealed.facts.chunk_size = 0xffffffff;  // would be 4 GiB of memory
  expect_refused(sealed);
}

TEST_F(SealedFileFixture, NeverReplacesAFile) {
  tests::write_file(folder / "note.txt", "mine");
  tests::write_file(folder / "part", "theirs");
  const auto named = give_name(folder / "part", folder.path(), "note.txt");
  ASSERT_TRUE(named);
  EXPECT_EQ(named->filename(), "note (2).txt");
  EXPECT_EQ(tests::read_file(folder / "note.txt"), "mine");
}

TEST_F(SealedFileFixture, SaysWhichFileCannotBeRead) {
  const auto sealed = seal_file(folder / "missing.pdf", folder / "sealed", random, {});
  ASSERT_FALSE(sealed);
  EXPECT_EQ(sealed.error().code, ClientError::file_unreadable);
  EXPECT_NE(sealed.error().message().find("missing.pdf"), std::string::npos);
  EXPECT_FALSE(seal_file(folder.path(), folder / "sealed", random, {}));  // a folder
}

}  // namespace
}  // namespace valise::sdk::client
