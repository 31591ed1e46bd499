// How many messages a second the relay's store makes durable, beside what the same disk can sync, measured in the same run and
// folder.
//
//   store_bench [--json] [--seconds N] [folder]     (default: 3 seconds for each figure, the system's temporary folder)
//
// The limit beside a figure is appending 4 KiB to a file and fdatasync, over and over: nobody who syncs for each message can be
// faster. With --json: an array of {name, value, unit, against, ratio}, `against` being the limit in the same unit.
#include <fcntl.h>
#include <fmt/core.h>
#include <time.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <semaphore>
#include <stdexcept>

#include "base/key_series.hpp"
#include "bench/store_wait.hpp"
#include "keys/crypto/random.hpp"
#include "server/store/sqlcipher_store.hpp"

namespace valise {
namespace {

namespace store = server::store;
namespace core = server::core;
using Seconds = std::chrono::duration<double>;

struct Figure {
  std::string name;
  double value = 0;
  std::string unit;
  double against = 0;  // 0: nothing to compare with
};

// Rate is what a measurement gives: how many in a second, and processor time of this process for each.
struct Rate {
  double per_second = 0;
  double cpu_us = 0;
};

double seconds_since(std::chrono::steady_clock::time_point start) {
  return Seconds(std::chrono::steady_clock::now() - start).count();
}

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// Measuring counts from its construction on.
class Measuring {
 public:
  [[nodiscard]] double elapsed() const { return seconds_since(start_); }
  [[nodiscard]] Rate rate(double count) const { return {count / elapsed(), (cpu_seconds() - cpu_) * 1e6 / count}; }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  double cpu_ = cpu_seconds();
};

// repeat does a step, which gives how much it did, until the time is over.
template <class Step>
Rate repeat(Seconds time, Step step) {
  const Measuring measuring;
  double count = 0;
  while (measuring.elapsed() < time.count()) count += step();
  return measuring.rate(count);
}

// syncs_per_second appends `bytes` and syncs, over and over.
double syncs_per_second(const std::filesystem::path& path, std::size_t bytes, Seconds time) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) throw std::runtime_error("cannot write to the folder");
  const std::vector<char> block(bytes, 'x');
  const Rate rate = repeat(time, [&] {
    if (::write(file, block.data(), block.size()) != static_cast<ssize_t>(block.size()) || ::fdatasync(file) != 0) {
      throw std::runtime_error("cannot sync");
    }
    return 1;
  });
  ::close(file);
  std::filesystem::remove(path);
  return rate.per_second;
}

class Bench {
 public:
  Bench(const std::filesystem::path& folder, Seconds time) : folder_(folder), time_(time) {
    const auto key = store::StoreKey::make([this](auto out) { random_.fill(out); });
    auto opened =
        store::open_store({.path = folder_ / "bench.db", .clock = &clock_, .on_fatal = [](const auto&) { std::abort(); }}, key);
    auto attachments = store::open_attachment_store(
        {.path = folder_ / "attachments.db", .clock = &clock_, .on_fatal = [](const auto&) { std::abort(); }}, key, random_);
    if (!opened || !attachments) throw std::runtime_error("cannot open the stores");
    store_ = std::move(*opened);
    attachments_ = std::move(*attachments);
  }

  std::vector<Figure> run() {
    std::vector<Figure> out;
    const double limit = syncs_per_second(folder_ / "raw", 4096, time_);
    const auto add = [&](std::string name, std::string what, Rate rate, double against) {
      out.push_back({name, rate.per_second, what + "/s", against});
      out.push_back({name + ", processor time", rate.cpu_us, "us", 0});
    };
    add("messages made durable, one at a time", "messages", messages(1, 1), limit);
    add("messages made durable, 64 in flight", "messages", messages(64, 1), limit);
    add("messages made durable, 512 in flight", "messages", messages(512, 1), limit);
    add("messages to 10 devices made durable, 64 in flight", "messages", messages(64, 10), limit);
    add("deliveries read and acknowledged by 64", "deliveries", drain(), limit);
    const double raw = syncs_per_second(folder_ / "raw", store::AttachmentStore::chunk_size, time_);
    add("attachment chunks made durable, one at a time", "MiB", chunks(), raw);
    return out;
  }

 private:
  struct Room {
    base::RoomId id;
    base::DeviceId sender;
    std::vector<base::DeviceId> readers;
  };

  Room make_room(std::size_t readers) {
    Room room{random_.id<base::RoomId>(), random_.id<base::DeviceId>(), {}};
    for (std::size_t n = 0; n < readers; ++n) room.readers.push_back(random_.id<base::DeviceId>());
    (void)bench::wait_for<core::CommitOutcome>([&](auto done) {
      store_->submit_commit({.room = room.id, .submitter = room.sender, .key = keys_.next(), .commit = {1}, .add = room.readers},
                            std::move(done));
    });
    return room;
  }

  // messages sends 1 KiB messages to rooms of their own, `window` of them in flight.
  Rate messages(std::ptrdiff_t window, std::size_t readers) {
    std::vector<Room> rooms;
    for (int n = 0; n < 8; ++n) rooms.push_back(make_room(readers));
    std::counting_semaphore<> free(window);
    std::size_t next = 0;
    const Rate rate = repeat(time_, [&] {
      free.acquire();
      const Room& room = rooms[next++ % rooms.size()];
      base::Bytes body(1024);
      random_.fill(body);
      store_->submit_message({.room = room.id, .submitter = room.sender, .key = keys_.next(), .message = std::move(body)},
                             [&](base::Result<core::Submitted> done) {
                               if (!done) std::abort();
                               free.release();
                             });
      return 1;
    });
    for (std::ptrdiff_t n = 0; n < window; ++n) free.acquire();
    full_ = rooms.front().readers.front();
    return rate;
  }

  // drain reads a mailbox that messages() filled and acknowledges it, 64 deliveries at a time.
  Rate drain() {
    const Measuring measuring;
    double count = 0;
    base::MailboxSeq after;
    for (;;) {
      const auto some = bench::wait_for<std::vector<core::Delivery>>(
          [&](auto done) { store_->read_deliveries({.device = full_, .after = after}, std::move(done)); });
      if (some.empty()) break;
      after = some.back().seq;
      count += static_cast<double>(some.size());
      std::promise<void> acknowledged;
      store_->acknowledge(full_, after, [&](base::Result<>) { acknowledged.set_value(); });
      acknowledged.get_future().get();
    }
    return measuring.rate(count);
  }

  Rate chunks() {
    constexpr std::uint64_t kSize = 64;
    base::Bytes chunk(store::AttachmentStore::chunk_size);
    random_.fill(chunk);
    const auto uploader = random_.id<base::DeviceId>();
    return repeat(time_, [&] {
      const auto id = bench::wait_for<base::AttachmentId>([&](auto done) {
        attachments_->create({.uploader = uploader, .key = keys_.next(), .size = kSize * store::AttachmentStore::chunk_size},
                             std::move(done));
      });
      for (std::uint64_t n = 0; n < kSize; ++n) {
        (void)bench::wait_for<core::AttachmentInfo>([&](auto done) {
          attachments_->write_chunk(id, uploader, n * store::AttachmentStore::chunk_size, chunk, std::move(done));
        });
      }
      return static_cast<double>(kSize);
    });
  }

  std::filesystem::path folder_;
  Seconds time_;
  base::SystemClock clock_;
  crypto::SystemRandom random_;
  base::KeySeries keys_{random_};
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<store::AttachmentStore> attachments_;
  base::DeviceId full_;
};

void print_text(const std::vector<Figure>& figures) {
  for (const Figure& f : figures) {
    fmt::print("{:70} {:10.1f} {:13}", f.name, f.value, f.unit);
    if (f.against > 0) fmt::print("against {:8.1f}: {:.2f}", f.against, f.value / f.against);
    fmt::print("\n");
  }
}

void print_json(const std::vector<Figure>& figures) {
  std::string_view separator = "[\n";
  for (const Figure& f : figures) {
    fmt::print(R"({}  {{"name": "{}", "value": {:.1f}, "unit": "{}")", separator, f.name, f.value, f.unit);
    if (f.against > 0) fmt::print(R"(, "against": {:.1f}, "ratio": {:.3f})", f.against, f.value / f.against);
    fmt::print("}}");
    separator = ",\n";
  }
  fmt::print("\n]\n");
}

struct Options {
  bool json = false;
  Seconds time{3};
  std::filesystem::path parent = std::filesystem::temp_directory_path();
};

Options parse(std::span<char*> arguments) {
  Options out;
  for (std::size_t n = 1; n < arguments.size(); ++n) {
    const std::string_view argument = arguments[n];
    if (argument == "--json") {
      out.json = true;
    } else if (argument == "--seconds" && n + 1 < arguments.size()) {
      out.time = Seconds(std::stod(arguments[++n]));
    } else {
      out.parent = argument;
    }
  }
  return out;
}

void run(const Options& options) {
  std::string pattern = (options.parent / "valise-store-bench-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a folder in " + options.parent.string());
  const auto figures = Bench(pattern, options.time).run();
  std::filesystem::remove_all(pattern);
  options.json ? print_json(figures) : print_text(figures);
}

}  // namespace
}  // namespace valise

int main(int argc, char** argv) {
  try {
    valise::run(valise::parse({argv, static_cast<std::size_t>(argc)}));
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "store_bench: {}\n", error.what());
    return 1;
  }
}
