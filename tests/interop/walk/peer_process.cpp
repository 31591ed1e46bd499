#include "tests/interop/walk/peer_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <sstream>
#include <utility>

extern char** environ;

namespace valise::interop {
namespace {

constexpr int patience_ms = 60'000;
constexpr std::size_t lines_kept = 16;
constexpr std::size_t longest_shown = 160;

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> out;
  for (std::string word; in >> word;) out.push_back(std::move(word));
  return out;
}

std::string shortened(std::string_view line) {
  if (line.size() <= longest_shown) return std::string(line);
  return std::string(line.substr(0, longest_shown)) + "... (" + std::to_string(line.size()) + ")";
}

struct Pipe {
  Pipe() {
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw Failure("no pipe");
  }
  std::array<int, 2> ends{};
};

}  // namespace

PeerProcess::PeerProcess(std::size_t number, const std::string& command, const std::optional<std::filesystem::path>& transcript)
    : name_("peer " + std::to_string(number)) {
  if (transcript) transcript_.open(*transcript / ("peer-" + std::to_string(number) + ".txt"));
  start(command);
  introduce();
}

PeerProcess::~PeerProcess() {
  ::close(to_);
  ::close(from_);
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void PeerProcess::start(const std::string& command) {
  const Pipe in;
  const Pipe out;
  std::string shell_command = "exec " + command;
  std::array<std::string, 6> arguments{"/usr/bin/setpriv", "--pdeathsig", "KILL", "/bin/sh", "-c", shell_command};
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.ends[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out.ends[1], STDOUT_FILENO);
  const int error = ::posix_spawn(&pid_, pointers.front(), &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(in.ends[0]);
  ::close(out.ends[1]);
  to_ = in.ends[1];
  from_ = out.ends[0];
  if (error != 0) throw Failure("cannot start " + command);
}

void PeerProcess::introduce() {
  name_ += " (" + must("name", 1).front() + ")";
  for (const std::string& suite : ask("suites").fields) suites_.insert(static_cast<unsigned>(std::stoul(suite)));
  const Answer commands = ask("commands");
  if (!commands.ok) return;
  requests_.emplace();
  for (const std::string& word : commands.fields) {
    if (word.starts_with('-')) {
      lacks_.insert(word.substr(1));
    } else {
      requests_->insert(word);
    }
  }
}

bool PeerProcess::can(std::string_view request) const {
  const std::string whole(request);
  if (lacks_.contains(whole)) return false;
  if (requests_) return requests_->contains(whole.substr(0, whole.find(':')));
  static const std::set<std::string> uncommon = {"restart", "sender", "outside",    "ask",          "reinit",
                                                 "found",   "branch", "joinlinked", "commit:respsk"};
  return !uncommon.contains(whole);
}

Answer PeerProcess::ask(const std::string& line) {
  remember("> ", line);
  if (transcript_.is_open()) transcript_ << line << '\n' << std::flush;
  send(line);
  Answer out{.text = receive()};
  remember("< ", out.text);
  out.fields = words_of(out.text);
  if (out.fields.empty() || (out.fields.front() != "ok" && out.fields.front() != "err")) {
    throw Failure(name_ + " answers neither ok nor err");
  }
  out.ok = out.fields.front() == "ok";
  out.fields.erase(out.fields.begin());
  return out;
}

std::vector<std::string> PeerProcess::must(const std::string& line, std::size_t fields) {
  Answer answer = ask(line);
  if (!answer.ok) throw Failure(name_ + " refuses: " + shortened(line) + "\n  " + shortened(answer.text));
  if (answer.fields.size() != fields) throw Failure(name_ + " answers with a wrong number of fields: " + shortened(line));
  return std::move(answer.fields);
}

void PeerProcess::refuses(const std::string& line) {
  if (ask(line).ok) throw Failure(name_ + " accepts what it must refuse: " + shortened(line));
}

void PeerProcess::send(const std::string& line) {
  const std::string text = line + '\n';
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t written = ::write(to_, text.data() + done, text.size() - done);
    if (written <= 0) throw Failure(name_ + " does not read any more");
    done += static_cast<std::size_t>(written);
  }
}

std::string PeerProcess::receive() {
  std::array<char, 65536> chunk{};
  for (;;) {
    if (const auto end = received_.find('\n'); end != std::string::npos) {
      std::string line = received_.substr(0, end);
      received_.erase(0, end + 1);
      return line;
    }
    pollfd ready{.fd = from_, .events = POLLIN, .revents = 0};
    if (::poll(&ready, 1, patience_ms) != 1) throw Failure(name_ + " does not answer");
    const ssize_t count = ::read(from_, chunk.data(), chunk.size());
    if (count <= 0) throw Failure(name_ + " ended");
    received_.append(chunk.data(), static_cast<std::size_t>(count));
  }
}

void PeerProcess::finish() {
  send("quit");
  int status = 0;
  pollfd ended{.fd = from_, .events = POLLIN, .revents = 0};
  if (::poll(&ended, 1, patience_ms) != 1) throw Failure(name_ + " does not quit");
  if (::waitpid(std::exchange(pid_, -1), &status, 0) < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw Failure(name_ + " did not end well");
  }
}

void PeerProcess::remember(std::string_view mark, std::string_view line) {
  last_lines_.push_back(std::string(mark) + shortened(line));
  if (last_lines_.size() > lines_kept) last_lines_.pop_front();
}

}  // namespace valise::interop
