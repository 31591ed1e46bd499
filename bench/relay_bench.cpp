// How fast the relay is, end to end over TLS, beside what the same machine's disk, SQLCipher and a bare echo over the same
// network code do, and with --peers beside other messaging servers on the same work, all in one run.
//
//   relay_bench [--json] [--quick] [--peers] [--only w1|latency|attachments|idle|depth|deep]
//
// Starts the real valised on loopback with a directory of its own, in a folder under TMPDIR. Clients and relay share the
// machine's processors. 8 senders, 8 recipients, a room for each pair; messages of 1 KiB (bench/peers/README.md has the work's
// definition).
//   W1         all online, at most 64 unacknowledged for each sender
//   W1serial   the same with 1
//   W1lat      200 messages a second at fixed times; latency from the moment a message was due to its delivery
//   W2         to a recipient that is offline (store), who then connects, takes and acknowledges all of them (drain)
//   W3         connections that are authenticated and idle
//   W4         from the start of the process to the first login, with a directory of real size
// --quick: much shorter, to see that it works; its figures mean little. --only: a part of it. With --json: an array of {name,
// value, unit}, with {against, ratio} where the same run measured something to compare with and {target, met} where there is a
// target.
#include <fmt/core.h>

#include <algorithm>
#include <exception>
#include <span>
#include <stdexcept>

#include "bench/relay_depth.hpp"
#include "bench/relay_echo.hpp"
#include "bench/relay_rows.hpp"
#include "tests/support/temp_folder.hpp"

namespace valise::bench {
namespace {

struct Options {
  bool json = false;
  bool quick = false;
  bool peers = false;
  std::string_view only = {};

  [[nodiscard]] bool only_latency() const { return only == "latency"; }
  [[nodiscard]] bool only_attachments() const { return only == "attachments"; }
  [[nodiscard]] bool wants(std::string_view part) const {
    return only.empty() || only == part || ((only_latency() || only_attachments()) && part == "w1");
  }
  [[nodiscard]] Scale scale() const {
    if (only_latency()) return bench::only_latency();
    if (only_attachments()) return bench::only_attachments();
    if (only == "deep") return bench::only_deep();
    return quick ? bench::quick() : Scale{};
  }
};

Disk measure_disk(const std::filesystem::path& folder, Seconds time) {
  const auto single = measure_syncs(folder / "single", 1, time);
  const auto grouped = measure_syncs(folder / "grouped", 64, time);
  return {single.messages_per_second, grouped.messages_per_second, single.median_ms};
}
Disk mean(const Disk& a, const Disk& b) {
  return {(a.single + b.single) / 2, (a.grouped + b.grouped) / 2, (a.median_ms + b.median_ms) / 2};
}
Work mean(const Work& a, const Work& b) {
  return {(a.per_second + b.per_second) / 2, (a.cpu_us + b.cpu_us) / 2, (a.network_us + b.network_us) / 2};
}
PeerFigures mean(const PeerFigures& a, const PeerFigures& b) {
  return {.w1 = mean(a.w1, b.w1),
          .store = mean(a.store, b.store),
          .drain = mean(a.drain, b.drain),
          .p50_ms = (a.p50_ms + b.p50_ms) / 2,
          .p99_ms = (a.p99_ms + b.p99_ms) / 2};
}
RelayFigures mean(const RelayFigures& a, const RelayFigures& b) {
  auto out = b;
  out.w1 = mean(a.w1, b.w1);
  out.w1_serial = mean(a.w1_serial, b.w1_serial);
  out.w1_latency = mean(a.w1_latency, b.w1_latency);
  out.store = mean(a.store, b.store);
  out.drain = mean(a.drain, b.drain);
  out.p50_ms = (a.p50_ms + b.p50_ms) / 2;
  out.p99_ms = (a.p99_ms + b.p99_ms) / 2;
  out.attachment.up_mib_per_second = (a.attachment.up_mib_per_second + b.attachment.up_mib_per_second) / 2;
  out.attachment.down_mib_per_second = (a.attachment.down_mib_per_second + b.attachment.down_mib_per_second) / 2;
  out.attachment.growth_mib = std::max(a.attachment.growth_mib, b.attachment.growth_mib);
  return out;
}

// The relay and its peers in turn, so that what else the machine does falls on all of them; each figure is the mean of two runs.
void measure_side_by_side(const std::filesystem::path& folder, const Scale& scale, Measured& out) {
  out.rabbitmq = measure_peer(Peer::rabbitmq, folder / "rabbitmq-1", scale);
  out.relay = measure_relay(folder / "relay-1", scale);
  out.nats = measure_peer(Peer::nats, folder / "nats-1", scale);
  out.rabbitmq = mean(*out.rabbitmq, measure_peer(Peer::rabbitmq, folder / "rabbitmq-2", scale));
  out.relay = mean(out.relay, measure_relay(folder / "relay-2", scale));
  out.nats = mean(*out.nats, measure_peer(Peer::nats, folder / "nats-2", scale));
}

Measured measure(const Options& options, const Scale& scale) {
  const tests::TempFolder folder("valise-relay-bench");
  Measured out;
  if (options.wants("w1")) {
    out.echo = measure_echo(folder.path(), scale);
    const auto before = measure_disk(folder.path(), scale.disk);
    out.storage = measure_storage_floor(folder / "floor.db", scale.disk);
    out.chunks = measure_chunk_floor(folder / "chunks.db", scale.attachment_chunks);
    if (options.peers) {
      measure_side_by_side(folder.path(), scale, out);
    } else {
      out.relay = measure_relay(folder / "relay-1", scale);
    }
    out.disk = mean(before, measure_disk(folder.path(), scale.disk));
  }
  if (options.wants("idle")) out.idle = measure_idle(folder / "idle", scale);
  if (options.wants("idle") && options.peers) {
    for (const auto peer : {Peer::rabbitmq, Peer::nats, Peer::mosquitto}) {
      out.idle_peers[peer] = measure_peer_idle(peer, folder / ("idle-" + std::to_string(static_cast<int>(peer))), scale);
    }
  }
  if (options.wants("depth") || options.only == "deep") out.depth_us = measure_depth(folder / "depth", scale);
  return out;
}

Options parse(std::span<char* const> arguments) {
  Options out;
  for (std::size_t n = 1; n < arguments.size(); ++n) {
    const std::string_view argument = arguments[n];
    if (argument == "--json") {
      out.json = true;
    } else if (argument == "--quick") {
      out.quick = true;
    } else if (argument == "--peers") {
      out.peers = true;
    } else if (argument == "--only" && n + 1 < arguments.size()) {
      out.only = arguments[++n];
    } else {
      throw std::runtime_error("usage: relay_bench [--json] [--quick] [--peers] [--only w1|latency|attachments|idle|depth|deep]");
    }
  }
  return out;
}

// Rows of a part that was not measured are left out.
std::vector<Figure> wanted(std::vector<Figure> rows, const Options& options) {
  std::erase_if(rows, [&](const Figure& row) { return row.value == 0 && (row.unit != "us/msg" || !options.only.empty()); });
  std::erase_if(rows, [](const Figure& row) { return row.against && *row.against == 0; });
  // Times at a fixed rate are what a short run measures as a long one does.
  if (options.only_latency()) {
    std::erase_if(rows, [](const Figure& row) { return row.unit != "ms" && !row.name.starts_with("W1lat"); });
  }
  if (options.only_attachments()) {
    std::erase_if(rows, [](const Figure& row) { return row.unit != "MiB/s" && !row.name.starts_with("attachment"); });
  }
  return rows;
}

int main_of(std::span<char* const> arguments) {
  if (arguments.size() == 5 && std::string_view(arguments[1]) == "--serve-echo") {
    return serve_echo(arguments[2], arguments[3], arguments[4]);
  }
  const auto options = parse(arguments);
  const auto scale = options.scale();
  if (options.peers) PeerProcess::install();
  print("relay", wanted(rows_of(measure(options, scale), scale), options), options.json ? Form::json : Form::table);
  return 0;
}

}  // namespace
}  // namespace valise::bench

int main(int argc, char** argv) {
  try {
    return valise::bench::main_of({argv, static_cast<std::size_t>(argc)});
  } catch (const std::exception& error) {
    fmt::print(stderr, "relay_bench: {}\n", error.what());
    return 1;
  }
}
