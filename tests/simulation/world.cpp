#include "tests/simulation/world.hpp"

namespace valise::simulation {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

class World {
 public:
  explicit World(const Plan& plan)
      : plan_(plan),
        scheduler_(plan.seed),
        network_(scheduler_),
        offices_(make_offices(scheduler_.random(), identity_.relay_id(), plan.offices, plan.devices_each)),
        relay_(scheduler_, network_, identity_, offices_.log_key, std::string(kLogOrigin)) {
    for (std::size_t device = 0; device < offices_.devices.size(); ++device) {
      clients_.push_back(
          std::make_unique<ClientProcess>(scheduler_, network_, offices_, device, identity_.relay_id(), histories_));
    }
  }

  Outcome run() {
    relay_.seed(offices_.writer.entries());
    relay_.start();
    for (auto& client : clients_) client->start();
    // Who has never been there cannot be written to yet.
    if (!scheduler_.run(plan_.peace, [this] { return all_settled(); })) problem("did not begin");
    for (auto& client : clients_) client->work();
    scheduler_.after(scheduler_.within(5s, 20s), [this] { go_wrong(); });
    scheduler_.run(plan_.trouble, [] { return false; });
    make_peace();
    judge();
    return std::move(outcome_);
  }

 private:
  // One thing goes wrong, and after a while the next.
  void go_wrong() {
    if (peace_) return;
    const auto choice = scheduler_.random().below(100);
    if (choice < 20) {
      end_relay();
    } else if (choice < 50) {
      end_client();
    } else if (choice < 65) {
      stall_network();
    } else {
      ++outcome_.breaks;
      network_.break_one();
    }
    scheduler_.after(scheduler_.within(500ms, 20s), [this] { go_wrong(); });
  }

  // Killed; without power at once; or without power in the midst of what the disk does.
  void end_relay() {
    if (!relay_.up()) return;
    ++outcome_.kills;
    switch (scheduler_.random().below(3)) {
      case 0: relay_.kill(); break;
      case 1: relay_.lose_power(some_loss()); break;
      default: relay_.will_lose_power(scheduler_.between(1, 60), some_loss());
    }
    start_relay_later();
  }
  void start_relay_later() {
    scheduler_.after(scheduler_.within(10ms, 15s), [this] {
      if (peace_ || !relay_.up()) return start_relay();
      start_relay_later();  // its power has not gone yet, or it was started meanwhile
    });
  }
  void start_relay() {
    if (!relay_.up()) relay_.start();
  }

  void end_client() {
    auto& client = *clients_[scheduler_.random().below(clients_.size())];
    if (!client.up()) return;
    ++outcome_.kills;
    if (scheduler_.chance(50)) return client.will_lose_power(scheduler_.between(1, 40), some_loss());
    client.kill();
    scheduler_.after(scheduler_.within(10ms, 30s), [&client] {
      if (!client.up()) client.start();
    });
  }

  tests::Loss some_loss() { return tests::kPowerLosses[scheduler_.random().below(std::size(tests::kPowerLosses))]; }

  void stall_network() {
    ++outcome_.stalls;
    scheduler_.trace("network", "stalls");
    network_.stall();
    scheduler_.after(scheduler_.within(1s, 90s), [this] { network_.recover(); });
  }

  void make_peace() {
    peace_ = true;
    network_.recover();
    relay_.spare();
    for (auto& client : clients_) client->spare();
    scheduler_.run(1s, [] { return false; });  // whose power is off already
    start_relay();
    for (auto& client : clients_) {
      if (!client->up()) client->start();
      client->rest();
    }
    // Twice, since what one found last may have given others something to do.
    for (int round = 0; round < 2; ++round) {
      for (auto& client : clients_) client->unsettle();
      scheduler_.run(plan_.peace, [this] { return all_settled(); });
    }
    for (const auto& client : clients_) {
      if (!client->settled()) problem("unsettled: " + client->name() + ": " + client->last_error());
    }
  }
  [[nodiscard]] bool all_settled() const {
    return std::ranges::all_of(clients_, [](const auto& client) { return client->settled(); });
  }

  void judge() {
    std::vector<std::string> names;
    std::vector<base::DeviceId> devices;
    std::map<std::string, std::string> epochs;
    for (auto& client : clients_) {
      names.push_back(client->name());
      devices.push_back(client->device().id);
      client->record_kept();
      for (auto& alarm : client->alarms()) problem("alarm: " + alarm);
      for (const auto& [room, authenticator] : client->epochs()) {
        const auto [known, fresh] = epochs.try_emplace(room, authenticator);
        if (!fresh && known->second != authenticator) problem("forked: " + client->name() + " in " + room.substr(0, 8));
      }
    }
    for (const auto& [room, history] : histories_) {
      outcome_.messages += history.promises();
      for (auto& found : history.problems(names)) problem(room.substr(0, 8) + ": " + found);
    }
    outcome_.rooms = histories_.size();
    if (const auto left = relay_.waiting(devices); left > 0) problem("not erased: " + std::to_string(left) + " mailboxes");
  }

  void problem(std::string text) { outcome_.problems.push_back(std::move(text)); }

  const Plan plan_;
  Scheduler scheduler_;
  Network network_;
  const wire::TlsServerContext identity_ = wire::TlsServerContext::ephemeral("simulation").value();
  Offices offices_;
  RelayProcess relay_;
  Histories histories_;
  std::vector<std::unique_ptr<ClientProcess>> clients_;
  bool peace_ = false;
  Outcome outcome_;
};

}  // namespace

Outcome simulate(const Plan& plan) { return World(plan).run(); }

}  // namespace valise::simulation
