#include "bench/relay_rows.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace valise::bench {
namespace {

constexpr std::string_view kPerSecond = "msg/s";
constexpr std::string_view kCpu = "us/msg";

class Rows {
 public:
  void plain(std::string name, double value, std::string_view unit) { out_.push_back({std::move(name), value, unit}); }
  void beside(std::string_view name, double value, std::string_view unit, std::string_view what, double against) {
    out_.push_back({fmt::format("{}, against {}", name, what), value, unit, against});
  }
  void at_most(double target, std::string_view name, double value, std::string_view unit, std::string_view what, double against) {
    beside(name, value, unit, what, against);
    out_.back().target = target;
  }
  void at_least(double target, std::string_view name, double value, std::string_view unit, std::string_view what,
                double against) {
    at_most(target, name, value, unit, what, against);
    out_.back().at_least = true;
  }
  [[nodiscard]] std::vector<Figure> take() { return std::move(out_); }

 private:
  std::vector<Figure> out_;
};

void add_limits(Rows& rows, const Measured& m) {
  rows.plain("1 KiB written durably, a sync each", m.disk.single, kPerSecond);
  rows.plain("1 KiB written durably, 64 to a sync", m.disk.grouped, kPerSecond);
  rows.plain("one write with its sync, p50", m.disk.median_ms, "ms");
  rows.plain("SQLCipher alone: one durable commit, p50", m.storage.commit_p50_ms, "ms");
  rows.plain("SQLCipher alone: one durable commit, p99", m.storage.commit_p99_ms, "ms");
  rows.plain("SQLCipher alone: a row in and out, 64 to a commit, CPU", m.storage.row_us, kCpu);
  rows.plain("SQLCipher alone: chunks of 1 MiB written", m.chunks.write_mib_per_second, "MiB/s");
  rows.plain("SQLCipher alone: chunks of 1 MiB read", m.chunks.read_mib_per_second, "MiB/s");
  rows.plain("bare TLS echo, 8 x 64 under way", m.echo.full.per_second, kPerSecond);
  rows.plain("bare TLS echo, 8 x 64 under way, server CPU", m.echo.full.cpu_us, kCpu);
  rows.plain("bare TLS echo, 8 x 1 under way", m.echo.serial.per_second, kPerSecond);
  rows.plain("bare TLS echo, 200 a second, p50", m.echo.p50_ms, "ms");
  rows.plain("bare TLS echo, 200 a second, p99", m.echo.p99_ms, "ms");
}

void add_throughput(Rows& rows, const Measured& m) {
  const auto& w1 = m.relay.w1;
  const double floor = 2 * m.echo.full.cpu_us + m.storage.row_us;
  rows.beside("W1", w1.per_second, kPerSecond, "a sync each on the same disk", m.disk.single);
  rows.beside("W1", w1.per_second, kPerSecond, "the bare echo", m.echo.full.per_second);
  rows.at_most(1.5, "W1, relay CPU", w1.cpu_us, kCpu, "two TLS exchanges and a row in and out", floor);
  rows.plain("W1, relay CPU of the network thread", w1.network_us, kCpu);
  rows.plain("W1, relay CPU of the store's threads", w1.store_us(), kCpu);
  rows.beside("W1serial", m.relay.w1_serial.per_second, kPerSecond, "a sync each on the same disk", m.disk.single);
  rows.beside("W1serial, relay CPU", m.relay.w1_serial.cpu_us, kCpu, "the bare echo", m.echo.serial.cpu_us);
  rows.beside("W1lat p50", m.relay.p50_ms, "ms", "one durable commit, p50", m.storage.commit_p50_ms);
  rows.at_most(2, "W1lat p99", m.relay.p99_ms, "ms", "one durable commit, p99", m.storage.commit_p99_ms);
  rows.beside("W1lat p99", m.relay.p99_ms, "ms", "two bare echoes and a commit, p99",
              2 * m.echo.p99_ms + m.storage.commit_p99_ms);
  rows.plain("W1lat, relay CPU", m.relay.w1_latency.cpu_us, kCpu);
  rows.beside("W2 store", m.relay.store.per_second, kPerSecond, "a sync each on the same disk", m.disk.single);
  rows.plain("W2 store, relay CPU", m.relay.store.cpu_us, kCpu);
  rows.beside("W2 drain", m.relay.drain.per_second, kPerSecond, "the bare echo", m.echo.full.per_second);
  rows.plain("W2 drain, relay CPU", m.relay.drain.cpu_us, kCpu);
  rows.plain("resident memory, 16 sessions, before load", m.relay.resident_start_mib, "MiB");
  rows.plain("resident memory, 16 sessions, after W1", m.relay.resident_mib, "MiB");
}

// Memory: the caches of the store's two connections and the parts of a MiB under way, whatever the file's size.
void add_attachments(Rows& rows, const Measured& m, const Scale& scale) {
  constexpr double caches_and_parts = 40;
  constexpr double least = 0.1;  // of a file so small that nothing grew
  rows.at_least(0.6, "attachment up", m.relay.attachment.up_mib_per_second, "MiB/s", "SQLCipher alone",
                m.chunks.write_mib_per_second);
  rows.at_least(0.6, "attachment down", m.relay.attachment.down_mib_per_second, "MiB/s", "SQLCipher alone",
                m.chunks.read_mib_per_second);
  if (m.relay.attachment.up_mib_per_second == 0) return;
  rows.at_most(1, fmt::format("attachment, growth of the relay's memory over {} MiB up and down", scale.attachment_chunks),
               std::max(least, m.relay.attachment.growth_mib), "MiB", "caches and parts under way", caches_and_parts);
}

void add_peer(Rows& rows, const std::string& name, const PeerFigures& peer) {
  rows.plain(name + ": W1", peer.w1.per_second, kPerSecond);
  rows.plain(name + ": W1, server CPU", peer.w1.cpu_us, kCpu);
  rows.plain(name + ": W1lat p50", peer.p50_ms, "ms");
  rows.plain(name + ": W1lat p99", peer.p99_ms, "ms");
  rows.plain(name + ": W2 store", peer.store.per_second, kPerSecond);
  rows.plain(name + ": W2 drain", peer.drain.per_second, kPerSecond);
}

void add_peers(Rows& rows, const Measured& m) {
  if (!m.rabbitmq || !m.nats) return;
  add_peer(rows, "RabbitMQ quorum queue", *m.rabbitmq);
  add_peer(rows, "NATS, sync always", *m.nats);
  const std::string_view rabbitmq = "the RabbitMQ quorum queue";
  rows.at_least(1.5, "W1", m.relay.w1.per_second, kPerSecond, rabbitmq, m.rabbitmq->w1.per_second);
  rows.at_most(0.6, "W1, relay CPU", m.relay.w1.cpu_us, kCpu, rabbitmq, m.rabbitmq->w1.cpu_us);
  rows.at_most(0.5, "W1lat p99", m.relay.p99_ms, "ms", rabbitmq, m.rabbitmq->p99_ms);
  rows.beside("W2 store", m.relay.store.per_second, kPerSecond, rabbitmq, m.rabbitmq->store.per_second);
  rows.at_least(1, "W2 drain", m.relay.drain.per_second, kPerSecond, rabbitmq, m.rabbitmq->drain.per_second);
  rows.at_least(10, "W1", m.relay.w1.per_second, kPerSecond, "NATS, sync always", m.nats->w1.per_second);
}

void add_idle(Rows& rows, const Measured& m, const Scale& scale) {
  const auto& idle = m.idle;
  for (std::size_t n = 0; n < idle.kib_each.size(); ++n) {
    rows.at_most(1, fmt::format("W3, memory of each of {} idle connections", scale.connections[n]), idle.kib_each[n], "KiB",
                 "the target", 15);
  }
  rows.at_least(0.9, "W3, share of that memory given back after they leave", idle.given_back, "of 1", "all", 1);
  rows.at_most(1, fmt::format("W4, start to first login, directory of {} statements", idle.statements), idle.first_login_ms, "ms",
               "the target", 200);
  rows.plain("W4, relay CPU until the first login", idle.first_login_cpu_ms, "ms");
  rows.plain("W4, resident memory after the start", idle.resident_mib, "MiB");
}

// Peers have no data when they start, and no directory: what they need at the least.
void add_idle_peers(Rows& rows, const Measured& m, const Scale& scale) {
  const auto connections = scale.connections.front();
  for (const auto& [peer, idle] : m.idle_peers) {
    const std::string name = peer == Peer::rabbitmq ? "RabbitMQ" : peer == Peer::nats ? "NATS" : "Mosquitto";
    const auto each = fmt::format("W3, memory of each of {} idle connections", connections);
    rows.plain(name + ": " + each, idle.kib_each, "KiB");
    rows.plain(name + ": W4, start to first login, without data", idle.first_login_ms, "ms");
    if (m.idle.kib_each.empty()) continue;
    rows.beside(each, m.idle.kib_each.front(), "KiB", name, idle.kib_each);
    rows.beside("W4, start to first login", m.idle.first_login_ms, "ms", name + " without data", idle.first_login_ms);
  }
}

// The target's 1.25 allows for trees that are one level deeper.
void add_depth(Rows& rows, const Measured& m, const Scale& scale) {
  const auto& us = m.depth_us;
  if (us.empty()) return;
  rows.plain(fmt::format("store CPU with {} messages stored", scale.stored[0]), us[0], kCpu);
  for (std::size_t n = 1; n < us.size(); ++n) {
    rows.at_most(1.25, fmt::format("store CPU with {} messages stored", scale.stored[n]), us[n], kCpu,
                 fmt::format("{} stored", scale.stored[0]), us[0]);
  }
}

}  // namespace

std::vector<Figure> rows_of(const Measured& measured, const Scale& scale) {
  Rows rows;
  add_limits(rows, measured);
  add_throughput(rows, measured);
  add_attachments(rows, measured, scale);
  add_peers(rows, measured);
  add_idle(rows, measured, scale);
  add_idle_peers(rows, measured, scale);
  add_depth(rows, measured, scale);
  return rows.take();
}

}  // namespace valise::bench
