// W1, W1serial, W1lat, W2 and an attachment, as the relay does them; and the bare echo beside it.
#pragma once

#include <filesystem>

#include "bench/relay_attachments.hpp"
#include "bench/relay_scale.hpp"
#include "bench/relay_work.hpp"

namespace valise::bench {

struct EchoFigures {
  Work full;
  Work serial;
  double p50_ms = 0, p99_ms = 0;  // at the fixed times of W1lat
};
// measure_echo throws std::runtime_error, as all of this does.
[[nodiscard]] EchoFigures measure_echo(const std::filesystem::path& folder, const Scale& scale);

struct RelayFigures {
  double start_ms = 0;
  Work w1, w1_serial, w1_latency;
  double p50_ms = 0, p99_ms = 0;
  Work store, drain;
  AttachmentFigures attachment;
  double resident_start_mib = 0, resident_mib = 0;
};
// measure_relay starts the relay in a new folder with a small directory of its own, loads it and ends it.
[[nodiscard]] RelayFigures measure_relay(const std::filesystem::path& folder, const Scale& scale);

}  // namespace valise::bench
