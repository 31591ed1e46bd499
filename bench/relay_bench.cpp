// How fast the relay is, end to end over TLS, beside what its disk can sync and what a bare echo over the same network code does,
// all in one run.
//
//   relay_bench [--json] [--quick]
//
// Starts the real valised on loopback with a directory of its own, in a folder under TMPDIR. Clients and relay share the
// machine's processors. 8 senders, 8 recipients, a room for each pair; messages of 1 KiB.
//   W1         all online, at most 64 unacknowledged for each sender
//   W1serial   the same with 1
//   W1lat      200 messages a second at fixed times; latency from the moment a message was due to its delivery
//   W2         to a recipient that is offline (store), who then connects, takes and acknowledges all of them (drain)
// --quick: much shorter, to see that it works; its figures mean little. With --json: an array of
// {name, value, unit, against, ratio}, `against` being what the same run measured for the disk or the echo, in the same unit.
#include <algorithm>
#include <exception>
#include <span>
#include <stdexcept>

#include "bench/relay_client.hpp"
#include "bench/relay_disk.hpp"
#include "bench/relay_echo.hpp"
#include "bench/relay_figures.hpp"
#include "bench/relay_usage.hpp"
#include "keys/crypto/random.hpp"
#include "tests/support/programs.hpp"
#include "tests/support/temp_folder.hpp"

namespace valise::bench {
namespace {

constexpr std::size_t kSenders = 8;
constexpr std::size_t kRecipients = 8;
constexpr std::size_t kWindow = 64;
constexpr std::uint64_t kUnbounded = std::uint64_t{1} << 40U;

// Scale says how long everything takes.
struct Scale {
  Seconds disk{1.5};
  Throughput echo{.window = kWindow, .messages = kUnbounded, .time = Seconds(4)};
  Throughput echo_serial{.window = 1, .messages = kUnbounded, .time = Seconds(3)};
  Throughput w1{.window = kWindow, .messages = 100'000 / kSenders, .time = Seconds(12)};
  Throughput w1_serial{.window = 1, .messages = kUnbounded, .time = Seconds(6)};
  OpenLoop w1_latency{.per_second = 200, .messages = 2000};
  Throughput w2{.window = kWindow, .messages = 10'000 / kSenders, .time = Seconds(15)};
};
Scale quick() {
  return {.disk = Seconds(0.2),
          .echo = {.window = kWindow, .messages = 200, .time = Seconds(1)},
          .echo_serial = {.window = 1, .messages = 50, .time = Seconds(0.5)},
          .w1 = {.window = kWindow, .messages = 100, .time = Seconds(1)},
          .w1_serial = {.window = 1, .messages = 20, .time = Seconds(0.5)},
          .w1_latency = {.per_second = 200, .messages = 100},
          .w2 = {.window = kWindow, .messages = 50, .time = Seconds(1)}};
}

// Disk is what the folder's disk does, the mean of just before the relay's part and just after it.
struct Disk {
  double single = 0;
  double grouped = 0;
  double median_ms = 0;
};
Disk measure_disk(const std::filesystem::path& folder, Seconds time) {
  const auto single = measure_syncs(folder / "single", 1, time);
  const auto grouped = measure_syncs(folder / "grouped", 64, time);
  return {single.messages_per_second, grouped.messages_per_second, single.median_ms};
}
Disk mean(const Disk& a, const Disk& b) {
  return {(a.single + b.single) / 2, (a.grouped + b.grouped) / 2, (a.median_ms + b.median_ms) / 2};
}

// Work is a rate and the server's processor time for each message.
struct Work {
  double per_second = 0;
  double cpu_us = 0;
  double network_us = 0;  // of the server's first thread
};
template <class Run>
Work measured(pid_t server, const Run& run) {
  const auto before = Usage::of(server);
  const Done done = run();
  const auto after = Usage::of(server);
  const auto each = 1e6 / static_cast<double>(done.count);
  return {done.per_second(), (after.all() - before.all()) * each, (after.main_thread() - before.main_thread()) * each};
}

template <class T>
std::vector<Paced*> load_of(std::vector<std::unique_ptr<T>>& senders) {
  std::vector<Paced*> out;
  for (auto& sender : senders) out.push_back(sender.get());
  return out;
}

// ---- echo ----

struct EchoFigures {
  Work full;
  Work serial;
  double median_ms = 0;
};

EchoFigures measure_echo(const std::filesystem::path& folder, const Scale& scale) {
  const EchoServer server(folder);
  Loop loop;
  Arrivals arrivals;
  std::vector<std::unique_ptr<EchoClient>> clients;
  for (std::size_t n = 0; n < kSenders; ++n) {
    clients.push_back(std::make_unique<EchoClient>(arrivals));
    loop.perform("connecting", clients.back()->connect(server));
    loop.spawn(clients.back()->listen());
  }
  const auto load = load_of(clients);
  EchoFigures out;
  out.full = measured(server.pid(), [&] { return deliver_all(loop, load, arrivals, scale.echo); });
  out.serial = measured(server.pid(), [&] { return deliver_all(loop, load, arrivals, scale.echo_serial); });
  deliver_at_fixed_times(loop, load, arrivals, scale.w1_latency);
  out.median_ms = arrivals.quantile_ms(0.5);
  for (auto& client : clients) client->close();
  loop.join();
  return out;
}

// ---- the relay ----

struct RelayFigures {
  double start_ms = 0;
  Work w1, w1_serial, w1_latency;
  double p50_ms = 0, p99_ms = 0;
  Work store, drain;
  double resident_start_mib = 0, resident_mib = 0;
};

class RelayBench {
 public:
  RelayBench(const std::filesystem::path& folder, Scale scale)
      : scale_(scale),
        relay_(folder / "relay", folder / "log", tests::program("valised"), tests::without_quotas()),
        network_(prepare(folder)) {
    const auto begun = Steady::now();
    relay_.start();
    figures_.start_ms = Seconds(Steady::now() - begun).count() * 1e3;
    const auto address = relay_.address();
    endpoint_ = {.port = address.substr(address.rfind(':') + 1), .relay = network_.relay};
    connect_senders();
    for (std::size_t n = 0; n < kRecipients; ++n) connect_recipient(network_.devices[kSenders + n]);
    settle();
    figures_.resident_start_mib = Usage::of(pid()).resident_mib;
  }
  ~RelayBench() { relay_.kill(); }
  RelayBench(const RelayBench&) = delete;
  RelayBench& operator=(const RelayBench&) = delete;

  RelayFigures run() {
    const auto load = load_of(senders_);
    to_everybody();
    figures_.w1 = measured(pid(), [&] { return deliver_all(loop_, load, arrivals_, scale_.w1); });
    settle();
    figures_.resident_mib = Usage::of(pid()).resident_mib;
    figures_.w1_serial = measured(pid(), [&] { return deliver_all(loop_, load, arrivals_, scale_.w1_serial); });
    settle();
    figures_.w1_latency = measured(pid(), [&] { return deliver_at_fixed_times(loop_, load, arrivals_, scale_.w1_latency); });
    figures_.p50_ms = arrivals_.quantile_ms(0.5);
    figures_.p99_ms = arrivals_.quantile_ms(0.99);
    settle();
    store_and_drain(load);
    close();
    return figures_;
  }

 private:
  Network prepare(const std::filesystem::path& folder) {
    const auto announcement = relay_.init("valise.example/bench");
    auto network = make_network(announcement, folder, kSenders + kRecipients + 1, random_);
    relay_.import(network.statements);
    return network;
  }
  [[nodiscard]] pid_t pid() { return relay_.process().pid(); }
  [[nodiscard]] const Device& offline() const { return network_.devices.back(); }

  void connect_senders() {
    std::vector<base::DeviceId> recipients;
    for (std::size_t n = kSenders; n < network_.devices.size(); ++n) recipients.push_back(network_.devices[n].id);
    rooms_.resize(kSenders);
    for (std::size_t n = 0; n < kSenders; ++n) {
      senders_.push_back(std::make_unique<Sender>(random_));
      loop_.perform("connecting", senders_.back()->connect(endpoint_, network_.devices[n]));
      loop_.perform("making rooms", senders_.back()->create_rooms(recipients, rooms_[n]));
      loop_.spawn(senders_.back()->listen());
    }
  }
  void connect_recipient(const Device& device) {
    recipients_.push_back(std::make_unique<Recipient>(arrivals_));
    loop_.perform("connecting", recipients_.back()->connect(endpoint_, device));
    loop_.perform("subscribing", recipients_.back()->subscribe());
    loop_.spawn(recipients_.back()->listen());
  }
  // The last room of each sender is the one with the device that is offline.
  void to_everybody() {
    for (std::size_t n = 0; n < kSenders; ++n) senders_[n]->write_to({rooms_[n].begin(), rooms_[n].end() - 1}, n);
  }
  void to_the_offline_one() {
    for (std::size_t n = 0; n < kSenders; ++n) senders_[n]->write_to({rooms_[n].back()}, 0);
  }
  void settle() {
    loop_.require("acknowledgements of recipients",
                  [this] { return std::ranges::all_of(recipients_, [](const auto& one) { return one->settled(); }); });
  }

  void store_and_drain(Load load) {
    to_the_offline_one();
    arrivals_.begin();
    Done stored;
    figures_.store = measured(pid(), [&] { return stored = submit_all(loop_, load, scale_.w2); });
    figures_.drain = measured(pid(), [&] {
      const auto start = Steady::now();
      connect_recipient(offline());
      loop_.require("draining", [&] { return arrivals_.count() == stored.count && recipients_.back()->settled(); });
      return Done{stored.count, Steady::now() - start};
    });
  }
  void close() {
    for (auto& sender : senders_) sender->close();
    for (auto& recipient : recipients_) recipient->close();
    loop_.join();
  }

  Scale scale_;
  crypto::SystemRandom random_;
  RelayFigures figures_;
  tests::RelayProcess relay_;
  Network network_;
  Endpoint endpoint_;
  Loop loop_;
  Arrivals arrivals_;
  std::vector<Sender::Rooms> rooms_;
  std::vector<std::unique_ptr<Sender>> senders_;
  std::vector<std::unique_ptr<Recipient>> recipients_;
};

// ---- the figures ----

constexpr std::string_view kPerSecond = "msg/s";
constexpr std::string_view kDisk = "a sync each on the same disk";
constexpr std::string_view kDiskGroups = "64 to a sync on the same disk";
constexpr std::string_view kEcho = "the bare echo";

void add_limits(std::vector<Figure>& out, const Disk& disk, const EchoFigures& echo) {
  out.push_back({"1 KiB written durably, a sync each", disk.single, kPerSecond});
  out.push_back({"1 KiB written durably, 64 to a sync", disk.grouped, kPerSecond});
  out.push_back({"one write with its sync, p50", disk.median_ms, "ms"});
  out.push_back({"bare TLS echo, 8 x 64 under way", echo.full.per_second, kPerSecond});
  out.push_back({"bare TLS echo, 8 x 64 under way, server CPU", echo.full.cpu_us, "us/msg"});
  out.push_back({"bare TLS echo, 8 x 1 under way", echo.serial.per_second, kPerSecond});
  out.push_back({"bare TLS echo, 200 a second, p50", echo.median_ms, "ms"});
}

void add_relay(std::vector<Figure>& out, const RelayFigures& relay, const Disk& disk, const EchoFigures& echo) {
  const auto& w1 = relay.w1;
  out.push_back({"W1", w1.per_second, kPerSecond, disk.single, kDisk});
  out.push_back({"W1", w1.per_second, kPerSecond, disk.grouped, kDiskGroups});
  out.push_back({"W1", w1.per_second, kPerSecond, echo.full.per_second, kEcho});
  out.push_back({"W1, relay CPU", w1.cpu_us, "us/msg", echo.full.cpu_us, kEcho});
  out.push_back({"W1, relay CPU of the network thread", w1.network_us, "us/msg", echo.full.cpu_us, kEcho});
  out.push_back({"W1, relay CPU of the store's threads", w1.cpu_us - w1.network_us, "us/msg"});
  out.push_back({"W1serial", relay.w1_serial.per_second, kPerSecond, disk.single, kDisk});
  out.push_back({"W1serial", relay.w1_serial.per_second, kPerSecond, echo.serial.per_second, kEcho});
  out.push_back({"W1serial, relay CPU", relay.w1_serial.cpu_us, "us/msg", echo.serial.cpu_us, kEcho});
  out.push_back({"W1lat p50", relay.p50_ms, "ms", disk.median_ms, "one write with its sync"});
  out.push_back({"W1lat p50", relay.p50_ms, "ms", disk.median_ms + echo.median_ms, "that sync and a bare echo"});
  out.push_back({"W1lat p99", relay.p99_ms, "ms"});
  out.push_back({"W1lat, relay CPU", relay.w1_latency.cpu_us, "us/msg"});
  out.push_back({"W2 store", relay.store.per_second, kPerSecond, disk.single, kDisk});
  out.push_back({"W2 store, relay CPU", relay.store.cpu_us, "us/msg"});
  out.push_back({"W2 drain", relay.drain.per_second, kPerSecond, echo.full.per_second, kEcho});
  out.push_back({"W2 drain, relay CPU", relay.drain.cpu_us, "us/msg"});
  out.push_back({"start to the first connection accepted", relay.start_ms, "ms"});
  out.push_back({"resident memory, 16 sessions, before load", relay.resident_start_mib, "MiB"});
  out.push_back({"resident memory, 16 sessions, after W1", relay.resident_mib, "MiB"});
}

std::vector<Figure> run(const Scale& scale) {
  const tests::TempFolder folder("valise-relay-bench");
  const auto echo = measure_echo(folder.path(), scale);
  const auto before = measure_disk(folder.path(), scale.disk);
  const auto relay = RelayBench(folder.path(), scale).run();
  const auto disk = mean(before, measure_disk(folder.path(), scale.disk));
  std::vector<Figure> out;
  add_limits(out, disk, echo);
  add_relay(out, relay, disk, echo);
  return out;
}

struct Options {
  bool json = false;
  bool quick = false;
};
Options parse(std::span<char* const> arguments) {
  Options out;
  for (const std::string_view argument : arguments.subspan(1)) {
    if (argument != "--json" && argument != "--quick") throw std::runtime_error("usage: relay_bench [--json] [--quick]");
    (argument == "--json" ? out.json : out.quick) = true;
  }
  return out;
}

int main_of(std::span<char* const> arguments) {
  if (arguments.size() == 5 && std::string_view(arguments[1]) == "--serve-echo") {
    return serve_echo(arguments[2], arguments[3], arguments[4]);
  }
  const auto options = parse(arguments);
  const auto figures = run(options.quick ? quick() : Scale{});
  options.json ? print_json(figures) : print_table(figures);
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
