// W3 and W4 of the relay's peers: how they start in a fresh folder, without data, and what connections that do nothing cost them.
#pragma once

#include "bench/peer_process.hpp"
#include "bench/relay_scale.hpp"

namespace valise::bench {

struct PeerIdleFigures {
  double first_login_ms = 0;  // from the start of the process to the first login
  double kib_each = 0;        // for each of the first of scale.connections
};

// measure_peer_idle starts a peer and ends it. Throws std::runtime_error.
[[nodiscard]] PeerIdleFigures measure_peer_idle(Peer peer, const std::filesystem::path& folder, const Scale& scale);

}  // namespace valise::bench
