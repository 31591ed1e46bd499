// Row 5: whatever order requests come in and whenever the witness is killed, what it has cosigned is one history that never
// falls.
#include <gtest/gtest.h>

#include <signal.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <mutex>
#include <sstream>
#include <thread>

#include "base/text_encoding.hpp"
#include "keys/crypto/random.hpp"
#include "tests/support/programs.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/witness/lying_log.hpp"
#include "wire/https_client.hpp"

#include "witness/witness.hpp"

namespace valise::witness {
namespace {

using testing::LyingLog;

// ---- in memory: 100,000 steps, a crash in every tenth ----

struct Killed {};

// CrashingMemory dies before or after it has remembered, as a process does.
class CrashingMemory final : public Memory {
 public:
  enum class Crash { none, before, after } next = Crash::none;
  base::Result<std::optional<Seen>> recall(const std::string&) override { return seen_; }
  base::Result<> remember(const Seen& seen) override {
    const auto crash = std::exchange(next, Crash::none);
    if (crash == Crash::before) throw Killed();
    seen_ = seen;
    if (crash == Crash::after) throw Killed();
    return {};
  }

 private:
  std::optional<Seen> seen_;
};

// Cosigned is what the world has seen of the witness.
struct Cosigned {
  std::uint64_t size = 0;
  std::set<std::size_t> histories{0, 1};  // that all of it fits

  void add(const LyingLog& log, std::size_t history, std::uint64_t next) {
    EXPECT_GE(next, size) << "a cosigned size fell";
    size = std::max(size, next);
    std::erase_if(histories, [&](std::size_t h) { return !log.is_in(h, log.head(history, next)); });
    EXPECT_FALSE(histories.empty()) << "two histories were cosigned";
  }
};

TEST(WitnessRace, HundredThousandInterleavingsWithCrashes) {
  constexpr int steps = 100'000;
  std::mt19937 dice(20261122);
  const auto below = [&](std::uint64_t n) { return std::uniform_int_distribution<std::uint64_t>(0, n - 1)(dice); };
  int cosigned = 0, crashes = 0, lives = 0;
  for (int step = 0; step < steps; ++lives) {
    const LyingLog log(static_cast<std::uint32_t>(lives));
    // Signing takes most of the time, so the notes are made once.
    std::array<std::vector<directory::Checkpoint>, 2> notes;
    for (std::size_t history = 0; history < 2; ++history) {
      for (std::uint64_t size = 0; size <= LyingLog::most; ++size) notes[history].push_back(log.note(history, size));
    }
    testing::SeededRandom random(5);
    const auto seed = crypto::SigningKey::generate(random).expose_seed();
    CrashingMemory memory;
    testing::SetClock clock;
    std::optional<CheckpointWitness> witness;
    const auto start = [&] {
      witness.emplace("witness.example/w1", crypto::SigningKey::from_seed(seed),
                      CheckpointWitness::Logs{{LyingLog::origin, {log.key().verify_key()}}}, memory, clock);
      witness->load().value();
    };
    start();
    Cosigned seen;
    // Several requesters, each with a belief of its own about what the witness has signed, and each with one of the two
    // histories.
    std::array<std::uint64_t, 4> belief{};
    while (seen.size < LyingLog::most && step < steps) {
      ++step;
      const auto who = below(belief.size());
      const std::size_t history = who % 2;
      const auto old = belief[who];
      const auto size = std::min(LyingLog::most, std::max(old, seen.size - std::min<std::uint64_t>(seen.size, 2)) + below(4));
      auto proof = log.tree(history).consistency_proof(old, size);
      const directory::WitnessRequest request{
          .old_size = old, .proof = proof ? *proof : directory::MerkleProof{}, .checkpoint = notes[history][size]};
      if (below(10) == 0) memory.next = below(2) == 0 ? CrashingMemory::Crash::before : CrashingMemory::Crash::after;
      try {
        const auto answer = witness->add_checkpoint(request.format());
        if (answer.status == 200) {
          ++cosigned;
          seen.add(log, history, size);
          belief[who] = size;
        } else if (answer.status == 409) {
          belief[who] = std::stoull(answer.body);
        }
      } catch (const Killed&) {
        ++crashes;
        start();
      }
    }
    ASSERT_FALSE(HasFailure());
  }
  EXPECT_GT(cosigned, steps / 10);
  EXPECT_GT(crashes, steps / 100);
  RecordProperty("cosigned", cosigned);
  RecordProperty("crashes", crashes);
}

// ---- the real program, killed ----

namespace asio = wire::asio;

class KilledWitness {
 public:
  explicit KilledWitness(const LyingLog& log) : port_(tests::free_port()) {
    const auto data = folder_ / "data";
    const auto key = directory::verifier_key(LyingLog::origin, log.key().verify_key());
    const tests::Command init{.arguments = {tests::program("valise-witness"), "init", "--data-dir", data, "--name",
                                            "witness.example/w1", "--listen", "127.0.0.1:" + std::to_string(port_), "--log", key},
                              .environment = {}};
    std::istringstream out(tests::must(tests::run(init), init).out);
    for (std::string word, value; out >> word >> value;) {
      if (word == "verifier_key") key_ = directory::parse_verifier_key(value).value();
      if (word == "tls_pin") pin_ = base::RelayId::parse(base::ByteView(*base::parse_hex(value))).value();
    }
    start();
  }
  void start() {
    const tests::Command run{
        .arguments = {tests::program("valise-witness"), "run", "--config", (folder_ / "data" / "witness.toml").string()},
        .environment = {}};
    process_.emplace(run, folder_ / "log");
    if (!tests::await_port(port_, std::chrono::seconds(10))) throw std::runtime_error(tests::read_file(folder_ / "log.err"));
  }
  void kill() { process_->kill(); }
  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] base::RelayId pin() const { return pin_; }
  [[nodiscard]] directory::Witness witness() const { return {key_->name, key_->key}; }

 private:
  tests::TempFolder folder_{"witness-race"};
  int port_;
  std::optional<directory::VerifierKey> key_;
  base::RelayId pin_;
  std::optional<tests::Process> process_;
};

struct HttpAnswer {
  unsigned status = 0;  // 0: none, the witness was dead
  std::string body;
};

asio::awaitable<HttpAnswer> post(int port, base::RelayId pin, std::string body) {
  wire::HttpsOptions options;
  options.connect_timeout = std::chrono::seconds(5);
  options.step_timeout = std::chrono::seconds(5);
  auto client = co_await wire::HttpsClient::connect("127.0.0.1", std::to_string(port), pin, options);
  if (!client) co_return HttpAnswer{};
  wire::HttpRequestHead head{.method = "POST", .target = "/add-checkpoint", .headers = {}};
  auto reply = co_await (*client)->request(std::move(head), base::as_bytes(body));
  if (!reply) co_return HttpAnswer{};
  HttpAnswer out{.status = reply->status, .body = {}};
  while (out.body.size() < reply->body_size) {
    auto chunk = co_await (*client)->read_body(4096);
    if (!chunk) co_return HttpAnswer{};
    if (chunk->empty()) break;
    out.body += base::to_string(*chunk);
  }
  co_return out;
}

HttpAnswer ask(const KilledWitness& witness, const std::string& body) {
  asio::io_context io(1);
  HttpAnswer out;
  asio::co_spawn(io, post(witness.port(), witness.pin(), body), [&](std::exception_ptr failure, HttpAnswer answer) {
    if (!failure) out = std::move(answer);
  });
  io.run();
  return out;
}

struct Event {
  std::chrono::steady_clock::time_point sent, received;
  directory::Head head;
};

TEST(WitnessRace, TheRealProgramKilledFifteenTimes) {
  constexpr int kills = 15;
  const LyingLog log;
  KilledWitness witness(log);
  std::mutex mutex;
  std::vector<Event> events;
  std::atomic<bool> done = false;
  std::atomic<std::uint64_t> top = 0;

  const auto requester = [&](std::size_t history, unsigned seed) {
    std::mt19937 dice(seed);
    std::uint64_t belief = 0;
    while (!done) {
      const auto size = std::min(LyingLog::most, std::max<std::uint64_t>(belief, top) + dice() % 2);
      const auto request = log.request(history, belief, size);
      const auto sent = std::chrono::steady_clock::now();
      const auto answer = ask(witness, request.format());
      const auto received = std::chrono::steady_clock::now();
      if (answer.status == 409) belief = std::stoull(answer.body);
      if (answer.status != 200) continue;
      auto note = request.checkpoint;
      const auto lines = directory::parse_signatures(answer.body);
      ASSERT_TRUE(lines);
      for (const auto& line : *lines) note.attach(line);
      ASSERT_TRUE(directory::verify_cosignature(note, witness.witness()));
      belief = size;
      top = std::max<std::uint64_t>(top, size);
      const std::scoped_lock lock(mutex);
      events.push_back({sent, received, note.head()});
    }
  };
  std::vector<std::jthread> threads;
  for (unsigned i = 0; i < 4; ++i) threads.emplace_back(requester, i % 2, i);
  std::mt19937 dice(1);
  for (int i = 0; i < kills; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100 + dice() % 300));
    witness.kill();
    witness.start();
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  done = true;
  threads.clear();

  ASSERT_GT(events.size(), static_cast<std::size_t>(kills)) << "too few answers to mean anything";
  for (std::size_t history = 0; history < 2; ++history) {
    const bool all = std::ranges::all_of(events, [&](const Event& event) { return log.is_in(history, event.head); });
    if (all) break;
    EXPECT_LT(history, 1U) << "cosigned heads belong to two histories";
  }
  for (const auto& before : events) {
    for (const auto& after : events) {
      if (before.received < after.sent) EXPECT_LE(before.head.size, after.head.size) << "a cosigned size fell";
    }
  }
}

}  // namespace
}  // namespace valise::witness
