// Arena: the real valised with a directory of two authorities, and peers that speak its protocol as they like.
#pragma once

#include "bench/relay_client.hpp"
#include "bench/relay_directory.hpp"
#include "bench/relay_load.hpp"
#include "keys/crypto/random.hpp"
#include "tests/support/programs.hpp"
#include "tests/support/temp_folder.hpp"

namespace valise::tests {

namespace asio = boost::asio;
using bench::Steady;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

// The devices of ke-odpp have the even numbers, those of at-bmj the odd ones.
class Arena {
 public:
  explicit Arena(std::size_t devices, std::map<std::string, std::string> environment = {});

  [[nodiscard]] RelayProcess& relay() { return relay_; }
  [[nodiscard]] const bench::Device& device(std::size_t n) const { return network_.devices.at(n); }
  [[nodiscard]] std::vector<base::DeviceId> ids(std::size_t first, std::size_t step) const;
  [[nodiscard]] base::RelayId relay_id() const { return network_.relay; }
  // endpoint is the relay's, or that of what stands before it on another port.
  [[nodiscard]] bench::Endpoint endpoint(int port = 0) const;
  [[nodiscard]] double resident_mib();

 private:
  bench::Network prepare(std::size_t devices);

  TempFolder folder_{"valise-abuse"};
  crypto::SystemRandom random_;
  RelayProcess relay_;
  bench::Network network_;
};

// Peer is an authenticated connection on which everything is possible; nothing it is told is taken for an error.
class Peer {
 public:
  [[nodiscard]] asio::awaitable<void> log_in(bench::Endpoint endpoint, const bench::Device& device);
  // send gives the request's id; 0 when the connection takes no more.
  std::uint64_t send(v1::ClientFrame frame);
  // receive gives the next frame; an empty one when the connection has ended or nothing came in time.
  [[nodiscard]] asio::awaitable<v1::RelayFrame> receive(wire::milliseconds patience = 20s);
  // ask sends, and gives the answer; pushed frames are dropped.
  [[nodiscard]] asio::awaitable<v1::RelayFrame> ask(v1::ClientFrame frame);
  void cut() { connection_->cancel(); }
  [[nodiscard]] bool open() const { return connection_ && connection_->open(); }

 private:
  std::shared_ptr<wire::Connection> connection_;
  std::uint64_t last_id_ = 100;
};

// Frames with these contents.
[[nodiscard]] base::IdempotencyKey key_of(std::uint64_t n);
[[nodiscard]] base::RoomId room_of(std::uint64_t n);
[[nodiscard]] v1::ClientFrame create_room(const base::RoomId& room, std::uint64_t key, const std::vector<base::DeviceId>& others);
[[nodiscard]] v1::ClientFrame message(const base::RoomId& room, std::uint64_t key, std::string text);
[[nodiscard]] v1::ClientFrame subscribe(std::uint32_t credit);
[[nodiscard]] v1::ClientFrame acknowledge(std::uint64_t up_to);

// perform runs a coroutine to its end in a loop of its own. Throws what it throws, or when it takes too long.
void perform(asio::awaitable<void> work, std::chrono::seconds patience = 100s);
[[nodiscard]] asio::awaitable<void> pause(wire::milliseconds time);

}  // namespace valise::tests
