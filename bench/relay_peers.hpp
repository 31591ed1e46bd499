// W1, W1lat and W2 as the relay's peers do them.
#pragma once

#include "bench/peer_process.hpp"
#include "bench/relay_scale.hpp"
#include "bench/relay_work.hpp"

namespace valise::bench {

struct PeerFigures {
  Work w1, store, drain;
  double p50_ms = 0, p99_ms = 0;
};

// measure_peer starts the peer in a new folder, loads it and ends it. Throws std::runtime_error.
[[nodiscard]] PeerFigures measure_peer(Peer peer, const std::filesystem::path& folder, const Scale& scale);

}  // namespace valise::bench
