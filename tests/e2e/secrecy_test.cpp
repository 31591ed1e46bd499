// What the relay holds: no plaintext in its files, its log output or its memory, and a database that is nothing without its key.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/search.hpp"
#include "tests/support/world.hpp"

namespace valise::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Words that stand nowhere else.
const Words canaries{"canary-subject-7f3a", "canary-text-91bc", "canary-file-name-c0de", "canary-content-5eed",
                     "canary-reply-44aa"};

// A file whose content is full of a canary, larger than one chunk of the transfer.
std::string canary_content() {
  std::string content;
  while (content.size() < 1'500'000) content += "canary-content-5eed ";
  return content;
}

struct SecrecyTest : ::testing::Test {
  SecrecyTest() {
    world.enrol("peter-desk", "ke-odpp/@potieno");
    world.enrol("claire-desk", "fr-bepi/@cmartin");
    write_file(world / "canary-file-name-c0de.txt", canary_content());
    static_cast<void>(world.device("claire-desk")
                          .call({"send", "ke-odpp/duty", "--subject", canaries[0], "--text", canaries[1], "--file",
                                 world / "canary-file-name-c0de.txt"}));
  }
  // converse lets the message be read and answered, so that the relay has handled it all.
  void converse() {
    auto& peter = world.device("peter-desk");
    const auto objects = peter.call({"recv", "--save", world / "files"});
    const auto message = text(of_type(objects, "message").at(0), "id");
    static_cast<void>(peter.call({"send", "--reply-to", message, "--text", canaries[4]}));
    static_cast<void>(world.device("claire-desk").call({"recv"}));
  }
  World world;
};

std::string described(const std::vector<Finding>& findings) {
  std::string text;
  for (const auto& finding : findings) text += finding.word + " in " + finding.file.string() + "\n";
  return text;
}

TEST_F(SecrecyTest, MemoryOfTheRelayHoldsNoPlaintext) {
  converse();
  const auto known = words_in_memory(world.relay().process().pid(), {"ke-odpp"});
  if (!known) GTEST_SKIP() << "only root may read the memory of the relay";
  ASSERT_THAT(*known, ElementsAre("ke-odpp")) << "the search itself does not work";
  EXPECT_THAT(*words_in_memory(world.relay().process().pid(), canaries), IsEmpty());
}

TEST_F(SecrecyTest, FilesAndLogOutputOfTheRelayHoldNoPlaintext) {
  EXPECT_EQ(described(words_in_files(world.relay().data(), canaries)), "") << "before it was read";
  converse();
  EXPECT_EQ(described(words_in_files(world.relay().data(), canaries)), "") << "after it was read";
  EXPECT_EQ(world.relay().stop(), 0);
  EXPECT_EQ(described(words_in_files(world.relay().data(), canaries)), "") << "after the end";
  for (const auto* stream : {".out", ".err"}) {
    const auto log = read_file(world.relay().log().string() + stream);
    for (const auto& word : canaries) EXPECT_EQ(log.find(word), std::string::npos) << word;
  }
}

TEST_F(SecrecyTest, DatabaseIsNothingWithoutItsKey) {
  EXPECT_EQ(world.relay().stop(), 0);
  for (const auto* name : {"relay.db", "attachments.db"}) {
    const auto content = read_file(world.relay().data() / name);
    ASSERT_GT(content.size(), 4096u) << name;
    EXPECT_FALSE(content.starts_with("SQLite format 3")) << name;
    EXPECT_EQ(content.find("CREATE TABLE"), std::string::npos) << name;
    EXPECT_EQ(content.find("ke-odpp"), std::string::npos) << name;
  }
  const auto key = world.relay().data() / "database.key";
  auto other = read_file(key);
  ASSERT_EQ(other.size(), 32u);
  other[7] = static_cast<char>(other[7] ^ 1);
  write_file(key, other);
  const auto output =
      run({.arguments = {program("valised"), "run", "--config", world.relay().data() / "valised.toml"}, .environment = {}},
          std::chrono::seconds(20));
  EXPECT_EQ(output.code, 1) << output.summary();
  EXPECT_THAT(output.err, ::testing::HasSubstr("key")) << "it does not say that the key is wrong";
}

// The client's profile is as silent: whoever has the folder but not the passphrase reads nothing.
TEST_F(SecrecyTest, ProfilesHoldNoPlaintext) {
  converse();
  for (const auto* device : {"peter-desk", "claire-desk"}) {
    EXPECT_EQ(described(words_in_files(world / device, canaries)), "") << device;
  }
}

}  // namespace
}  // namespace valise::tests
