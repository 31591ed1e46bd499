// The command line on a profile that a running valise-desk has open: commands run in the desk, with the streams, the terminal and
// the signals of whoever typed them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "tests/support/patience.hpp"
#include "tests/support/world.hpp"

namespace valise::tests {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

// DeskProcess: `valise-desk` on a device's profile, unlocked by a passphrase file.
class DeskProcess {
 public:
  DeskProcess(const World& world, const std::string& device, const Arguments& more = {},
              const std::string& passphrase = "passphrase")
      : log_(world / ("desk-" + device + std::to_string(++count_))),
        process_({.arguments = words(world, device, more, passphrase), .environment = {}}, log_) {
    const bool unlocked = soon([this] { return read_file(log_.string() + ".out").find('\n') != std::string::npos; });
    if (!unlocked) throw std::runtime_error("the desk did not unlock: " + read_file(log_.string() + ".err"));
  }
  [[nodiscard]] Process& process() { return process_; }
  // address is the one that it printed first.
  [[nodiscard]] std::string address() const {
    const auto printed = read_file(log_.string() + ".out");
    return printed.substr(0, printed.find('\n'));
  }

 private:
  static Arguments words(const World& world, const std::string& device, const Arguments& more, const std::string& passphrase) {
    Arguments out{program("valise-desk"), "--profile",    world / device,      "--downloads",
                  world / "downloads",    "--no-browser", "--passphrase-file", world / passphrase};
    out.insert(out.end(), more.begin(), more.end());
    return out;
  }

  static inline int count_ = 0;
  std::filesystem::path log_;
  Process process_;
};

// One world for all: its tests use different rooms.
class DeskCommands : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    world_ = new World();
    write_file(*world_ / "passphrase", "correct horse battery\n");
    world_->enrol("claire-desk", "fr-bepi/@cmartin");
    world_->enrol("agnes-desk", "ug-dpp/@aokello");
  }
  static void TearDownTestSuite() { delete world_; }

  static Profile& claire() { return world_->device("claire-desk"); }
  static std::filesystem::path agnes() { return world_->device("agnes-desk").folder(); }

  // typed gives `valise ARGUMENTS` on Agnes' profile, as she types it: without a passphrase.
  static Command typed(const Arguments& arguments) {
    Arguments out{program("valise"), "--profile", agnes().string()};
    out.insert(out.end(), arguments.begin(), arguments.end());
    return {.arguments = std::move(out), .environment = {}};
  }
  static Output at_desk(const Arguments& arguments) { return run(typed(arguments)); }
  // in_shell runs a line of the shell in a folder, in which $valise stands for the command.
  static Output in_shell(const std::filesystem::path& folder, const std::string& line) {
    return run({.arguments = {"/usr/bin/env", "-C", folder.string(), "/bin/bash", "-c", line},
                .environment = {{"valise", program("valise").string() + " --profile " + agnes().string()}}});
  }
  static std::string message_with(const std::string& text) {
    const auto found = at_desk({"search", text, "--json"});
    const auto id = found.out.find("\"id\":\"");
    return id == std::string::npos ? "" : found.out.substr(id + 6, 32);
  }
  static void claire_writes(const std::string& text, const Arguments& more = {}) {
    Arguments words{"send", "ug-dpp/desk", "--subject", text, "--text", text};
    words.insert(words.end(), more.begin(), more.end());
    static_cast<void>(claire().call(words));
  }

  // follows says whether a command prints what comes. What comes before it follows is not told again, so more is written.
  static bool follows(const std::filesystem::path& log, const std::string& text) {
    return soon([&] {
      claire_writes(text);
      return read_file(log.string() + ".out").find(text) != std::string::npos;
    });
  }

  static inline World* world_ = nullptr;
};

TEST_F(DeskCommands, OfEveryDayRunInTheDeskWithoutAPassphrase) {
  DeskProcess desk(*world_, "agnes-desk");
  const auto sent = at_desk({"send", "fr-bepi/desk", "--subject", "From the desk", "--text", "Bonjour", "--json"});
  EXPECT_EQ(sent.code, 0) << "it is said to be sent only when the relay has stored it: " << sent.summary();
  static_cast<void>(claire().call({"recv"}));
  EXPECT_THAT(claire().texts("From the desk"), ::testing::ElementsAre("Bonjour"));

  claire_writes("Everyday", {"--urgent", "--acknowledge-by", "2h"});
  const auto received = at_desk({"recv", "--json"});
  EXPECT_EQ(received.code, 0) << received.summary();
  EXPECT_THAT(at_desk({"inbox"}).out, HasSubstr("Everyday"));
  const auto id = message_with("Everyday");
  ASSERT_FALSE(id.empty());
  EXPECT_THAT(at_desk({"read", id}).out, HasSubstr("Everyday"));
  const auto acknowledged = at_desk({"ack", id});
  EXPECT_EQ(acknowledged.code, 0) << acknowledged.summary();
  EXPECT_THAT(at_desk({"inbox"}).out, Not(HasSubstr("Everyday"))) << "reading it left no trace";
  for (const Arguments& words :
       {Arguments{"status"}, {"sync"}, {"doctor"}, {"dir", "show", "fr-bepi"}, {"room", "list"}, {"form", "kinds"}}) {
    const auto output = at_desk(words);
    EXPECT_EQ(output.code, 0) << words.front() << output.summary();
    EXPECT_FALSE(output.out.empty()) << words.front();
  }
  EXPECT_EQ(at_desk({"read", "ffffffff"}).code, 3) << "exit codes are those of the command";
  EXPECT_EQ(at_desk({"send", "--nonsense"}).code, 2);
}

TEST_F(DeskCommands, FollowAndWaitUntilSomethingHappensOrASignalComes) {
  DeskProcess desk(*world_, "agnes-desk");
  Process following(typed({"recv", "--follow", "--json"}), *world_ / "follow");
  EXPECT_TRUE(follows(*world_ / "follow", "Followed"));
  following.signal(SIGINT);
  const auto interrupted = following.wait(kPatience);
  ASSERT_TRUE(interrupted);
  EXPECT_EQ(interrupted->code, 130);

  Process terminated(typed({"recv", "--follow"}), *world_ / "follow-2");
  EXPECT_TRUE(follows(*world_ / "follow-2", "Followed again"));
  terminated.signal(SIGTERM);
  const auto ended = terminated.wait(kPatience);
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->code, 0) << read_file((*world_ / "follow-2").string() + ".err");

  Process waiting(
      typed({"send", "fr-bepi/desk", "--subject", "Waits", "--text", "Waits", "--wait", "delivered", "--patience", "60s"}),
      *world_ / "waits");
  EXPECT_FALSE(waiting.wait(2s)) << "nobody has fetched it yet";
  static_cast<void>(claire().call({"recv"}));
  const auto delivered = waiting.wait(kPatience);
  ASSERT_TRUE(delivered);
  EXPECT_EQ(delivered->code, 0) << read_file((*world_ / "waits").string() + ".err");
}

TEST_F(DeskCommands, FilesAreThoseOfTheFolderInWhichTheyWereTyped) {
  DeskProcess desk(*world_, "agnes-desk");
  const auto folder = *world_ / "elsewhere";
  std::filesystem::create_directories(folder);
  write_file(folder / "note.txt", "a note");
  const auto attached = in_shell(folder, "$valise send fr-bepi/desk --subject Files --text Files --file note.txt");
  EXPECT_EQ(attached.code, 0) << attached.summary();
  const auto id = message_with("Files");
  const auto piped = in_shell(folder, "printf 'from a pipe' | $valise send --reply-to " + id + " -");
  EXPECT_EQ(piped.code, 0) << piped.summary();
  EXPECT_FALSE(message_with("pipe").empty());
  const auto room = at_desk({"search", "Files", "--json"});
  const auto at = room.out.find("\"room\":\"");
  ASSERT_NE(at, std::string::npos) << room.summary();
  const auto exported =
      in_shell(folder, "$valise room export " + room.out.substr(at + 8, 64) + " --out record.zip --no-pdf --offline");
  EXPECT_EQ(exported.code, 0) << exported.summary();
  EXPECT_TRUE(std::filesystem::exists(folder / "record.zip"));

  const auto special = in_shell(folder, "$valise send --reply-to " + id + " --text x --file <(echo y)");
  EXPECT_EQ(special.code, 2) << special.summary();
  EXPECT_THAT(special.err, HasSubstr("is no file"));
}

// A terminal of its own, on which `answers` are typed one after the other, each when something ends in a colon.
Output on_a_terminal(const Command& command, const std::string& answer) {
  static const char* const script = R"(
import os, pty, sys
answer = sys.argv[1].encode() + b"\n"
pid, fd = pty.fork()
if pid == 0: os.execv(sys.argv[2], sys.argv[2:])
seen, asked = b"", 0
while True:
    try: data = os.read(fd, 4096)
    except OSError: break
    if not data: break
    seen += data
    if seen[asked:].rstrip().endswith(b":"):
        asked = len(seen)
        os.write(fd, answer)
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
)";
  Arguments words{"/usr/bin/env", "python3", "-c", script, answer};
  words.insert(words.end(), command.arguments.begin(), command.arguments.end());
  return run({.arguments = std::move(words), .environment = {{"LC_ALL", "C"}}});
}

TEST_F(DeskCommands, AsksAtTheTerminalWhereItWasTypedAndHoldsNobodyUpMeanwhile) {
  DeskProcess desk(*world_, "agnes-desk");
  const auto file = (*world_ / "history.backup").string();
  const auto made = on_a_terminal(typed({"backup", "create", file, "--quick-key-derivation"}), "unguessable typewriter");
  EXPECT_EQ(made.code, 0) << made.summary();
  EXPECT_THAT(made.out, Not(HasSubstr("typewriter"))) << "what was typed was shown";
  write_file(*world_ / "own", "unguessable typewriter\n");
  EXPECT_EQ(at_desk({"backup", "verify", file, "--backup-passphrase-file", *world_ / "own"}).code, 0);

  Process asking(typed({"send", "fr-bepi/desk", "--subject", "Slow", "-"}), *world_ / "asking");  // reads a standard input
  EXPECT_EQ(at_desk({"status"}).code, 0) << "a command that waits for a person holds up the others";
  asking.kill();
  const auto no_terminal = at_desk({"backup", "create", file + "2"});
  EXPECT_EQ(no_terminal.code, 4) << no_terminal.summary();
}

TEST_F(DeskCommands, ThatNeedTheProfileForThemselvesSaySo) {
  DeskProcess desk(*world_, "agnes-desk");
  const auto restored = at_desk({"backup", "restore", "nothing.backup"});
  EXPECT_EQ(restored.code, 8) << restored.summary();
  EXPECT_THAT(restored.err, HasSubstr("Lock the desk"));
  EXPECT_EQ(at_desk({"init", "--no-input"}).code, 8);
}

// The first line unlocks; what is not to be had, or wrong, ends the program with the code that the command line has for it.
TEST_F(DeskCommands, OnlyTheRightPassphraseFileUnlocksTheDesk) {
  write_file(*world_ / "wrong", "incorrect horse battery\n");
  write_file(*world_ / "empty", "");
  write_file(*world_ / "two-lines", "correct horse battery\nand something else\n");
  const auto desk_with = [](const std::string& file) {
    return run({.arguments = {program("valise-desk"), "--profile", agnes(), "--no-browser", "--passphrase-file", *world_ / file},
                .environment = {}});
  };
  EXPECT_EQ(desk_with("wrong").code, 4);
  EXPECT_EQ(desk_with("empty").code, 3);
  EXPECT_EQ(desk_with("missing").code, 3);
  DeskProcess desk(*world_, "agnes-desk", {}, "two-lines");
  EXPECT_EQ(at_desk({"status"}).code, 0);
}

int raw_socket(const std::filesystem::path& folder) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto path = (folder / "desk.socket").string();
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const int out = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (::connect(out, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) throw std::runtime_error("connect");
  return out;
}

TEST_F(DeskCommands, GarbageOnTheSocketEndsThatConnectionOnly) {
  DeskProcess desk(*world_, "agnes-desk");
  const std::string frames[] = {std::string("\xff\xff\xff\xff", 4) + "x", std::string("\0\0\0\2\xff\xff", 6),
                                "GET / HTTP/1.1\r\n\r\n", std::string("\0\0\0\2\x22\0", 6)};  // a signal before any command
  for (const auto& bytes : frames) {
    const int socket = raw_socket(agnes());
    ASSERT_EQ(::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
    char answer[4096];
    ssize_t got = 1;
    while (got > 0) got = ::recv(socket, answer, sizeof answer, 0);
    ::close(socket);
  }
  EXPECT_EQ(at_desk({"status"}).code, 0);
}

// Programs of different versions mean different things by the same frames.
TEST_F(DeskCommands, AnotherVersionIsRefusedAndToldWhichOneIsHere) {
  DeskProcess desk(*world_, "agnes-desk");
  const int socket = raw_socket(agnes());
  const std::string start(
      "\0\0\0\x0d\x0a\x0b\x0a\x05"
      "0.0.0\x12\x02ls",
      17);  // CommandStart of version 0.0.0
  ASSERT_EQ(::send(socket, start.data(), start.size(), MSG_NOSIGNAL), static_cast<ssize_t>(start.size()));
  std::string answer;
  char piece[4096];
  for (ssize_t got = 0; (got = ::recv(socket, piece, sizeof piece, 0)) > 0;) answer.append(piece, static_cast<std::size_t>(got));
  ::close(socket);
  ASSERT_GT(answer.size(), 8U);
  EXPECT_EQ(answer[4], '\x2a') << "a refusal";
  EXPECT_EQ(answer.substr(6, 2), std::string("\x08\x03")) << "because of the version";
}

TEST_F(DeskCommands, TheNinthAtOnceIsRefusedAndTheNextIsNot) {
  DeskProcess desk(*world_, "agnes-desk");
  std::vector<int> others;
  for (int n = 0; n < 8; ++n) others.push_back(raw_socket(agnes()));
  const auto refused = at_desk({"status"});
  EXPECT_EQ(refused.code, 8);
  EXPECT_THAT(refused.err, HasSubstr("commands"));
  for (const int socket : others) ::close(socket);
  EXPECT_TRUE(soon([&] { return at_desk({"status"}).code == 0; }));
}

TEST_F(DeskCommands, AnotherUserIsNotAnsweredWhateverTheFilesModesAre) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become another user";
  DeskProcess desk(*world_, "agnes-desk");
  struct stat status{};
  ASSERT_EQ(::stat((agnes() / "desk.socket").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  // Opened as far as a careless person could.
  ::chmod((agnes() / "desk.socket").c_str(), 0777);
  ::chmod(agnes().c_str(), 0755);
  ::chmod(world_->folder().c_str(), 0755);
  const pid_t other = ::fork();
  ASSERT_GE(other, 0);
  if (other == 0) {
    if (::setresgid(65534, 65534, 65534) != 0 || ::setresuid(65534, 65534, 65534) != 0) ::_exit(3);
    char answer = 0;
    ::_exit(::recv(raw_socket(agnes()), &answer, 1, 0) == 0 ? 0 : 1);
  }
  int status_of_other = 0;
  ASSERT_EQ(::waitpid(other, &status_of_other, 0), other);
  ::chmod(agnes().c_str(), 0700);
  EXPECT_TRUE(WIFEXITED(status_of_other));
  EXPECT_EQ(WEXITSTATUS(status_of_other), 0) << "another user was answered (1) or could not try (other)";
  EXPECT_EQ(at_desk({"status"}).code, 0);
}

TEST_F(DeskCommands, ALockedDeskSaysWhatToDoAndLeavesTheProfile) {
  DeskProcess desk(*world_, "agnes-desk", {"--idle", "0.05"});
  Process following(typed({"recv", "--follow"}), *world_ / "locked");
  const auto broken_off = following.wait(kPatience);
  ASSERT_TRUE(broken_off) << "it went on in a locked desk";
  EXPECT_EQ(broken_off->code, 4);
  EXPECT_THAT(read_file((*world_ / "locked").string() + ".err"), HasSubstr("was locked while"));
  const auto refused = at_desk({"status", "--no-input"});
  EXPECT_EQ(refused.code, 4) << refused.summary();
  EXPECT_THAT(refused.err, HasSubstr("Unlock it in the browser"));
  EXPECT_EQ(at_desk({"status", "--passphrase-file", *world_ / "passphrase"}).code, 0) << "the profile is free";
}

// started is `valise-desk` of a person who has closed the page, with these words besides.
Output started(const std::filesystem::path& profile, const Arguments& more,
               const std::map<std::string, std::string>& environment = {}) {
  Arguments words{program("valise-desk"), "--profile", profile.string()};
  words.insert(words.end(), more.begin(), more.end());
  return run({.arguments = words, .environment = environment}, 60s);
}

// exchanged says what the desk answers to the code of an address.
std::string exchanged(const std::string& address) {
  const auto host = address.substr(7, address.find("/#") - 7);
  const auto port = host.substr(host.find(':') + 1);
  const auto request = "POST /login HTTP/1.1\\r\\nHost: " + host + "\\r\\nOrigin: http://" + host +
                       "\\r\\nSec-Fetch-Site: same-origin\\r\\nContent-Length: 64\\r\\n\\r\\n" +
                       address.substr(address.find('#') + 1);
  return run({.arguments = {"/bin/bash", "-c",
                            "exec 3<>/dev/tcp/127.0.0.1/" + port + "; printf '" + request + "' >&3; head -n 1 <&3"},
              .environment = {}})
      .out;
}

TEST_F(DeskCommands, ASecondStartOpensThePageOfTheFirst) {
  DeskProcess desk(*world_, "agnes-desk", {"--idle", "0.05"});
  const auto origin = desk.address().substr(0, desk.address().find('#'));
  const auto again = started(agnes(), {"--no-browser"});
  EXPECT_EQ(again.code, 0) << again.summary();
  ASSERT_THAT(again.out, ::testing::StartsWith(origin)) << "another desk";
  const auto address = again.out.substr(0, again.out.find('\n'));
  EXPECT_NE(address, desk.address()) << "a code is for one use";
  EXPECT_THAT(exchanged(address), HasSubstr(" 200 "));
  EXPECT_THAT(exchanged(address), HasSubstr(" 401 "));

  // A locked desk as well: the passphrase is typed in the page.
  ASSERT_TRUE(soon([&] { return at_desk({"status", "--no-input"}).code == 4; }));
  const auto locked = started(agnes(), {"--no-browser"});
  EXPECT_EQ(locked.code, 0) << locked.summary();
  EXPECT_THAT(locked.out, ::testing::StartsWith(origin));
  EXPECT_THAT(exchanged(locked.out.substr(0, locked.out.find('\n'))), HasSubstr(" 200 "));

  // The browser gets the address; where there is none that works, the person does.
  const auto tools = *world_ / "tools";
  std::filesystem::create_directories(tools);
  const auto browser = [&](const std::string& script) {
    write_file(tools / "xdg-open", "#!/bin/sh\n" + script);
    std::filesystem::permissions(tools / "xdg-open", std::filesystem::perms::owner_all);
    return started(agnes(), {}, {{"PATH", tools.string()}});
  };
  const auto opened = browser("echo \"$1\" > '" + (tools / "asked").string() + "'\n");
  EXPECT_EQ(opened.code, 0);
  EXPECT_EQ(opened.out, "") << "the address is nobody's business but the browser's";
  EXPECT_THAT(read_file(tools / "asked"), ::testing::StartsWith(origin));
  const auto failed = browser("exit 3\n");
  EXPECT_EQ(failed.code, 0);
  EXPECT_THAT(failed.out, ::testing::StartsWith(origin));
  std::filesystem::remove(tools / "xdg-open");
  EXPECT_THAT(started(agnes(), {}, {{"PATH", tools.string()}}).out, ::testing::StartsWith(origin));
}

TEST_F(DeskCommands, TheProgramSpeaksTheLanguageOfTheEnvironment) {
  const auto in = [&](const char* language, const Arguments& more) {
    return started(agnes(), more, {{"VALISE_LANGUAGE", language}});
  };
  EXPECT_THAT(in("zh", {"--help"}).out, HasSubstr("选项：\n"));
  const auto wrong_words = in("ru", {"--frob"});
  EXPECT_EQ(wrong_words.code, 2);
  EXPECT_THAT(wrong_words.err, HasSubstr("valise-desk: здесь это неуместно: --frob\n  → См.: `valise-desk --help`"));
  const auto nowhere = in("es", {"--no-browser", "--passphrase-file", (*world_ / "nowhere").string()});
  EXPECT_EQ(nowhere.code, 3);
  EXPECT_THAT(nowhere.err, HasSubstr("no hay ninguna frase de contraseña en"));
  write_file(*world_ / "wrong", "not this one\n");
  const auto wrong = in("ru", {"--no-browser", "--passphrase-file", (*world_ / "wrong").string()});
  EXPECT_EQ(wrong.code, 4);
  EXPECT_THAT(wrong.err, HasSubstr("парольн"));
  DeskProcess desk(*world_, "agnes-desk");
  EXPECT_THAT(in("fr", {"--no-browser"}).err, HasSubstr("valise-desk: Il fonctionne déjà."));
}

TEST_F(DeskCommands, WhenTheDeskEndsItIsSaidAndTheProfileIsFree) {
  for (const int number : {SIGKILL, SIGTERM}) {
    DeskProcess desk(*world_, "agnes-desk");
    const auto log = *world_ / ("ended-" + std::to_string(number));
    Process following(typed({"recv", "--follow"}), log);
    EXPECT_TRUE(follows(log, "Before " + std::to_string(number)));
    desk.process().signal(number);
    const auto ended = following.wait(kPatience);
    ASSERT_TRUE(ended) << number;
    EXPECT_EQ(ended->code, 1) << number;
    EXPECT_THAT(read_file(log.string() + ".err"), HasSubstr("valise-desk ended")) << number;
    ASSERT_TRUE(desk.process().wait(kPatience)) << "the desk waits for the command";
    EXPECT_EQ(at_desk({"status", "--passphrase-file", *world_ / "passphrase"}).code, 0) << number;
  }
}

}  // namespace
}  // namespace valise::tests
