#include "bench/relay_own.hpp"

#include <algorithm>

#include "bench/relay_client.hpp"
#include "bench/relay_echo.hpp"
#include "keys/crypto/random.hpp"
#include "tests/support/programs.hpp"

namespace valise::bench {
namespace {

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
    deliver_all(loop_, load, arrivals_, scale_.warm_up);
    figures_.w1 = measured(pid(), [&] {
      const auto done = deliver_all(loop_, load, arrivals_, scale_.w1);
      settle();
      loop_.pause(kSettling);
      return done;
    });
    figures_.resident_mib = Usage::of(pid()).resident_mib;
    figures_.w1_serial = measured(pid(), [&] { return deliver_all(loop_, load, arrivals_, scale_.w1_serial); });
    settle();
    figures_.w1_latency = measured(pid(), [&] { return deliver_at_fixed_times(loop_, load, arrivals_, scale_.w1_latency); });
    figures_.p50_ms = arrivals_.quantile_ms(0.5);
    figures_.p99_ms = arrivals_.quantile_ms(0.99);
    settle();
    store_and_drain(load);
    figures_.attachment =
        measure_attachments(loop_, endpoint_, pid(), network_.devices.back(), scale_.attachment_chunks, random_);
    close();
    return figures_;
  }

 private:
  Network prepare(const std::filesystem::path& folder) {
    const auto announcement = relay_.init("valise.example/bench");
    auto network = make_network(announcement, folder, kSenders + kRecipients + 2, random_);
    relay_.import(network.statements);
    return network;
  }
  [[nodiscard]] pid_t pid() { return relay_.process().pid(); }
  [[nodiscard]] const Device& offline() const { return network_.devices[kSenders + kRecipients]; }

  void connect_senders() {
    std::vector<base::DeviceId> recipients;
    for (std::size_t n = kSenders; n <= kSenders + kRecipients; ++n) recipients.push_back(network_.devices[n].id);
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

}  // namespace

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
  out.p50_ms = arrivals.quantile_ms(0.5);
  out.p99_ms = arrivals.quantile_ms(0.99);
  for (auto& client : clients) client->close();
  loop.join();
  return out;
}

RelayFigures measure_relay(const std::filesystem::path& folder, const Scale& scale) {
  std::filesystem::create_directories(folder);
  return RelayBench(folder, scale).run();
}

}  // namespace valise::bench
