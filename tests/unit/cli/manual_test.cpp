// The manual page as man reads it, and completion as bash runs it.
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <map>

#include "language/language.hpp"
#include "program.hpp"

namespace valise::tests {
namespace {

using ::testing::AllOf;
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
  std::filesystem::path manual_in(language::Language language) {
    const std::string code(language::code_of(language));
    return written("valise." + code + ".1", {"--language", code, "manual"});
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

// What is installed asks the program, so that each person reads their own language.
TEST_F(Manual, FishIsCompletedInTheLanguageOfThePerson) {
  if (shell("command -v fish").code != 0) GTEST_SKIP() << "fish is not installed";
  written("made", {"--language", "fr", "completion", "fish"});
  std::ofstream(folder_ / "valise") << "#!/bin/sh\ncat " << (folder_ / "made").string() << "\n";
  std::filesystem::permissions(folder_ / "valise", std::filesystem::perms::owner_all);
  const auto offered =
      shell("HOME=" + folder_.string() + " PATH=" + folder_.string() +
            ":$PATH fish --no-config -c \"source " VALISE_SOURCE_DIR "/cli/completions/valise.fish; complete -C 'valise sen'\"");
  EXPECT_THAT(offered.out, HasSubstr("send\tÉcrire un message"));
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
  std::vector<std::string> pages;
  for (const auto language : language::all_languages) pages.push_back(manual_in(language).string());
  for (const auto& page : std::filesystem::directory_iterator(std::filesystem::path(VALISE_SOURCE_DIR) / "docs/man")) {
    pages.push_back(page.path().string());
  }
  ASSERT_GE(pages.size(), 10U);
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
  EXPECT_EQ(programs, installed("\\$\\{(man|made)\\}/(man/\\$\\{folder\\}/)?valise[a-z-]*\\.[18]"));
}

// `whatis` finds the page in its language; it knows the heading of all but Arabic.
TEST_F(Manual, IsFoundByWhatItIsIn) {
  if (shell("command -v lexgrog").code != 0) GTEST_SKIP() << "lexgrog is not installed";
  using enum language::Language;
  const std::map<language::Language, std::string> wanted{{en, "encrypted messages between central authorities"},
                                                         {fr, "messages chiffrés entre autorités centrales"},
                                                         {es, "mensajes cifrados entre autoridades centrales"},
                                                         {ru, "шифрованные сообщения между центральными органами"},
                                                         {zh, "中央机关之间的加密消息"}};
  for (const auto& [language, what] : wanted)
    EXPECT_THAT(shell("LC_ALL=C.UTF-8 lexgrog -m -E UTF-8 " + manual_in(language).string()).out,
                HasSubstr("\"valise - " + what + "\""));
}

TEST_F(Manual, SpeaksEveryLanguage) {
  variables_["LANG"] = "fr_FR.UTF-8";
  const auto french = run({"manual"}).out;
  for (const auto* words : {".SH NOM\n", ".SH VOIR AUSSI\n", "\n.TP\n\\fB\\-\\-urgent\\fR\nUne réponse est nécessaire sous peu\n",
                            "valise send \\-\\-room 77b0c4de"})
    EXPECT_THAT(french, HasSubstr(words));
  EXPECT_THAT(run({"--language", "zh", "manual"}).out, AllOf(HasSubstr(".SH 名称\n"), HasSubstr("列\\:出\\:会\\:话\\:室")))
      << "lines may end between ideographs, but whatis reads headings as they are";
  EXPECT_THAT(run({"--language", "ar", "manual"}).out, AllOf(HasSubstr("كتابة رسالة"), Not(HasSubstr("\u2068"))));
  EXPECT_THAT(run({"completion", "fish"}).out, HasSubstr("-l urgent -d 'Une réponse est nécessaire sous peu'"));
  EXPECT_THAT(run({"--language", "ru", "completion", "fish"}).out, HasSubstr("-a send -d 'Написать сообщение'"));
}

TEST_F(Manual, TellsEveryCommand) {
  const auto page = run({"manual"}).out;
  for (const auto* command : {".SS send", ".SS room export", ".SS verify\\-export", ".SS backup restore", ".SS dir search"}) {
    EXPECT_THAT(page, HasSubstr(command));
  }
}

}  // namespace
}  // namespace valise::tests
