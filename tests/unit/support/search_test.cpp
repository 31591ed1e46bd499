#include "tests/support/search.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/support/process.hpp"
#include "tests/support/temp_folder.hpp"

namespace valise::tests {
namespace {

using ::testing::ElementsAre;

TEST(Search, FindsWordsInFilesAsTextAndAsDigits) {
  const TempFolder folder("valise-search");
  write_file(folder / "a", "xx canary-word yy");
  write_file(folder / "b", "63616e617279");  // "canary"
  const auto found = words_in_files(folder.path(), {"canary-word", "canary", "absent"});
  EXPECT_EQ(found.size(), 3u);
}

TEST(Search, FindsWordsInTheMemoryOfAnotherProcess) {
  const TempFolder folder("valise-search");
  const Process shell(
      {.arguments = {"/bin/sh", "-c", "word=cana; word=${word}ry-in-memory; while :; do sleep 1; done"}, .environment = {}},
      folder / "log");
  ::usleep(200'000);
  const auto found = words_in_memory(shell.pid(), {"canary-in-memory", "absent-from-memory"});
  if (!found) GTEST_SKIP() << "this user may not read the memory of other processes";
  EXPECT_THAT(*found, ElementsAre("canary-in-memory"));
}

}  // namespace
}  // namespace valise::tests
