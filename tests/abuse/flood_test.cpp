// One authority floods, and the others do not notice (threat rows 42, 43): every request of theirs succeeds, and how long it
// takes is measured before, during and after, side by side in one run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

void report(const char* when, const Honest::Latency& latency) {
  std::cout << when << ": " << latency.arrived << " messages, p50 " << latency.p50 << " ms, p99 " << latency.p99 << " ms\n";
}

TEST(Flood, OneAuthorityFloodsAndTheOthersAreServed) {
  Arena arena(kDevices);
  Honest honest(arena);
  static_cast<void>(honest.write());  // everything is warm after this
  const auto quiet = honest.write();
  report("quiet", quiet);
  std::vector<std::size_t> hostile;
  for (std::size_t n = 0; n < kDevices; n += 2) hostile.push_back(n);
  Honest::Latency flooded;
  {
    Flood flood(arena, hostile);
    const auto memory = arena.resident_mib();
    const auto cpu = bench::Usage::of(arena.relay().process().pid()).all();
    flooded = honest.write();
    report("flooded", flooded);
    for (std::uint64_t n = 0; n < 5; ++n) perform(a_newcomer(arena, n));
    const auto& seen = flood.seen();
    std::cout << "the flood: " << seen.accepted << " requests accepted, " << seen.refused << " refused, " << seen.cut
              << " sessions or logins cut off, " << seen.connections << " connections of strangers; relay "
              << bench::Usage::of(arena.relay().process().pid()).all() - cpu << " s of processor, " << memory << " -> "
              << arena.resident_mib() << " MiB\n";
    EXPECT_GT(seen.accepted + seen.refused, 500U) << "that was no flood";
    EXPECT_GT(seen.refused, 0U);
    EXPECT_GT(seen.connections, 100U);
  }
  const auto after = honest.write();
  report("after", after);
  std::cout << "p99 flooded / quiet: " << flooded.p99 / std::max(quiet.p99, after.p99) << " (promised: at most 2)\n";
  for (const auto& latency : {quiet, flooded, after}) EXPECT_EQ(latency.arrived, messages());
}

}  // namespace
}  // namespace valise::tests
