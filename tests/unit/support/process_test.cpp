#include "tests/support/process.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <stdexcept>

#include "tests/support/json.hpp"
#include "tests/support/temp_folder.hpp"

namespace valise::tests {
namespace {

using std::chrono::milliseconds;

Command shell(const std::string& script) { return {.arguments = {"/bin/sh", "-c", script}, .environment = {{"WORD", "hello"}}}; }

TEST(Process, RunGivesOutputsAndCode) {
  const auto output = run(shell("echo $WORD; echo bad >&2; exit 3"));
  EXPECT_EQ(output.code, 3);
  EXPECT_EQ(output.out, "hello\n");
  EXPECT_EQ(output.err, "bad\n");
}

TEST(Process, RunEndsWhatIsTooSlow) {
  const auto output = run(shell("echo begun; exec sleep 60"), milliseconds(200));
  EXPECT_TRUE(output.timed_out);
  EXPECT_EQ(output.code, -1);
  EXPECT_EQ(output.out, "begun\n");
}

TEST(Process, KillIsSeenAsASignal) {
  const TempFolder folder("valise-process");
  Process process(shell("exec sleep 60"), folder / "log");
  EXPECT_TRUE(process.running());
  process.kill();
  EXPECT_FALSE(process.running());
  EXPECT_EQ(process.wait(milliseconds(0))->signal, SIGKILL);
}

TEST(Process, NothingOutlivesItsObject) {
  const TempFolder folder("valise-process");
  pid_t pid = 0;
  {
    const Process process(shell("exec sleep 60"), folder / "log");
    pid = process.pid();
    ASSERT_EQ(::kill(pid, 0), 0);
  }
  EXPECT_NE(::kill(pid, 0), 0);
}

TEST(Json, MissingFieldsAreNamed) {
  const auto lines = parse_json_lines("{\"a\":{\"b\":\"x\"},\"n\":7}\n\n{}\n");
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(text(lines[0], "a.b"), "x");
  EXPECT_EQ(number(lines[0], "n"), 7);
  EXPECT_THROW((void)text(lines[1], "a.b"), std::runtime_error);
}

}  // namespace
}  // namespace valise::tests
