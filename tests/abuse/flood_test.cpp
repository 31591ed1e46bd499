// One authority floods, strangers besides, and the others do not notice (threat rows 42, 43): every request of theirs succeeds,
// and how long it takes is measured before, during and after, side by side in one run.
//
// Who floods shares the machine's processors with the relay here, which nobody does who floods a relay over a network. So the
// time under flood is held against the time beside something that takes as much of the processors and leaves the relay alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <limits>
#include <numeric>
#include <thread>

#include "bench/relay_usage.hpp"
#include "tests/abuse/flood.hpp"

namespace valise::tests {
namespace {

using bench::Arrivals;
using bench::Recipient;
using bench::Sender;

constexpr std::size_t kPairs = 4;
constexpr double kPerSecond = 60;
constexpr std::size_t kDevices = 2 * 24;

std::uint64_t messages() {
  const char* value = std::getenv("VALISE_ABUSE_MESSAGES");
  return value == nullptr ? 300 : std::strtoull(value, nullptr, 10);
}

// Honest is the other authority: pairs of devices that write to each other at fixed times.
class Honest {
 public:
  explicit Honest(Arena& arena) : arena_(arena) {
    for (std::size_t n = 0; n < kPairs; ++n) {
      senders_.push_back(std::make_unique<Sender>(random_));
      recipients_.push_back(std::make_unique<Recipient>(arrivals_));
      loop_.perform("a pair", meet(n));
    }
  }
  ~Honest() {
    for (auto& sender : senders_) sender->close();
    for (auto& recipient : recipients_) recipient->close();
    loop_.join();
  }

  struct Latency {
    std::uint64_t arrived = 0;
    double p50 = 0;
    double p99 = 0;
  };
  // write gives how long it took from the moment a message was due to its delivery. Throws when anything is refused.
  Latency write() {
    std::vector<bench::Paced*> load;
    for (auto& sender : senders_) load.push_back(sender.get());
    const auto done = bench::deliver_at_fixed_times(loop_, load, arrivals_, {.per_second = kPerSecond, .messages = messages()});
    return {done.count, arrivals_.quantile_ms(0.5), arrivals_.quantile_ms(0.99)};
  }

 private:
  asio::awaitable<void> meet(std::size_t n) {
    const auto& from = arena_.device(1 + 4 * n);
    const auto& to = arena_.device(3 + 4 * n);
    co_await senders_[n]->connect(arena_.endpoint(), from);
    Sender::Rooms rooms;
    co_await senders_[n]->create_rooms({to.id}, rooms);
    senders_[n]->write_to(rooms, 0);
    co_await recipients_[n]->connect(arena_.endpoint(), to);
    co_await recipients_[n]->subscribe();
    loop_.spawn(senders_[n]->listen());
    loop_.spawn(recipients_[n]->listen());
  }

  Arena& arena_;
  crypto::SystemRandom random_;
  bench::Loop loop_;
  Arrivals arrivals_;
  std::vector<std::unique_ptr<Sender>> senders_;
  std::vector<std::unique_ptr<Recipient>> recipients_;
};

// A device that comes in the middle of it: connects, makes a room, asks for key packages, publishes its own.
asio::awaitable<void> a_newcomer(Arena& arena, std::uint64_t n) {
  Peer peer;
  co_await peer.log_in(arena.endpoint(), arena.device(19));
  const auto made = co_await peer.ask(create_room(room_of(5000 + n), 9000 + n, {arena.device(21).id}));
  EXPECT_TRUE(made.has_submitted());
  v1::ClientFrame publish, claim;
  publish.mutable_publish_key_packages()->add_key_packages("package " + std::to_string(n));
  claim.mutable_claim_key_packages()->add_device_ids(arena.device(19).id.string());
  claim.mutable_claim_key_packages()->set_idempotency_key(key_of(9500 + n).string());
  const auto published = co_await peer.ask(publish);
  EXPECT_TRUE(published.has_key_packages_published());
  const auto claimed = co_await peer.ask(claim);
  EXPECT_EQ(claimed.key_packages_claimed().claimed(0).key_package(), "package " + std::to_string(n));
}

// And one who sends a file, which the other one fetches; both read the directory's files.
asio::awaitable<void> a_file(Arena& arena, std::uint64_t n) {
  Peer peer;
  co_await peer.log_in(arena.endpoint(), arena.device(19));
  const auto room = room_of(7000 + n);
  const auto made = co_await peer.ask(create_room(room, 9700 + n, {arena.device(21).id}));
  EXPECT_TRUE(made.has_submitted());
  Traveller sender{.arena = arena, .token = co_await token_of(peer)};
  auto recipient = co_await traveller(arena, 21);
  const base::Bytes content(300'000, static_cast<base::Byte>('0' + n % 10));
  auto client = co_await connect(arena);
  if (!client) throw std::runtime_error("no connection for a file");
  sender.target = recipient.target = co_await create(*client, sender, room, content.size(), 9700 + n);
  EXPECT_FALSE(sender.target.empty());
  const auto sent = co_await client->request(head_to_put(sender, 0, content.size()), content);
  EXPECT_EQ(sent ? sent->status : 0U, 204U);
  auto other = co_await connect(arena);
  const auto got = co_await other->request(head_of(recipient, "GET"), {});
  EXPECT_EQ(got ? got->status : 0U, 200U);
  const auto body = co_await read_all(*other);
  EXPECT_TRUE(body == content);
  recipient.target = "/v1/directory/checkpoint";
  const auto checkpoint = co_await other->request(head_of(recipient, "GET"), {});
  EXPECT_EQ(checkpoint ? checkpoint->status : 0U, 200U);
}

void report(const char* when, const Honest::Latency& latency) {
  std::cout << when << ": " << latency.arrived << " messages, p50 " << latency.p50 << " ms, p99 " << latency.p99 << " ms\n";
}

// Burner takes up a share of one processor and does nothing with it, as long as it lives.
class Burner {
 public:
  explicit Burner(double share) : share_(share), thread_([this] { burn(); }) {}
  ~Burner() {
    stop_ = true;
    thread_.join();
  }
  Burner(const Burner&) = delete;
  Burner& operator=(const Burner&) = delete;

 private:
  void burn() {
    constexpr auto slice = std::chrono::microseconds(2000);
    while (!stop_) {
      const auto begun = Steady::now();
      while (Steady::now() - begun < slice * share_) {
      }
      std::this_thread::sleep_until(begun + slice);
    }
  }

  const double share_;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

// Processors counts what all processes of the machine take, and what the relay and this process take of it.
class Processors {
 public:
  explicit Processors(pid_t relay) : relay_(relay), begun_(Steady::now()), all_(machine()), ours_(own()) {}
  // others gives how many processors have been busy with something else since.
  [[nodiscard]] double others() const {
    return ((machine() - all_) - (own() - ours_)) / bench::Seconds(Steady::now() - begun_).count();
  }

 private:
  // The first line of /proc/stat (proc(5)): user, nice, system, idle, iowait, irq, softirq, steal.
  static double machine() {
    std::ifstream file("/proc/stat");
    std::string name;
    std::array<double, 8> fields{};
    file >> name;
    for (auto& field : fields) file >> field;
    const auto idle = fields[3] + fields[4];
    return (std::accumulate(fields.begin(), fields.end(), 0.0) - idle) / static_cast<double>(::sysconf(_SC_CLK_TCK));
  }
  // Of this process also what threads took that have ended.
  [[nodiscard]] double own() const {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) {
      return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return bench::Usage::of(relay_).all() + seconds(used.ru_utime) + seconds(used.ru_stime);
  }

  const pid_t relay_;
  const Steady::time_point begun_;
  const double all_;
  const double ours_;
};

// Round is one comparison.
struct Round {
  Honest::Latency beside;   // what only takes processor time
  Honest::Latency flooded;  // the same load and a flood
  double others = 0;        // processors that were busy with neither
  [[nodiscard]] double ratio() const { return flooded.p99 / beside.p99; }
};

Round flood_once(Arena& arena, Honest& honest, const std::vector<std::size_t>& hostile, std::uint64_t number) {
  Round round;
  const Processors processors(arena.relay().process().pid());
  double share = 0;
  {
    Flood flood(arena, hostile, number, Flood::Ways::sessions);
    const auto begun = Steady::now();
    const auto used = flood.processor_time();
    const auto relay = bench::Usage::of(arena.relay().process().pid()).all();
    round.flooded = honest.write();
    const bench::Seconds time = Steady::now() - begun;
    share = std::min(1.0, bench::Seconds(flood.processor_time() - used) / time);
    report("flooded", round.flooded);
    for (std::uint64_t n = 0; n < 5; ++n) perform(a_newcomer(arena, 5 * number + n));
    const auto& seen = flood.seen();
    std::cout << "the flood: " << seen.accepted << " requests accepted, " << seen.refused << " refused, " << seen.cut
              << " sessions or logins cut off, " << seen.connections << " connections of strangers; it took " << share
              << " of a processor, the relay " << (bench::Usage::of(arena.relay().process().pid()).all() - relay) / time.count()
              << "; relay " << arena.resident_mib() << " MiB\n";
    EXPECT_GT(seen.accepted + seen.refused, 500U) << "that was no flood";
    EXPECT_GT(seen.refused, 0U);
    EXPECT_GT(seen.connections, 100U);
  }
  const Burner burner(share);
  round.beside = honest.write();
  report("beside as much processor time", round.beside);
  round.others = processors.others();
  std::cout << "p99 flooded / beside: " << round.ratio() << " (promised: at most 2), others took " << round.others
            << " of a processor\n";
  return round;
}

// The slowest hundredth of 300 messages is three of them, on which falls what else the machine does. So the best of three rounds
// counts, with half as much again as is promised (it was four to six times as much when a minute's quota came at once); and on a
// machine that was busy with something else in all of them it is only printed.
TEST(Flood, OneAuthorityFloodsAndTheOthersAreServed) {
  constexpr double promised = 2;
  constexpr double tolerated = 3;
  constexpr double quiet_machine = 0.25;
  constexpr std::uint64_t rounds = 3;
  Arena arena(kDevices);
  Honest honest(arena);
  static_cast<void>(honest.write());  // everything is warm after this
  const auto quiet = honest.write();
  report("quiet", quiet);
  EXPECT_EQ(quiet.arrived, messages());
  std::vector<std::size_t> hostile;
  for (std::size_t n = 0; n < kDevices; n += 2) hostile.push_back(n);
  double best = std::numeric_limits<double>::infinity();
  for (std::uint64_t n = 0; n < rounds && best > promised; ++n) {
    const auto round = flood_once(arena, honest, hostile, n);
    EXPECT_EQ(round.flooded.arrived, messages());
    EXPECT_EQ(round.beside.arrived, messages());
    if (round.others < quiet_machine) best = std::min(best, round.ratio());
  }
  if (best == std::numeric_limits<double>::infinity()) {
    std::cout << "the machine was busy with something else: how long it took is not judged\n";
  } else {
    EXPECT_LE(best, tolerated);
  }
}

// With files up and down and the directory's files besides, over HTTP. What this costs the others is printed: how long theirs
// take is judged above.
TEST(Flood, OverHttpTooEverythingOfTheOthersSucceeds) {
  Arena arena(kDevices);
  Honest honest(arena);
  const auto quiet = honest.write();
  report("quiet", quiet);
  std::vector<std::size_t> hostile;
  for (std::size_t n = 0; n < kDevices; n += 2) hostile.push_back(n);
  Flood flood(arena, hostile, 0, Flood::Ways::sessions_and_http);
  const auto flooded = honest.write();
  report("flooded", flooded);
  EXPECT_EQ(flooded.arrived, messages());
  const auto& seen = flood.seen();
  // As much as it takes for the flood to have done all that it can, on a slow machine, too.
  for (std::uint64_t n = 0; n < 5 || seen.files_up < 5 || seen.files_down < 5 || seen.tiles < 50; ++n) {
    ASSERT_LT(n, 200U) << "that was no flood";
    perform(a_newcomer(arena, n));
    perform(a_file(arena, n));
  }
  std::cout << "the flood: " << seen.files_up << " files up, " << seen.files_down << " down, " << seen.tiles
            << " of the directory, " << seen.turned_away << " turned away; relay " << arena.resident_mib() << " MiB\n";
}

}  // namespace
}  // namespace valise::tests
