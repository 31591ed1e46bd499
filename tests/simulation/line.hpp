// Line: what lies between the two ends of a connection; End, a wire::Connection over it; and Pipe, the same for bytes. Internal
// to the simulated network.
#pragma once

#include <deque>

#include "tests/simulation/network.hpp"
#include "wire/signal.hpp"
#include "wire/watchdog.hpp"

namespace valise::simulation {

class End final : public wire::Connection, public std::enable_shared_from_this<End> {
 public:
  End(std::shared_ptr<Line> line, Side side, asio::any_io_executor executor, const wire::ChannelBinding& binding);
  // A process that ends takes its ends with it; its system closes them.
  ~End() override;

  asio::awaitable<base::Result<base::Bytes>> read(milliseconds deadline) override;
  void set_read_limit(std::size_t bytes) override { read_limit_ = bytes; }
  // set_outbound_limit says how much may be on its way before a write has to wait.
  void set_outbound_limit(std::size_t bytes) { outbound_limit_ = bytes; }
  asio::awaitable<base::Result<>> write(base::Bytes message) override;
  bool try_write(base::Bytes message) override;
  std::size_t outbound_bytes() const override;
  asio::awaitable<void> close(wire::CloseCode code, milliseconds deadline) override;
  void cancel() override { end(wire::WireError::closed); }
  bool open() const override { return open_; }
  const wire::ChannelBinding& channel_binding() const override { return binding_; }
  std::string peer_address() const override { return "192.0.2.1"; }
  asio::any_io_executor executor() const override { return executor_; }

  // Called by the line.
  void arrived(base::Bytes message);
  void end(wire::WireError reason);
  void has_room() { changed_.notify(); }

 private:
  const std::shared_ptr<Line> line_;
  const Side side_;
  const asio::any_io_executor executor_;
  const wire::ChannelBinding binding_;
  wire::Signal changed_;
  wire::Watchdog read_watch_;
  std::deque<base::Bytes> inbox_;
  std::size_t read_limit_ = 64 * 1024;
  std::size_t outbound_limit_ = 4 * 1024 * 1024;
  wire::WireError reason_ = wire::WireError::closed;
  bool open_ = true;
  bool closing_ = false;
};

// Pipe carries bytes over an end. Little of them is on its way at a time, so that a file takes a while.
class Pipe final : public wire::ByteStream {
 public:
  explicit Pipe(std::shared_ptr<End> end);

  asio::any_io_executor get_executor() const override { return end_->executor(); }
  asio::awaitable<Count> read_some(base::MutableBytes into) override;
  asio::awaitable<boost::system::error_code> write_whole(base::ByteView bytes) override;
  void shutdown() override { end_->cancel(); }
  void close() override { end_->cancel(); }
  std::string peer_address() const override { return end_->peer_address(); }

 private:
  const std::shared_ptr<End> end_;
  base::Bytes rest_;  // of what came last
};

class Line : public std::enable_shared_from_this<Line> {
 public:
  Line(Network& network) : network_(network) {}

  void set_end(Side side, const std::shared_ptr<End>& end) { way(side).to = end; }
  // send puts a message on its way from `from` to the other side.
  void send(Side from, base::Bytes message);
  // on_its_way are the bytes from this side that have not arrived.
  [[nodiscard]] std::size_t on_its_way(Side from) { return way(other(from)).bytes; }

  // hang_up ends the line; the other side hears of it after what is on its way to it (unless the line is stalled).
  void hang_up(Side by);
  // break_off loses what is on its way; both sides learn it at times of their own.
  void break_off();
  // vanish makes one side silent: the other one finds out by its idle timeout.
  void vanish(Side who);
  void stall();
  void recover();

 private:
  // Way is one direction, named by the side that it leads to.
  struct Way {
    std::weak_ptr<End> to;
    std::deque<base::Bytes> waiting;  // held while the line is stalled
    std::size_t bytes = 0;
    Time last{};  // nothing overtakes
    bool dead = false;
  };

  static Side other(Side side) { return side == Side::client ? Side::relay : Side::client; }
  Way& way(Side to) { return to == Side::client ? to_client_ : to_relay_; }
  void carry(Side to, base::Bytes message);
  void deliver(Side to, base::Bytes message);
  void end_later(Side to, milliseconds after, wire::WireError reason);

  Network& network_;
  Way to_client_;
  Way to_relay_;
  bool stalled_ = false;
  int stalls_ = 0;  // counts them
  bool hung_up_ = false;
};

}  // namespace valise::simulation
