#include "bench/peer_process.hpp"

#include <signal.h>

#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "base/text_encoding.hpp"
#include "bench/relay_usage.hpp"
#include "tests/support/programs.hpp"
#include "tests/support/temp_folder.hpp"

namespace valise::bench {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

const fs::path kScripts = VALISE_BENCH_PEERS;

// Packages are looked for once; what is unpacked is kept between runs.
fs::path downloads() { return fs::temp_directory_path() / "valise-bench-peers"; }

const char* script_of(Peer peer) {
  switch (peer) {
    case Peer::rabbitmq: return "rabbitmq.sh";
    case Peer::nats: return "nats.sh";
    case Peer::mosquitto: return "mosquitto.sh";
  }
  return "";
}

void run_script(const std::string& name, const fs::path& folder, seconds patience) {
  const tests::Command command{.arguments = {kScripts / name, folder}, .environment = {}};
  static_cast<void>(tests::must(tests::run(command, patience), command));
}

base::RelayId make_certificate(const fs::path& folder) {
  fs::create_directories(folder);
  run_script("certificate.sh", folder, seconds(20));
  auto hex = tests::read_file(folder / "pin");
  hex.resize(hex.find_last_not_of(" \n") + 1);
  return base::RelayId::parse(base::parse_hex(hex).value()).value();
}

// parent_of reads field 4 of proc(5); 0 when the process is gone.
pid_t parent_of(const fs::path& process) {
  std::ifstream file(process / "stat");
  std::string line;
  std::getline(file, line);
  std::istringstream fields(line.substr(std::min(line.size(), line.rfind(')') + 1)));
  std::string state;
  pid_t parent = 0;
  fields >> state >> parent;
  return parent;
}

std::vector<pid_t> descendants(pid_t root) {
  std::multimap<pid_t, pid_t> children;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const auto name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") == std::string::npos) children.emplace(parent_of(entry.path()), std::stoi(name));
  }
  std::vector<pid_t> out{root};
  for (std::size_t n = 0; n < out.size(); ++n) {
    const auto [first, last] = children.equal_range(out[n]);
    for (auto child = first; child != last; ++child) out.push_back(child->second);
  }
  return out;
}

}  // namespace

void PeerProcess::install() { run_script("install.sh", downloads(), seconds(300)); }

PeerProcess::PeerProcess(Peer peer, const fs::path& folder, int accounts)
    : port_(tests::free_port()), pin_(make_certificate(folder)) {
  const auto begun = std::chrono::steady_clock::now();
  tests::Command command{.arguments = {}, .environment = {}};
  command.arguments = {kScripts / script_of(peer), folder, std::to_string(port_), std::to_string(accounts)};
  if (peer == Peer::nats) command.arguments.push_back(downloads() / "nats-server");
  process_.emplace(command, folder / "server");
  if (!tests::await_port(port_, seconds(180))) {
    end();
    throw std::runtime_error("a peer does not start: " + folder.string());
  }
  start_ms_ = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count();
}

PeerProcess::~PeerProcess() { end(); }

void PeerProcess::end() {
  const auto all = processes();
  process_->signal(SIGTERM);
  static_cast<void>(process_->wait(seconds(15)));
  for (const pid_t process : all) {
    if (process != process_->pid()) ::kill(process, SIGKILL);
  }
  process_.reset();
}

std::vector<pid_t> PeerProcess::processes() const { return descendants(process_->pid()); }

double PeerProcess::cpu_seconds() const {
  double sum = 0;
  for (const pid_t process : processes()) sum += Usage::of(process).all();
  return sum;
}

double PeerProcess::resident_mib() const {
  double sum = 0;
  for (const pid_t process : processes()) sum += Usage::of(process).resident_mib;
  return sum;
}

}  // namespace valise::bench
