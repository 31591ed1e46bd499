// The manual page as man reads it, and completion as bash runs it.
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <fstream>

#include "program.hpp"

namespace valise::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Shell {
  int code = -1;
  std::string out;  // both streams
};

Shell shell(const std::string& command) {
  Shell result;
  FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  std::array<char, 4096> buffer{};
  for (std::size_t got = 0; (got = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) result.out.append(buffer.data(), got);
  const int status = ::pclose(pipe);
  result.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return result;
}

class Manual : public ProgramTest {
 protected:
  std::filesystem::path written(const std::string& name, const std::vector<std::string>& command) {
    const auto path = folder_ / name;
    std::ofstream(path) << run(command).out;
    return path;
  }
  // completed gives what bash offers after these words; the last one is being typed.
  std::string completed(const std::string& words) {
    const auto script = written("valise.bash", {"completion", "bash"});
    return shell("bash --norc -c 'source " + script.string() + "; COMP_WORDS=(" + words +
                 "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _valise_words; echo \" ${COMPREPLY[*]} \"'")
        .out;
  }
};

TEST_F(Manual, BashCompletesCommandsAndOptions) {
  EXPECT_THAT(completed("valise sen"), HasSubstr(" send "));
  EXPECT_THAT(completed("valise room \"\""), HasSubstr(" export "));
  EXPECT_THAT(completed("valise room export --pa"), HasSubstr(" --page-language "));
  EXPECT_THAT(completed("valise room export --pa"), HasSubstr(" --passphrase-file "))
      << "global options stand behind a command, too";
  EXPECT_THAT(completed("valise dir search --on"), HasSubstr(" --on-duty "));
  EXPECT_THAT(completed("valise send --on"), Not(HasSubstr("--on-duty")));
}

TEST_F(Manual, FishCompletesCommandsAndOptions) {
  if (shell("command -v fish").code != 0) GTEST_SKIP() << "fish is not installed";
  const auto script = written("valise.fish", {"completion", "fish"}).string();
  const auto offered = [&](const std::string& line) {
    return shell("HOME=" + folder_.string() + " fish --no-config -c \"source " + script + "; complete -C '" + line + "'\"").out;
  };
  EXPECT_THAT(offered("valise sen"), HasSubstr("send\t"));
  EXPECT_THAT(offered("valise room ex"), HasSubstr("export\t"));
  EXPECT_THAT(offered("valise dir search --on"), HasSubstr("--on-duty\t"));
  EXPECT_THAT(offered("valise send --on"), Not(HasSubstr("--on-duty")));
}

// As a person uses it: a terminal, the script in fpath, the tabulator.
TEST_F(Manual, ZshCompletesCommandsAndOptions) {
  if (shell("command -v zsh").code != 0) GTEST_SKIP() << "zsh is not installed";
  written("_valise", {"completion", "zsh"});
  std::ofstream(folder_ / "typist.zsh") << R"(zmodload zsh/zpty
seen=''
await() { local piece; repeat 200; do zpty -r -t z piece && seen+=$piece; [[ $seen == *$1* ]] && return; sleep 0.1; done }
zpty z zsh -f -i
zpty -w z "fpath=($1 \$fpath); autoload -U compinit; compinit -u -D; stty cols 200; echo rea''dy"
await ready
zpty -n -w z $'valise sen\t'
await 'valise send'
zpty -n -w z $'\x15valise room ex\t'
await 'room export'
zpty -n -w z $'\x15valise dir search --on\t'
await '--on-duty'
print -r -- "$seen"
)";
  const auto seen =
      shell("HOME=" + folder_.string() + " timeout 100 zsh -f " + (folder_ / "typist.zsh").string() + " " + folder_.string()).out;
  for (const auto* words : {"valise send", "room export", "search --on-duty"}) EXPECT_THAT(seen, HasSubstr(words));
}

TEST_F(Manual, ShellsAcceptTheirScripts) {
  EXPECT_EQ(shell("bash -n " + written("valise.bash", {"completion", "bash"}).string()).out, "");
  EXPECT_THAT(run({"completion", "fish"}).out, HasSubstr("complete -c valise -n '__fish_use_subcommand' -f -a send"));
  EXPECT_THAT(run({"completion", "zsh"}).out, HasSubstr("#compdef valise"));
  if (shell("command -v zsh").code == 0) EXPECT_EQ(shell("zsh -n " + written("_valise", {"completion", "zsh"}).string()).out, "");
  if (shell("command -v fish").code == 0)
    EXPECT_EQ(shell("fish -n " + written("valise.fish", {"completion", "fish"}).string()).out, "");
  EXPECT_EQ(run({"completion", "tcsh"}).code, 2);
}

TEST_F(Manual, ManHasNothingToComplainOf) {
  if (shell("command -v man && command -v troff").code != 0) GTEST_SKIP() << "man or troff is not installed";
  std::vector<std::string> pages{written("valise.1", {"manual"}).string()};
  for (const auto& page : std::filesystem::directory_iterator(std::filesystem::path(VALISE_SOURCE_DIR) / "docs/man")) {
    pages.push_back(page.path().string());
  }
  ASSERT_GE(pages.size(), 5U);
  for (const auto& page : pages) {
    EXPECT_EQ(shell("LC_ALL=C.UTF-8 MANROFFSEQ= MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z " + page + " > /dev/null").out,
              "")
        << page;
  }
}

// Each program that is installed has a page that is installed with it; the one of `valise` is made by the program itself.
TEST_F(Manual, EveryProgramHasItsPage) {
  const std::filesystem::path root(VALISE_SOURCE_DIR);
  const auto installed = [&](const char* what) {
    return shell("cd " + root.string() +
                 " && grep -rhoE --include=CMakeLists.txt --exclude-dir=build --exclude-dir=node_modules '" + what +
                 "' . | "
                 "sed -E 's/.*[ \\/]//; s/\\.[18]$//' | sort -u")
        .out;
  };
  const auto programs = installed("install\\(TARGETS valise[a-z-]*");
  EXPECT_THAT(programs, HasSubstr("valise-desk\n")) << "the question finds what there is";
  EXPECT_EQ(programs, installed("\\$\\{(man|made)\\}/valise[a-z-]*\\.[18]"));
}

TEST_F(Manual, TellsEveryCommand) {
  const auto page = run({"manual"}).out;
  for (const auto* command : {".SS send", ".SS room export", ".SS verify\\-export", ".SS backup restore", ".SS dir search"}) {
    EXPECT_THAT(page, HasSubstr(command));
  }
}

}  // namespace
}  // namespace valise::tests
