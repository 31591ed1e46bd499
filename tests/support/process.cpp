#include "tests/support/process.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <random>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include "tests/support/temp_folder.hpp"

extern char** environ;

namespace valise::tests {
namespace {

std::vector<std::string> merged_environment(const std::map<std::string, std::string>& added) {
  std::vector<std::string> merged;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    if (!added.contains(text.substr(0, text.find('=')))) merged.push_back(text);
  }
  for (const auto& [name, value] : added) merged.push_back(name + "=" + value);
  return merged;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (auto& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

pid_t spawn(const Command& command, const std::string& out, const std::string& err) {
  // A test that is killed itself (a timeout of CTest) must leave nothing behind: the kernel ends the child with the thread that
  // started it.
  std::vector<std::string> arguments{"/usr/bin/setpriv", "--pdeathsig", "KILL"};
  arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
  auto environment = merged_environment(command.environment);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  pid_t pid = -1;
  const int error =
      posix_spawn(&pid, arguments.front().c_str(), &actions, nullptr, pointers(arguments).data(), pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::system_error(error, std::generic_category(), "cannot start " + command.arguments.front());
  return pid;
}

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

}  // namespace

Process::Process(const Command& command, const std::filesystem::path& log)
    : pid_(spawn(command, log.string() + ".out", log.string() + ".err")),
      descriptor_(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0))) {
  if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "pidfd_open");
}

Process::~Process() {
  kill();
  if (descriptor_ >= 0) ::close(descriptor_);
}

Process::Process(Process&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), descriptor_(std::exchange(other.descriptor_, -1)), exit_(other.exit_) {}

Process& Process::operator=(Process&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(descriptor_, other.descriptor_);
  std::swap(exit_, other.exit_);
  return *this;
}

void Process::reap(int status) {
  exit_ = WIFEXITED(status) ? Exit{.code = WEXITSTATUS(status)} : Exit{.signal = WTERMSIG(status)};
}

bool Process::running() { return pid_ > 0 && !wait(std::chrono::milliseconds(0)); }

std::optional<Exit> Process::wait(std::chrono::milliseconds patience) {
  if (exit_ || pid_ <= 0) return exit_;
  pollfd ended{.fd = descriptor_, .events = POLLIN, .revents = 0};
  if (::poll(&ended, 1, static_cast<int>(patience.count())) != 1) return std::nullopt;
  int status = 0;
  if (::waitpid(pid_, &status, 0) == pid_) reap(status);
  return exit_;
}

void Process::signal(int number) const {
  if (pid_ > 0 && !exit_) ::kill(pid_, number);
}

void Process::kill() {
  if (pid_ <= 0 || exit_) return;
  signal(SIGKILL);
  int status = 0;
  if (::waitpid(pid_, &status, 0) == pid_) reap(status);
}

std::string Output::summary() const {
  std::string text = timed_out     ? "timed out"
                     : signal != 0 ? "signal " + std::to_string(signal)
                                   : "exit code " + std::to_string(code);
  return text + "\n--- stdout\n" + out + "--- stderr\n" + err;
}

Output run(const Command& command, std::chrono::milliseconds patience) {
  const TempFolder folder("valise-run");
  Process process(command, folder / "log");
  const auto end = process.wait(patience);
  process.kill();
  Output output{.timed_out = !end, .out = read_file(folder / "log.out"), .err = read_file(folder / "log.err")};
  if (end) output.code = end->code, output.signal = end->signal;
  return output;
}

int free_port() {
  // Below the range that the kernel takes ports of outgoing connections from, so that nobody gets it while a relay restarts.
  std::random_device dice;
  for (int attempt = 0; attempt < 1000; ++attempt) {
    const int port = static_cast<int>(20'000 + dice() % 12'000);
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto address = loopback(port);
    const bool bound = ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(socket);
    if (bound) return port;
  }
  throw std::runtime_error("no free port");
}

bool await_port(int port, std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  do {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto address = loopback(port);
    const bool connected = ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(socket);
    if (connected) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  } while (std::chrono::steady_clock::now() < deadline);
  return false;
}

}  // namespace valise::tests
