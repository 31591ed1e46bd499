#include "tests/simulation/world.hpp"

#include "tests/simulation/older_schema.hpp"
#include "tests/simulation/relay_identity.hpp"

namespace valise::simulation {
namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using tests::DiskOp;

constexpr auto kTenYears = 24h * 3653;
constexpr std::uint64_t kOperationsOfUpgrade = 200;  // of a disk
constexpr auto kLifetimeOfFiles = 24h * 33;          // 30 days, and what clocks that are wrong may cost

class World {
 public:
  explicit World(const Plan& plan)
      : plan_(plan),
        scheduler_(plan.seed),
        network_(scheduler_),
        offices_(make_offices(scheduler_.random(), identity_.relay_id(), plan.offices, plan.devices_each)),
        relay_(scheduler_, network_, identity_, offices_.log_key, std::string(kLogOrigin)),
        registrar_(scheduler_, network_, identity_.relay_id()) {
    for (std::size_t device = 0; device < offices_.devices.size(); ++device) add_client(device);
  }

  Outcome run() {
    begin();
    scheduler_.after(scheduler_.within(5s, 20s), [this] { go_wrong(); });
    if (plan_.people_change) plan_changes_of_people();
    if (plan_.relay_restored) plan_restore();
    if (plan_.upgraded) plan_upgrades();
    scheduler_.run(plan_.trouble, [] { return false; });
    make_peace();
    judge();
    let_files_run_out();
    scheduler_.trace("relay", "operations of its disk: " + std::to_string(relay_.disk_operations()));
    for (const auto& client : clients_) {
      scheduler_.trace(client->name(), "operations of its disk: " + std::to_string(client->disk_operations()));
    }
    outcome_.course = scheduler_.course();
    return std::move(outcome_);
  }

 private:
  void add_client(std::size_t device) {
    clients_.push_back(std::make_unique<ClientProcess>(scheduler_, network_, offices_, device, identity_.relay_id(), histories_));
  }

  // Who has never been at the relay cannot be written to, so all go there before anything goes wrong.
  void begin() {
    relay_.seed(offices_.writer.entries());
    relay_.start();
    for (auto& client : clients_) client->start();
    if (!scheduler_.run(plan_.peace, [this] { return all_settled(); })) problem("did not begin");
    for (auto& client : clients_) client->work();
  }

  // ---- trouble ----

  // One thing goes wrong, and after a while the next.
  void go_wrong() {
    if (peace_) return;
    const auto choice = scheduler_.random().below(100);
    if (choice < 15) {
      end_relay();
    } else if (choice < 22) {
      spoil_relays_disk();
    } else if (choice < 47) {
      end_client();
    } else if (choice < 50) {
      count("wrong clock", "clock");
      some_client().jump_clock(std::chrono::duration_cast<milliseconds>(26h) - scheduler_.within(0ms, 52h));
    } else if (choice < 52) {
      mistake_the_year();
    } else if (choice < 66) {
      stall_network();
    } else {
      count("broken line", "network");
      network_.break_one();
    }
    scheduler_.after(scheduler_.within(500ms, 20s), [this] { go_wrong(); });
  }

  // Killed; without power at once; or without power in the midst of what the disk does.
  void end_relay() {
    if (!relay_.up()) return;
    count("end of the relay", "relay");
    switch (scheduler_.random().below(3)) {
      case 0: relay_.kill(); break;
      case 1: relay_.lose_power(some_loss()); break;
      default: relay_.will_lose_power(scheduler_.between(1, 60), some_loss());
    }
    start_relay_later();
  }
  void spoil_relays_disk() {
    if (!relay_.up()) return;
    count("bad disk of the relay", "relay");
    constexpr DiskOp kinds[] = {DiskOp::read, DiskOp::write, DiskOp::sync};
    if (scheduler_.chance(50)) {
      relay_.will_fail(kinds[scheduler_.random().below(std::size(kinds))], scheduler_.between(1, 20));
      return start_relay_later();
    }
    relay_.fill_disk(scheduler_.between(0, 200'000));
    scheduler_.after(scheduler_.within(1s, 60s), [this] { relay_.spare(); });
  }
  // It may still be up, because what is to end it has not come yet.
  void start_relay_later() {
    if (peace_) return;
    scheduler_.after(scheduler_.within(10ms, 15s), [this] {
      if (relay_.up()) return start_relay_later();
      start_relay();
    });
  }
  void start_relay() {
    if (!relay_.up() && !relay_.start()) start_relay_later();
  }

  void end_client() {
    auto& client = some_client();
    if (!client.up()) return;
    count("end of a client", client.name());
    if (scheduler_.chance(50)) return client.will_lose_power(scheduler_.between(1, 40), some_loss());
    client.kill();
    scheduler_.after(scheduler_.within(10ms, 30s), [&client] {
      if (!client.up()) client.start();
    });
  }

  // The relay's clock goes wrong by up to ten years, until somebody sets it right.
  void mistake_the_year() {
    count("wrong year", "relay");
    const auto wrong = std::chrono::duration_cast<milliseconds>(kTenYears) - scheduler_.within(0ms, 2 * kTenYears);
    relay_.jump_clock(wrong);
    scheduler_.after(scheduler_.within(1s, 5min), [this, wrong] { relay_.jump_clock(-wrong); });
  }

  void stall_network() {
    count("stall", "network");
    network_.stall();
    scheduler_.after(scheduler_.within(1s, 90s), [this] { network_.recover(); });
  }

  void count(const std::string& trouble, const std::string& where) {
    ++outcome_.troubles[trouble];
    scheduler_.trace(where, trouble);
  }
  ClientProcess& some_client() { return *clients_[scheduler_.random().below(clients_.size())]; }
  // some_end is that, or a kill.
  tests::Loss some_end() { return scheduler_.chance(25) ? tests::Loss::nothing : some_loss(); }
  tests::Loss some_loss() { return tests::kPowerLosses[scheduler_.random().below(std::size(tests::kPowerLosses))]; }

  // ---- people ----

  void plan_changes_of_people() {
    leaving_ = scheduler_.random().below(clients_.size());
    clients_[leaving_]->will_leave();
    scheduler_.after(scheduler_.within(1min, 5min), [this] {
      count("revocation", clients_[leaving_]->name());
      revoke(offices_, leaving_);
      registrar_.append(offices_.writer.entries().back(), [this] {
        revoked_ = true;
        plan_enrolment();
      });
    });
  }
  // One after the other, so that the log has them in the order in which they were signed.
  void plan_enrolment() {
    scheduler_.after(scheduler_.within(1s, 3min), [this] {
      count("enrolment", "registrar");
      add_device(offices_, scheduler_.random().below(offices_.posts.size()));
      const std::size_t device = offices_.devices.size() - 1;
      registrar_.append(offices_.writer.entries().back(), [this, device] { enrol(device); });
    });
  }
  // What was written before it came is not for it to have.
  void enrol(std::size_t device) {
    add_client(device);
    came_later_ = clients_.back()->name();
    clients_.back()->start();
    if (!peace_) clients_.back()->work();
  }
  [[nodiscard]] bool stays(const ClientProcess& client) const {
    return !plan_.people_change || &client != clients_[leaving_].get();
  }

  // ---- backup ----

  void plan_restore() {
    const auto backup_at = scheduler_.within(1min, 5min);
    const auto restore_after = scheduler_.within(10s, 4min);
    scheduler_.after(backup_at, [this] { relay_.back_up(); });
    if (plan_.relay_rots) scheduler_.after(backup_at + scheduler_.within(0s, restore_after), [this] { rot(); });
    scheduler_.after(backup_at + restore_after, [this] {
      count("restore", "relay");
      relay_.restore();
      for (auto& [room, history] : histories_) history.may_lose_files();
      start_relay_later();
    });
  }

  // What is noticed ends the relay, and what is not must not be believed by anybody, until an operator puts the backup in its
  // place.
  void rot() {
    count("rot of the disk", "relay");
    relay_.rot();
    start_relay_later();
  }

  // ---- upgrades ----

  // What ran so far was an older program, the store says; where the next one is killed, or the power goes, while it brings the
  // store up to date, that is the old one or the new one.
  void plan_upgrades() {
    scheduler_.after(scheduler_.within(1min, 8min), [this] { upgrade_relay(); });
    for (auto& client : clients_) {
      scheduler_.after(scheduler_.within(1min, 8min), [this, &client = *client] { upgrade(client); });
    }
  }
  void upgrade_relay() {
    if (relay_.rotten()) return;
    count("upgrade of the relay", "relay");
    relay_.kill();
    relay_.spare();
    const int present = relay_.schema();
    relay_.make_older();
    relay_.will_lose_power(scheduler_.between(1, kOperationsOfUpgrade), some_end());
    start_relay();
    if (!relay_.up()) judge_upgrade("relay", relay_.schema(), present);
  }
  void upgrade(ClientProcess& client) {
    count("upgrade of a client", client.name());
    client.kill();
    client.spare();
    const int present = client.schema();
    client.make_older();
    client.will_lose_power(scheduler_.between(1, kOperationsOfUpgrade), some_end());
    client.start();
    if (!client.up()) judge_upgrade(client.name(), client.schema(), present);
  }
  void judge_upgrade(const std::string& whose, int left, int present) {
    count(left == present ? "upgrade cut short after it was done" : "upgrade cut short before", whose);
    if (left != present && left != present - kVersionsBack) problem("half an upgrade: " + whose);
  }

  // ---- peace ----

  void make_peace() {
    peace_ = true;
    scheduler_.trace("world", "peace");
    network_.recover();
    relay_.spare();
    for (auto& client : clients_) client->spare();
    scheduler_.run(1s, [] { return false; });  // whose power is off already
    start_relay();
    for (auto& client : clients_) {
      if (!client->up()) client->start();
      client->rest();
    }
    scheduler_.run(plan_.peace, [this] { return !plan_.people_change || (revoked_ && !came_later_.empty()); });
    // Several times, since what one found last may have given others something to do.
    for (int round = 0; round < 3; ++round) {
      for (auto& client : clients_) client->unsettle();
      scheduler_.run(plan_.peace, [this] { return all_settled(); });
    }
    for (const auto& client : clients_) {
      if (stays(*client) && !client->settled()) problem("unsettled: " + client->name() + ": " + client->last_error());
    }
  }
  [[nodiscard]] bool all_settled() const {
    return std::ranges::all_of(clients_, [this](const auto& client) { return !stays(*client) || client->settled(); });
  }

  // ---- judgement ----

  void judge() {
    std::vector<std::string> names;
    std::vector<base::DeviceId> devices;
    for (auto& client : clients_) {
      devices.push_back(client->device().id);
      client->record_kept();
      if (!stays(*client)) continue;
      if (client->name() != came_later_) names.push_back(client->name());
      if (const auto left = client->sealed_files(); left > 0) {
        problem("left over: " + std::to_string(left) + " sealed files of " + client->name());
      }
      for (auto& alarm : client->alarms()) {
        if (!expected(alarm)) problem("alarm: " + alarm);
      }
    }
    judge_rooms(names);
    judge_groups();
    if (const auto left = relay_.waiting(devices); left > 0) problem("not erased: " + std::to_string(left) + " mailboxes");
  }

  [[nodiscard]] bool expected(const std::string& alarm) const {
    return plan_.relay_restored && alarm.find("The relay was restored") != alarm.npos;
  }

  void judge_rooms(const std::vector<std::string>& names) {
    outcome_.rooms = histories_.size();
    for (const auto& [room, history] : histories_) {
      outcome_.messages += history.promises();
      outcome_.files += history.files();
      outcome_.fetches += history.fetches();
      for (auto& found : history.problems(names)) judge_finding(room, found);
      if (came_later_.empty()) continue;
      for (auto& found : history.problems({came_later_})) {
        if (!found.starts_with("lost")) judge_finding(room, found);
      }
    }
  }
  // A restored relay numbers anew what it is sent again, so rooms are in different orders where it was had before.
  void judge_finding(const std::string& room, const std::string& found) {
    const bool of_order = found.starts_with("disagreed") || found.starts_with("reordered");
    if (!plan_.relay_restored || !of_order) problem(room.substr(0, 8) + ": " + found);
  }

  // All that are in a room are in the same epoch of it, and nobody who was revoked is among them.
  void judge_groups() {
    std::map<std::string, std::string> epochs;
    for (auto& client : clients_) {
      if (!stays(*client)) continue;
      for (const auto& [room, authenticator] : client->epochs()) {
        const auto [known, fresh] = epochs.try_emplace(room, authenticator);
        if (!fresh && known->second != authenticator) problem("forked: " + client->name() + " in " + room.substr(0, 8));
      }
    }
  }

  // Nobody comes any more, and the relay keeps no file longer than it promises.
  void let_files_run_out() {
    for (auto& client : clients_) client->kill();
    scheduler_.run(kLifetimeOfFiles, [] { return false; });
    relay_.kill();
    if (const auto kept = relay_.kept_files(); kept > 0) problem("not erased: " + std::to_string(kept) + " files");
  }

  void problem(std::string text) { outcome_.problems.push_back(std::move(text)); }

  const Plan plan_;
  Scheduler scheduler_;
  Network network_;
  const wire::TlsServerContext identity_ = relay_identity();
  Offices offices_;
  RelayProcess relay_;
  RegistrarProcess registrar_;
  Histories histories_;
  std::vector<std::unique_ptr<ClientProcess>> clients_;
  std::size_t leaving_ = 0;
  bool revoked_ = false;
  std::string came_later_;
  bool peace_ = false;
  Outcome outcome_;
};

}  // namespace

Plan some_plan(std::uint64_t seed) {
  Plan out{.seed = seed};
  out.people_change = seed % 3 == 1;
  out.relay_rots = seed % 6 == 5;
  out.relay_restored = seed % 6 == 2 || out.relay_rots;
  out.upgraded = seed % 4 == 0;
  return out;
}

// What is signed has the time in it, so a second run in a process begins at the same time.
Outcome simulate(const Plan& plan) {
  VirtualTime::begin_anew();
  return World(plan).run();
}

}  // namespace valise::simulation
