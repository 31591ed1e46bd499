#include "bench/peer_idle.hpp"

#include "bench/peer_client.hpp"
#include "bench/peer_mqtt.hpp"
#include "bench/relay_usage.hpp"

namespace valise::bench {
namespace {

constexpr std::size_t kAtOnce = 50;  // logins under way, as the relay's
constexpr int kAccounts = 1;
constexpr int kPatience = 3;  // RabbitMQ's connections give memory back when they have been idle for six seconds

// What a client needs before it can do anything: of AMQP a channel, of NATS a subscription to its inbox, of MQTT the login.
std::unique_ptr<PeerLink> idle_client(Peer peer, Loop& loop) {
  if (peer == Peer::mosquitto) return std::make_unique<MqttIdle>(loop);
  return make_sender(peer, loop, 0, 1, 0);
}

class PeerIdleBench {
 public:
  PeerIdleBench(Peer peer, const std::filesystem::path& folder) : peer_(peer), server_(peer, folder, kAccounts) {}

  PeerIdleFigures run(const Scale& scale) {
    PeerIdleFigures out;
    const auto begun = Steady::now();
    connect(1);
    out.first_login_ms = server_.start_ms() + Seconds(Steady::now() - begun).count() * 1e3;
    loop_.pause(kPatience * scale.idle);
    const auto connections = scale.connections.front();
    const double before = server_.resident_mib();
    connect(1 + connections);
    loop_.pause(kPatience * scale.idle);
    out.kib_each = (server_.resident_mib() - before) * 1024 / static_cast<double>(connections);
    for (auto& client : clients_) client->close();
    loop_.join();
    return out;
  }

 private:
  void connect(std::size_t count) {
    while (clients_.size() < count) {
      clients_.push_back(idle_client(peer_, loop_));
      loop_.spawn(log_in(*clients_.back()));
      loop_.require("logins", [&] { return clients_.size() - logged_in_ < kAtOnce; });
    }
    loop_.require("logins", [&] { return logged_in_ == clients_.size(); });
  }
  asio::awaitable<void> log_in(PeerLink& client) {
    co_await client.connect(server_);
    ++logged_in_;
  }

  const Peer peer_;
  PeerProcess server_;
  Loop loop_;
  std::vector<std::unique_ptr<PeerLink>> clients_;
  std::size_t logged_in_ = 0;
};

}  // namespace

PeerIdleFigures measure_peer_idle(Peer peer, const std::filesystem::path& folder, const Scale& scale) {
  allow_descriptors();
  std::filesystem::create_directories(folder);
  return PeerIdleBench(peer, folder).run(scale);
}

}  // namespace valise::bench
