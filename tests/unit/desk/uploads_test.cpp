#include "desk/uploads.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>

#include "keys/crypto/random.hpp"

namespace valise::desk {
namespace {

UploadsKey key_of(std::uint8_t byte) {
  return UploadsKey::make([&](std::span<base::Byte, UploadsKey::size> key) { std::ranges::fill(key, byte); });
}

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class UploadsTest : public ::testing::Test {
 protected:
  void add(const std::string& id, const std::string& content) {
    const auto place = uploads_.place(id, id + ".txt", content.size());
    ASSERT_TRUE(place);
    std::ofstream(*place, std::ios::binary) << content;
    ASSERT_TRUE(uploads_.written(id));
  }
  std::string read(const std::string& id) {
    const auto files = uploads_.files({id});
    return files ? content_of(files->paths.at(0)) : "not there";
  }
  void seal(const UploadsKey& key) { uploads_.give(sealed(uploads_.take(), key, folder_, random_)); }
  void unseal(const UploadsKey& key) { uploads_.give(unsealed(uploads_.take(), key, folder_)); }

  std::filesystem::path folder_ = ::testing::TempDir();
  crypto::SystemRandom random_;
  Uploads uploads_{folder_};
};

TEST_F(UploadsTest, WhatWaitsIsSealedAndOpenedAgain) {
  // Nothing, less than a chunk, chunks without a rest, and with one.
  const std::map<std::string, std::string> files{
      {"a", ""}, {"b", "words of a warrant"}, {"c", std::string(2 * 65536, 'x')}, {"d", std::string(65536 + 1, 'y')}};
  for (const auto& [id, content] : files) add(id, content);
  seal(key_of(1));
  for (const auto& [id, content] : files) {
    const auto waiting = read(id);
    EXPECT_GT(waiting.size(), content.size());
    EXPECT_EQ(waiting.find("warrant"), std::string::npos) << "it waits in the clear";
  }
  unseal(key_of(1));
  for (const auto& [id, content] : files) EXPECT_EQ(read(id), content);
  EXPECT_EQ(uploads_.files({"b"})->names.at(0), "b.txt");
}

TEST_F(UploadsTest, AnotherKeyOpensNothing) {
  add("a", "words");
  seal(key_of(1));
  unseal(key_of(2));
  EXPECT_EQ(read("a"), "not there");
  EXPECT_TRUE(uploads_.ids().empty());
}

TEST_F(UploadsTest, SealedTwiceIsSealedOnce) {
  add("a", "words");
  seal(key_of(1));
  add("b", "other words");
  seal(key_of(1));
  unseal(key_of(1));
  unseal(key_of(1));
  EXPECT_EQ(read("a"), "words");
  EXPECT_EQ(read("b"), "other words");
}

TEST_F(UploadsTest, WhatWasNotWrittenToItsEndIsForgotten) {
  ASSERT_TRUE(uploads_.place("a", "a.txt", 5));
  add("b", "words");
  seal(key_of(1));
  EXPECT_FALSE(uploads_.written("a"));
  EXPECT_EQ(uploads_.ids(), std::vector<std::string>{"b"});
}

}  // namespace
}  // namespace valise::desk
