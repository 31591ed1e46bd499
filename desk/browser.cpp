#include "desk/browser.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>

namespace valise::desk {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr auto kPatience = 10s;
constexpr auto kLookEvery = 50ms;

std::optional<pid_t> start(const std::string& address) {
  std::string program = "xdg-open", argument = address;
  char* const words[] = {program.data(), argument.data(), nullptr};
  posix_spawn_file_actions_t actions;
  if (::posix_spawn_file_actions_init(&actions) != 0) return std::nullopt;
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO}) {
    static_cast<void>(::posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", 2 /* O_RDWR */, 0));
  }
  pid_t child = 0;
  const int failed = ::posix_spawnp(&child, words[0], &actions, nullptr, words, environ);
  static_cast<void>(::posix_spawn_file_actions_destroy(&actions));
  return failed == 0 ? std::optional(child) : std::nullopt;
}

}  // namespace

asio::awaitable<bool> open_browser(std::string address) {
  const auto child = start(address);
  if (!child) co_return false;
  asio::steady_timer timer(co_await asio::this_coro::executor);
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < until) {
    int status = 0;
    if (::waitpid(*child, &status, WNOHANG) == *child) co_return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    timer.expires_after(kLookEvery);
    co_await timer.async_wait(asio::use_awaitable);
  }
  co_return true;
}

}  // namespace valise::desk
