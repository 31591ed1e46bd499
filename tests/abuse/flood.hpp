// Flood: one hostile authority with all its devices, by sessions and over HTTP, and strangers from an address of their own, who
// do as much as they can of everything, on a thread of their own as long as the object lives.
#pragma once

#include <atomic>
#include <map>
#include <thread>

#include "tests/abuse/traveller.hpp"

namespace valise::tests {

class Flood {
 public:
  enum class Ways { sessions, sessions_and_http };

  // `devices` are the hostile ones; the rooms that they write to have all of them as members.
  // `number` tells one flood of an arena from another, so that no request of it is a repetition.
  Flood(Arena& arena, std::vector<std::size_t> devices, std::uint64_t number, Ways ways);
  ~Flood();
  Flood(const Flood&) = delete;
  Flood& operator=(const Flood&) = delete;

  // Seen is what they were told, by kind of answer; what only the flood's thread writes.
  struct Seen {
    std::atomic<std::uint64_t> accepted{0};
    std::atomic<std::uint64_t> refused{0};
    std::atomic<std::uint64_t> connections{0};
    std::atomic<std::uint64_t> cut{0};
    std::atomic<std::uint64_t> files_up{0};
    std::atomic<std::uint64_t> files_down{0};
    std::atomic<std::uint64_t> tiles{0};        // files of the directory's log
    std::atomic<std::uint64_t> turned_away{0};  // over HTTP
  };
  [[nodiscard]] const Seen& seen() const { return seen_; }
  // processor_time is what the flood itself has taken so far, of the machine that it shares with the relay.
  [[nodiscard]] std::chrono::nanoseconds processor_time();

 private:
  asio::awaitable<void> found_rooms();
  asio::awaitable<void> prepare_file();
  asio::awaitable<bool> came_in(Peer& peer, std::size_t place);
  asio::awaitable<void> device(std::size_t place);
  asio::awaitable<void> visitor(std::size_t place);
  asio::awaitable<bool> visit(wire::HttpsClient& client, std::size_t place, std::uint64_t n);
  asio::awaitable<bool> send_file(wire::HttpsClient& client, Traveller by, std::size_t place, std::uint64_t n);
  asio::awaitable<bool> get(wire::HttpsClient& client, const Traveller& by, std::atomic<std::uint64_t>& count);
  asio::awaitable<void> stranger(int kind);
  [[nodiscard]] v1::ClientFrame request(std::size_t place, std::uint64_t n) const;
  void count(const v1::RelayFrame& answer);

  Arena& arena_;
  const std::vector<std::size_t> devices_;
  const std::uint64_t first_;        // of the numbers of its rooms and keys
  std::vector<std::string> tokens_;  // of the devices
  std::string file_;                 // that is fetched again and again
  Seen seen_;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

}  // namespace valise::tests
