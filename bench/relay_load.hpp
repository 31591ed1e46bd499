// How load is put on a server: Paced keeps a number of messages under way, Loop runs the coroutines behind it and gives up in
// time. All of it on one thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <deque>
#include <span>
#include <vector>

namespace valise::bench {

namespace asio = boost::asio;
using Steady = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

// Paced sends what has been released to it, with at most `window` messages unacknowledged.
class Paced {
 public:
  virtual ~Paced() = default;

  void begin(std::size_t window);
  // release lets so many more messages go, as soon as the window has room.
  void release(std::uint64_t more);
  // release_due lets one go that is due now: its stamp is `due`, however late it goes.
  void release_due(Steady::time_point due);
  // stop takes back what was released and has not been sent.
  void stop();
  [[nodiscard]] bool idle() const { return completed_ == released_; }
  [[nodiscard]] std::uint64_t completed() const { return completed_; }

 protected:
  // submit sends the message of that number; the stamp is for its first bytes.
  virtual void submit(std::uint64_t number, Steady::time_point stamp) = 0;
  void complete_one();

 private:
  void fill();

  std::size_t window_ = 1;
  std::uint64_t released_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t completed_ = 0;
  std::deque<Steady::time_point> due_;  // of those that are released and not sent
};

// Arrivals counts messages where they arrive.
class Arrivals {
 public:
  void begin();
  void arrived(Steady::time_point stamp);
  [[nodiscard]] std::uint64_t count() const { return latencies_ms_.size(); }
  [[nodiscard]] Steady::time_point last() const { return last_; }
  // quantile_ms gives a quantile (0.5: the median) of the time from stamp to arrival.
  [[nodiscard]] double quantile_ms(double quantile) const;

 private:
  std::vector<double> latencies_ms_;
  Steady::time_point last_;
};

// The stamp stands in the first eight bytes of a message.
inline constexpr std::size_t kMessageSize = 1024;
void write_stamp(std::span<char> message, Steady::time_point stamp);
[[nodiscard]] Steady::time_point read_stamp(std::span<const char> message);

class Loop {
 public:
  [[nodiscard]] asio::io_context& io() { return io_; }
  // spawn starts a coroutine; its exception comes out of run_until.
  void spawn(asio::awaitable<void> work);
  // run_until gives whether `done` became true in that time.
  template <class Done>
  bool run_until(Seconds time, const Done& done) {
    const auto until = Steady::now() + std::chrono::duration_cast<Steady::duration>(time);
    io_.restart();
    while (!done() && io_.run_one_until(until) > 0) continue;
    return done();
  }
  // require throws std::runtime_error, naming `what`, if `done` does not become true in 30 seconds.
  template <class Done>
  void require(const char* what, const Done& done) {
    if (!run_until(Seconds(30), done)) too_slow(what);
  }
  // pause runs for that time.
  void pause(Seconds time) {
    static_cast<void>(run_until(time, [] { return false; }));
  }
  // perform runs a coroutine to its end; others go on meanwhile.
  void perform(const char* what, asio::awaitable<void> work);
  // join waits for everything that was spawned.
  void join();

 private:
  [[noreturn]] static void too_slow(const char* what);

  asio::io_context io_{1};
  std::size_t running_ = 0;
};

using Load = std::span<Paced* const>;
// Done is how much was done in what time.
struct Done {
  std::uint64_t count = 0;
  Seconds time{0};
  [[nodiscard]] double per_second() const { return static_cast<double>(count) / time.count(); }
};

struct Throughput {
  std::size_t window = 64;
  std::uint64_t messages = 0;  // of each sender, at the most
  Seconds time{0};             // after which no more are sent
};
// submit_all sends with a full window until count or time is reached; the time ends with the last acknowledgement to a sender.
Done submit_all(Loop& loop, Load load, Throughput how);
// deliver_all does the same; the time ends with the last arrival.
Done deliver_all(Loop& loop, Load load, Arrivals& arrivals, Throughput how);

struct OpenLoop {
  double per_second = 200;
  std::uint64_t messages = 0;  // together
};
// deliver_at_fixed_times sends whatever the answers do, the senders in turn; the latencies are in `arrivals` afterwards.
Done deliver_at_fixed_times(Loop& loop, Load load, Arrivals& arrivals, OpenLoop how);

}  // namespace valise::bench
