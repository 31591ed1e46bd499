#include "bench/relay_peers.hpp"

#include "bench/peer_client.hpp"

namespace valise::bench {
namespace {

constexpr int kQueues = kRecipients;
constexpr int kOffline = kQueues;  // the account after the recipients', then come the senders'
constexpr int kPublishers = kSenders;

class PeerBench {
 public:
  PeerBench(Peer peer, const std::filesystem::path& folder) : peer_(peer), server_(peer, folder, kOffline + 1 + kPublishers) {
    for (int n = 0; n < kQueues; ++n) recipients_.push_back(recipient(n));
    recipients_.push_back(recipient(kOffline));  // makes its queue, and goes
    recipients_.back()->close();
    for (int n = 0; n < kPublishers; ++n) {
      senders_.push_back(make_sender(peer_, loop_, n, kQueues, kOffline + 1 + n));
      loop_.perform("connecting", senders_.back()->connect(server_));
    }
  }

  PeerFigures run(const Scale& scale) {
    PeerFigures out;
    const auto load = load_of(senders_);
    deliver_all(loop_, load, arrivals_, scale.warm_up);
    out.w1 = measured([&] {
      const auto done = deliver_all(loop_, load, arrivals_, scale.w1);
      loop_.pause(kSettling);
      return done;
    });
    deliver_at_fixed_times(loop_, load, arrivals_, scale.w1_latency);
    out.p50_ms = arrivals_.quantile_ms(0.5);
    out.p99_ms = arrivals_.quantile_ms(0.99);
    store_and_drain(load, scale, out);
    for (auto& sender : senders_) sender->close();
    for (auto& one : recipients_) one->close();
    loop_.join();
    return out;
  }

 private:
  template <class Run>
  Work measured(const Run& run) {
    const double before = server_.cpu_seconds();
    const Done done = run();
    return {.per_second = done.per_second(), .cpu_us = (server_.cpu_seconds() - before) * 1e6 / static_cast<double>(done.count)};
  }
  std::unique_ptr<PeerRecipient> recipient(int number) {
    auto out = make_recipient(peer_, loop_, arrivals_, number);
    loop_.perform("connecting", out->connect(server_));
    return out;
  }
  void store_and_drain(Load load, const Scale& scale, PeerFigures& out) {
    for (auto& sender : senders_) sender->write_to(kOffline);
    arrivals_.begin();
    Done stored;
    out.store = measured([&] { return stored = submit_all(loop_, load, scale.w2); });
    out.drain = measured([&] {
      const auto start = Steady::now();
      recipients_.push_back(recipient(kOffline));
      loop_.require("draining", [&] { return arrivals_.count() == stored.count; });
      return Done{stored.count, Steady::now() - start};
    });
  }

  Peer peer_;
  PeerProcess server_;
  Loop loop_;
  Arrivals arrivals_;
  std::vector<std::unique_ptr<PeerRecipient>> recipients_;
  std::vector<std::unique_ptr<PeerSender>> senders_;
};

}  // namespace

PeerFigures measure_peer(Peer peer, const std::filesystem::path& folder, const Scale& scale) {
  std::filesystem::create_directories(folder);
  return PeerBench(peer, folder).run(scale);
}

}  // namespace valise::bench
