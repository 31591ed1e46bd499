// Real programs as child processes: started with a list of arguments (no shell), their output captured in files, ended by the one
// who started them. Thread-safe as far as different objects are concerned.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace valise::tests {

struct Command {
  std::vector<std::string> arguments;              // the program's path first
  std::map<std::string, std::string> environment;  // added to the test's own
};

// How a process ended: with an exit code, or by a signal.
struct Exit {
  int code = -1;
  int signal = 0;
};

// Process runs in the background until it ends, is killed, or the object is destroyed or the thread that made it ends (SIGKILL).
class Process {
 public:
  // Output goes to the files `log`.out and `log`.err, appended to.
  Process(const Command& command, const std::filesystem::path& log);
  ~Process();
  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;

  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] bool running();
  // wait gives nothing when the process still runs after `patience`.
  std::optional<Exit> wait(std::chrono::milliseconds patience);
  void signal(int number) const;
  // kill ends the process with SIGKILL and waits for that.
  void kill();

 private:
  void reap(int status);

  pid_t pid_ = -1;
  int descriptor_ = -1;  // a pidfd
  std::optional<Exit> exit_;
};

struct Output {
  int code = -1;  // exit code; -1: killed by a signal or too slow
  int signal = 0;
  bool timed_out = false;
  std::string out;
  std::string err;
  // summary is for failure messages: code, and both outputs.
  [[nodiscard]] std::string summary() const;
};

// run waits for a program's end, and kills it when it takes longer than `patience`.
[[nodiscard]] Output run(const Command& command, std::chrono::milliseconds patience = std::chrono::seconds(60));

// free_port gives a TCP port of 127.0.0.1 that nobody listens on at this moment.
[[nodiscard]] int free_port();
// await_port waits until somebody listens on 127.0.0.1:`port`.
[[nodiscard]] bool await_port(int port, std::chrono::milliseconds patience);

}  // namespace valise::tests
