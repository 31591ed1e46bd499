// PeerProcess: an implementation of MLS as a child process that speaks the line protocol over pipes. Owns the process; when this
// one ends, however it does, the child ends too.
#pragma once

#include <sys/types.h>

#include <deque>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/interop/walk/failure.hpp"

namespace valise::interop {

struct Answer {
  bool ok = false;
  std::string text;                 // the whole line
  std::vector<std::string> fields;  // after `ok`
};

class PeerProcess {
 public:
  // The constructor starts the command (by sh) and asks what it is and what it can do. `transcript` takes the requests, if
  // wanted. Throws Failure.
  PeerProcess(std::size_t number, const std::string& command, const std::optional<std::filesystem::path>& transcript);
  ~PeerProcess();
  PeerProcess(const PeerProcess&) = delete;
  PeerProcess& operator=(const PeerProcess&) = delete;

  // ask sends a line and waits for the answer. Throws Failure when the peer ends or takes more than a minute.
  Answer ask(const std::string& line);
  // must is ask for what has to succeed with that many fields; refuses is for what has to fail. Both throw Failure otherwise.
  std::vector<std::string> must(const std::string& line, std::size_t fields);
  void refuses(const std::string& line);
  // finish says `quit` and throws Failure unless the peer ends well.
  void finish();

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::set<unsigned>& suites() const { return suites_; }
  // can tells whether the peer has a request, or a form of one ("commit:path").
  [[nodiscard]] bool can(std::string_view request) const;
  // last_lines gives the latest requests and answers, shortened, for a report.
  [[nodiscard]] const std::deque<std::string>& last_lines() const { return last_lines_; }

 private:
  void start(const std::string& command);
  void introduce();
  void send(const std::string& line);
  std::string receive();
  void remember(std::string_view mark, std::string_view line);

  std::string name_;
  pid_t pid_ = -1;
  int to_ = -1;
  int from_ = -1;
  std::string received_;
  std::deque<std::string> last_lines_;
  std::ofstream transcript_;
  std::set<unsigned> suites_;
  std::optional<std::set<std::string>> requests_;  // nothing: the peer does not say, so it has all
  std::set<std::string> lacks_;
};

}  // namespace valise::interop
