#include "tests/support/process.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "tests/support/json.hpp"
#include "tests/support/temp_folder.hpp"

namespace valise::tests {
namespace {

using std::chrono::milliseconds;

Command shell(const std::string& script) { return {.arguments = {"/bin/sh", "-c", script}, .environment = {{"WORD", "hello"}}}; }

// alive is false for a zombie, too, which its new parent may leave lying about.
bool alive(pid_t pid) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
  std::string number, name, state;
  return in >> number >> name >> state && state != "Z";
}

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

TEST(Process, NothingOutlivesATestThatIsKilled) {
  const TempFolder folder("valise-process");
  const pid_t test = ::fork();
  if (test == 0) {
    const Process process(shell("exec sleep 60"), folder / "log");
    write_file(folder / "pid", std::to_string(process.pid()));
    ::usleep(300'000);
    ::raise(SIGKILL);
  }
  ASSERT_EQ(::waitpid(test, nullptr, 0), test);
  const auto pid = static_cast<pid_t>(std::stol(read_file(folder / "pid")));
  for (int i = 0; i < 200 && alive(pid); ++i) ::usleep(10'000);
  EXPECT_FALSE(alive(pid));
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
