// PeerProcess: another messaging server from Debian's packages (bench/peers), running on 127.0.0.1 with a data folder of its own.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "base/ids.hpp"
#include "tests/support/process.hpp"

namespace valise::bench {

enum class Peer { rabbitmq, nats, mosquitto };

class PeerProcess {
 public:
  // install makes sure that the packages are there. Throws std::runtime_error, as all of this does.
  static void install();

  // Starts it with so many accounts and waits until it accepts connections.
  PeerProcess(Peer peer, const std::filesystem::path& folder, int accounts);
  // Ends it, and what it has started, by their ids.
  ~PeerProcess();
  PeerProcess(const PeerProcess&) = delete;
  PeerProcess& operator=(const PeerProcess&) = delete;

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] const base::RelayId& pin() const { return pin_; }
  // cpu_seconds and resident_mib of the process and all that descend from it.
  [[nodiscard]] double cpu_seconds() const;
  [[nodiscard]] double resident_mib() const;
  // start_ms is the time from its start until it accepted connections.
  [[nodiscard]] double start_ms() const { return start_ms_; }

 private:
  // end ends the peer and all that it has started.
  void end();
  [[nodiscard]] std::vector<pid_t> processes() const;

  int port_;
  base::RelayId pin_;
  double start_ms_ = 0;
  std::optional<tests::Process> process_;
};

}  // namespace valise::bench
