#include "tests/support/programs.hpp"

#include <csignal>
#include <stdexcept>

#include "tests/support/temp_folder.hpp"

namespace valise::tests {

using std::chrono::seconds;
// A machine with much else to do may take long; a relay that ends is noticed at once.
constexpr seconds kStarting{120};

std::filesystem::path program(const std::string& name) { return std::filesystem::path(VALISE_BIN_DIR) / name; }

Output must(Output output, const Command& command) {
  if (output.code == 0) return output;
  std::string line;
  for (const auto& argument : command.arguments) line += argument + " ";
  throw std::runtime_error(line + "\n" + output.summary());
}

RelayProcess::RelayProcess(std::filesystem::path data, std::filesystem::path log, std::filesystem::path executable,
                           std::map<std::string, std::string> environment)
    : data_(std::move(data)),
      log_(std::move(log)),
      executable_(std::move(executable)),
      environment_(std::move(environment)),
      port_(free_port()) {}

std::string RelayProcess::init(const std::string& origin) {
  const Command command{.arguments = {program("valised"), "init", "--json", "--data-dir", data_, "--listen", address(), "--name",
                                      "test-1", "--origin", origin},
                        .environment = {}};
  return must(tests::run(command), command).out;
}

void RelayProcess::import(const std::vector<std::filesystem::path>& statements) {
  Command command{.arguments = {program("valised"), "import-directory", "--config", config()}, .environment = {}};
  command.arguments.insert(command.arguments.end(), statements.begin(), statements.end());
  static_cast<void>(must(tests::run(command), command));
}

void RelayProcess::start() {
  process_.emplace(Command{.arguments = {executable_, "run", "--config", config()}, .environment = environment_}, log_);
  const auto deadline = std::chrono::steady_clock::now() + kStarting;
  bool listens = false;
  do {
    listens = await_port(port_, std::chrono::milliseconds(200));
  } while (!listens && process_->running() && std::chrono::steady_clock::now() < deadline);
  if (listens && process_->running()) return;
  const auto end = process_->wait(std::chrono::milliseconds(0));
  const auto how = end ? "it ended with code " + std::to_string(end->code) + ", signal " + std::to_string(end->signal)
                       : "nobody listens after " + std::to_string(kStarting.count()) + " s";
  throw std::runtime_error("the relay does not start: " + how + "\n" + tail_of(log_.string() + ".err"));
}

int RelayProcess::stop() {
  process_->signal(SIGTERM);
  const auto end = process_->wait(seconds(20));
  process_.reset();
  return end ? end->code : -1;
}

std::map<std::string, std::string> without_quotas() {
  std::map<std::string, std::string> out;
  for (const auto* setting : {"DEVICE_REQUESTS_PER_MINUTE",
                              "AUTHORITY_REQUESTS_PER_MINUTE",
                              "DEVICE_MESSAGES_PER_MINUTE",
                              "AUTHORITY_MESSAGES_PER_MINUTE",
                              "DEVICE_COMMITS_PER_HOUR",
                              "AUTHORITY_COMMITS_PER_HOUR",
                              "DEVICE_TRAFFIC_MIB_PER_HOUR",
                              "AUTHORITY_TRAFFIC_MIB_PER_HOUR",
                              "DEVICE_LOGINS_PER_MINUTE",
                              "AUTHORITY_LOGINS_PER_MINUTE",
                              "DEVICE_STORED_MESSAGES",
                              "AUTHORITY_STORED_MESSAGES",
                              "AUTHORITY_REQUESTS_IN_FLIGHT",
                              "AUTHORITY_SESSIONS",
                              "ADDRESS_REQUESTS_PER_MINUTE",
                              "ADDRESS_HANDSHAKES_PER_MINUTE",
                              "STRANGER_HANDSHAKE_PERCENT",
                              "KNOWN_HANDSHAKE_PERCENT",
                              "ADDRESS_CONNECTIONS",
                              "ADDRESS_STRANGERS",
                              "STRANGERS"}) {
    out.emplace(std::string("VALISE_RELAY_") + setting, "1000000000");
  }
  return out;
}

Command Profile::command(const Arguments& arguments) const {
  Command command{.arguments = {program("valise")}, .environment = {}};
  command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
  for (const auto& word : Arguments{"--json", "--no-input", "--profile", folder_, "--passphrase-file", passphrase_file_}) {
    command.arguments.push_back(word);
  }
  return command;
}

Output Profile::run(const Arguments& arguments) const { return tests::run(command(arguments), seconds(90)); }

std::vector<boost::json::value> Profile::call(const Arguments& arguments) const {
  return parse_json_lines(must(run(arguments), command(arguments)).out);
}

boost::json::value Profile::one(const std::string& type, const Arguments& arguments) const {
  auto found = of_type(call(arguments), type);
  if (found.size() != 1) throw std::runtime_error("not exactly one object of type " + type);
  return found.front();
}

std::vector<std::string> Profile::texts(const std::string& subject) const {
  std::vector<std::string> found;
  for (const auto& room : of_type(call({"room", "list"}), "room")) {
    if (text(room, "subject") != subject) continue;
    for (const auto& message : of_type(call({"room", "show", text(room, "id"), "--history"}), "message")) {
      if (!at(message, "outgoing").as_bool()) found.push_back(text(message, "text"));
    }
  }
  return found;
}

std::vector<boost::json::value> of_type(const std::vector<boost::json::value>& objects, std::string_view type) {
  std::vector<boost::json::value> found;
  for (const auto& object : objects) {
    if (text(object, "type") == type) found.push_back(object);
  }
  return found;
}

}  // namespace valise::tests
