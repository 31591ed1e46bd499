#include "bench/relay_depth.hpp"

#include <time.h>

#include <cstdlib>
#include <semaphore>
#include <stdexcept>

#include "base/key_series.hpp"
#include "bench/store_wait.hpp"
#include "keys/crypto/random.hpp"
#include "server/store/sqlcipher_store.hpp"

namespace valise::bench {
namespace {

namespace store = server::store;
namespace core = server::core;
constexpr std::ptrdiff_t kInFlight = 512;
constexpr std::size_t kBatch = 64;
constexpr std::size_t kFillRooms = 100;

double process_us() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) * 1e-3;
}

struct Room {
  base::RoomId id;
  base::DeviceId sender;
  base::DeviceId reader;
};

class Depth {
 public:
  explicit Depth(const std::filesystem::path& folder) {
    const auto key = store::StoreKey::make([this](auto out) { random_.fill(out); });
    auto opened =
        store::open_store({.path = folder / "depth.db", .clock = &clock_, .on_fatal = [](const auto&) { std::abort(); }}, key);
    if (!opened) throw std::runtime_error("cannot open a store");
    store_ = std::move(*opened);
    for (std::size_t n = 0; n < kFillRooms; ++n) rooms_.push_back(make_room());
    probe_ = make_room();
  }

  void fill_to(std::size_t count) {
    submit(count - stored_, [this](std::size_t n) -> const Room& { return rooms_[n % rooms_.size()]; }, kInFlight);
    stored_ = count;
  }
  double message_us(std::size_t count) {
    const double before = process_us();
    submit(count, [this](std::size_t) -> const Room& { return probe_; }, kBatch);
    drain();
    return (process_us() - before) / static_cast<double>(count);
  }

 private:
  Room make_room() {
    const Room room{random_.id<base::RoomId>(), random_.id<base::DeviceId>(), random_.id<base::DeviceId>()};
    const std::vector add{room.reader};
    static_cast<void>(wait_for<core::CommitOutcome>([&](auto done) {
      store_->submit_commit({.room = room.id, .submitter = room.sender, .key = keys_.next(), .commit = {1}, .add = add},
                            std::move(done));
    }));
    return room;
  }
  template <class Pick>
  void submit(std::size_t count, const Pick& pick, std::ptrdiff_t in_flight) {
    std::counting_semaphore<> free(in_flight);
    base::Bytes body(kMessageSize);
    random_.fill(body);
    for (std::size_t n = 0; n < count; ++n) {
      free.acquire();
      const Room& room = pick(n);
      store_->submit_message({.room = room.id, .submitter = room.sender, .key = keys_.next(), .message = body},
                             [&free](const base::Result<core::Submitted>& done) {
                               if (!done) std::abort();
                               free.release();
                             });
    }
    for (std::ptrdiff_t n = 0; n < in_flight; ++n) free.acquire();
  }
  void drain() {
    for (base::MailboxSeq after;;) {
      const auto some = wait_for<std::vector<core::Delivery>>([&](auto done) {
        store_->read_deliveries({.device = probe_.reader, .after = after, .max_count = kBatch}, std::move(done));
      });
      if (some.empty()) return;
      after = some.back().seq;
      std::promise<void> acknowledged;
      store_->acknowledge(probe_.reader, after, [&](const base::Result<>&) { acknowledged.set_value(); });
      acknowledged.get_future().get();
    }
  }

  base::SystemClock clock_;
  crypto::SystemRandom random_;
  base::KeySeries keys_{random_};
  std::unique_ptr<store::Store> store_;
  std::vector<Room> rooms_;
  Room probe_;
  std::size_t stored_ = 0;
};

}  // namespace

std::vector<double> measure_depth(const std::filesystem::path& folder, const Scale& scale) {
  std::filesystem::create_directories(folder);
  Depth depth(folder);
  std::vector<double> out;
  for (const auto count : scale.stored) {
    depth.fill_to(count);
    out.push_back(depth.message_us(scale.messages_at_depth));
  }
  return out;
}

}  // namespace valise::bench
