// The three programs, as their users start them. A call that must succeed throws std::runtime_error with the whole output when it
// does not; tests that expect a failure look at the Output themselves.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/json.hpp"
#include "tests/support/process.hpp"

namespace valise::tests {

using Arguments = std::vector<std::string>;

// program gives the path of a program of this build: "valise", "valised", "valise-registrar".
[[nodiscard]] std::filesystem::path program(const std::string& name);

// must gives the output of a program that ended with code 0.
[[nodiscard]] Output must(Output output, const Command& command);

// without_quotas gives the environment of a relay that lets everybody do what they can.
[[nodiscard]] std::map<std::string, std::string> without_quotas();

// RelayProcess: a relay with its data folder and an address that stays the same over restarts.
class RelayProcess {
 public:
  // `executable` is valised, or what takes its place while it runs.
  RelayProcess(std::filesystem::path data, std::filesystem::path log, std::filesystem::path executable = program("valised"),
               std::map<std::string, std::string> environment = {});

  // init makes keys and configuration and gives the announcement as JSON text.
  std::string init(const std::string& origin);
  // import writes the first statements into the log; the relay must not run.
  void import(const std::vector<std::filesystem::path>& statements);
  // start waits until connections are accepted.
  void start();
  void kill() { process_.reset(); }
  // stop ends it in an orderly way and gives the exit code.
  int stop();

  [[nodiscard]] Process& process() { return *process_; }
  [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] const std::filesystem::path& data() const { return data_; }
  [[nodiscard]] const std::filesystem::path& log() const { return log_; }

 private:
  [[nodiscard]] std::string config() const { return (data_ / "valised.toml").string(); }

  std::filesystem::path data_, log_, executable_;
  std::map<std::string, std::string> environment_;
  int port_;
  std::optional<Process> process_;
};

// Profile: a device of an officer, as its folder and passphrase; every call is a process of its own.
class Profile {
 public:
  Profile(std::filesystem::path folder, std::filesystem::path passphrase_file)
      : folder_(std::move(folder)), passphrase_file_(std::move(passphrase_file)) {}

  // command gives the words of `valise ARGUMENTS --json` on this profile.
  [[nodiscard]] Command command(const Arguments& arguments) const;
  [[nodiscard]] Output run(const Arguments& arguments) const;
  // call gives the objects that a successful command printed; one gives the only one of a type.
  [[nodiscard]] std::vector<boost::json::value> call(const Arguments& arguments) const;
  [[nodiscard]] boost::json::value one(const std::string& type, const Arguments& arguments) const;

  // texts gives the texts of all received messages, in the order of the room with this subject.
  [[nodiscard]] std::vector<std::string> texts(const std::string& subject) const;

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_, passphrase_file_;
};

// of_type gives those of some objects whose "type" is this.
[[nodiscard]] std::vector<boost::json::value> of_type(const std::vector<boost::json::value>& objects, std::string_view type);

}  // namespace valise::tests
