// Network: connections between simulated processes, in place of TCP, TLS and WebSocket; and, without the last, for HTTP.
//
// A line carries messages in both directions, each in order and after a random time. It can stall (nothing gets through, nobody
// is told), recover, or break (each end learns that at a time of its own). A process that is killed has its ends closed by its
// system; one that loses power leaves them open at the other side until the idle timeout. What was handed to the system and has
// not arrived when a line breaks is lost, as with TCP. Ends live on their process's executor and die with it.
#pragma once

#include "tests/simulation/scheduler.hpp"
#include "wire/byte_stream.hpp"
#include "wire/listener.hpp"

namespace valise::simulation {

namespace asio = boost::asio;

enum class Side { client, relay };

class End;
class Line;

struct NetworkOptions {
  milliseconds least_latency{1};
  milliseconds most_latency{120};
  milliseconds idle_timeout{60'000};
};

class Network {
 public:
  explicit Network(Scheduler& scheduler, NetworkOptions options = {}) : scheduler_(scheduler), options_(options) {}

  // listen makes the relay's listener; at most one lives at a time. The handler outlives it.
  [[nodiscard]] base::Result<std::unique_ptr<wire::Listener>> listen(asio::any_io_executor executor,
                                                                     wire::ListenerOptions options, wire::PeerHandler& handler);
  // connect gives a client's end, on the calling coroutine's executor; WireError::refused, or timeout while nothing gets through.
  [[nodiscard]] asio::awaitable<base::Result<std::shared_ptr<wire::Connection>>> connect();

  // connect_stream gives a client's end of a connection on which the relay answers HTTP; errors as of connect.
  [[nodiscard]] asio::awaitable<base::Result<std::unique_ptr<wire::ByteStream>>> connect_stream();

  // stall and recover concern all lines, those that are made later among them.
  void stall();
  void recover();
  [[nodiscard]] bool stalled() const { return stalled_; }
  // break_one breaks some line, if there is one.
  void break_one();
  // relay_died ends all lines: with a word to the clients, or without one (power failure).
  void relay_died(bool told);

  [[nodiscard]] Scheduler& scheduler() { return scheduler_; }
  [[nodiscard]] const NetworkOptions& options() const { return options_; }

 private:
  class Accepting;
  friend class Accepting;

  struct Ends {
    std::shared_ptr<End> client;
    std::shared_ptr<End> relay;
  };
  [[nodiscard]] asio::awaitable<base::Result<Ends>> lay_line();
  [[nodiscard]] std::vector<std::shared_ptr<Line>> lines();

  Scheduler& scheduler_;
  const NetworkOptions options_;
  std::vector<std::weak_ptr<Line>> lines_;
  Accepting* listener_ = nullptr;
  bool stalled_ = false;
};

}  // namespace valise::simulation
