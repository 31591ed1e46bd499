// Turnstile: lets coroutines through to their TLS handshakes in the order and at the pace of turns.hpp. Lives on the listener's
// executor and outlives those who wait. Inside wire only.
#pragma once

#include "wire/signal.hpp"
#include "wire/turns.hpp"

namespace valise::wire {

class Turnstile {
 public:
  // Visit is one connection's way through, as long as it lives.
  class Visit {
   public:
    Visit(Turnstile& turnstile, std::string address);
    // What the handshake has cost is settled here; nothing was paid by who never had a turn.
    ~Visit();
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;

    // turn waits for it; false when give_up was called meanwhile.
    [[nodiscard]] asio::awaitable<bool> turn();
    void give_up();
    void cost(std::chrono::nanoseconds time) { cost_ = std::chrono::duration_cast<Turns::Time>(time); }

   private:
    friend class Turnstile;
    Turnstile& turnstile_;
    Turns::Waiting waiting_;
    bool called_ = false;
    bool gave_up_ = false;
    Turns::Time cost_{0};
    Signal changed_;
  };

  Turnstile(asio::any_io_executor executor, const DoorLimits& limits, ListenerCounters& counters);
  void trust(const std::string& address);

 private:
  void let_through();
  void come_back();

  asio::any_io_executor executor_;
  ListenerCounters& counters_;
  Turns turns_;
  std::unordered_map<Turns::Waiting*, Visit*> visits_;  // of those who wait
  asio::steady_timer timer_;
  bool timing_ = false;
};

}  // namespace valise::wire
