#include "desk/browser.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace valise::desk {

bool open_browser(const std::string& address) {
  std::string program = "xdg-open", argument = address;
  char* const words[] = {program.data(), argument.data(), nullptr};
  posix_spawn_file_actions_t actions;
  if (::posix_spawn_file_actions_init(&actions) != 0) return false;
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO}) {
    static_cast<void>(::posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", 2 /* O_RDWR */, 0));
  }
  pid_t child = 0;
  const int failed = ::posix_spawnp(&child, words[0], &actions, nullptr, words, environ);
  static_cast<void>(::posix_spawn_file_actions_destroy(&actions));
  return failed == 0;
}

}  // namespace valise::desk
