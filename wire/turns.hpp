// Turns: whose TLS handshake comes next, and when. A handshake costs more than anything else that somebody unknown can make us
// do, so all of them together get a share of the thread's time; who waits for it waits before any cryptography.
//
// Addresses take turns, so that who comes once does not wait behind somebody's hundreds. Those from which somebody has proved an
// identity lately have a share of their own, which no stranger can use up. A handshake is paid for in processor time: what one
// cost lately when it begins, and the difference when it has ended. Values only; the time comes from the caller. Inside wire
// only.
#pragma once

#include <list>
#include <unordered_map>

#include "base/quota.hpp"
#include "wire/listener.hpp"

namespace valise::wire {

class Turns {
 public:
  using Time = std::chrono::microseconds;
  enum class Standing { known, stranger };

  // Waiting stands in the queue from join to next or leave; it stays where it is in memory meanwhile.
  struct Waiting {
    std::string address;
    Standing standing = Standing::stranger;
    bool queued = false;
    Time paid{0};  // when its turn has come
  };

  explicit Turns(const DoorLimits& limits);

  // standing_of tells whether somebody has proved an identity from this address in the last hours; trust says that one has.
  [[nodiscard]] Standing standing_of(const std::string& address, base::Monotonic now) const;
  void trust(const std::string& address, base::Monotonic now);

  void join(Waiting& waiting);
  void leave(Waiting& waiting);
  // next gives one whose turn has come; null when nobody waits, or for the time that until gives.
  [[nodiscard]] Waiting* next(base::Monotonic now);
  [[nodiscard]] std::optional<Time> until(base::Monotonic now) const;
  // ended says what a handshake has cost in the end.
  void ended(const Waiting& waiting, Time cost, base::Monotonic now);
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  struct Lane {
    std::string address;
    std::list<Waiting*> waiting;  // never empty
  };
  // Queue is those of one standing, and the time that they may use: `share` of it, and `most` at once.
  struct Queue {
    double share = 1;
    std::list<Lane> lanes = {};  // the next one first
    std::unordered_map<std::string, std::list<Lane>::iterator> by_address = {};
    double used = 0;  // microseconds, of which `share` of a second runs out in each
    base::Monotonic at = {};

    [[nodiscard]] double used_at(base::Monotonic now) const;
    [[nodiscard]] Time until_free(base::Monotonic now) const;
    void use(double time, base::Monotonic now);
    Waiting& pop();
  };

  [[nodiscard]] Queue& queue_of(Standing standing) { return queues_[static_cast<std::size_t>(standing)]; }

  std::array<Queue, 2> queues_;  // by Standing
  base::QuotaTable known_;
  double usual_cost_ = 300;  // microseconds
  std::size_t size_ = 0;
};

}  // namespace valise::wire
