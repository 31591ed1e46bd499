// The relay's figures as rows, with what stands beside each and the targets.
#pragma once

#include <map>
#include <optional>

#include "bench/figures.hpp"
#include "bench/peer_idle.hpp"
#include "bench/relay_disk.hpp"
#include "bench/relay_floor.hpp"
#include "bench/relay_idle.hpp"
#include "bench/relay_own.hpp"
#include "bench/relay_peers.hpp"

namespace valise::bench {

// Disk is what the folder's disk does, the mean of just before the relay's part and just after it.
struct Disk {
  double single = 0;
  double grouped = 0;
  double median_ms = 0;
};

struct Measured {
  Disk disk;
  EchoFigures echo;
  StorageFloor storage;
  ChunkFloor chunks;
  RelayFigures relay;
  std::optional<PeerFigures> rabbitmq, nats;
  IdleFigures idle;
  std::map<Peer, PeerIdleFigures> idle_peers;
  std::vector<double> depth_us;
};

[[nodiscard]] std::vector<Figure> rows_of(const Measured& measured, const Scale& scale);

}  // namespace valise::bench
