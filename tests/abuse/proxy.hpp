// Proxy: stands between a device and the relay, on a thread of its own, and treats the bytes badly.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <thread>

namespace valise::tests {

namespace asio = boost::asio;

// Treatment is what happens from now on. Counts begin when it is set.
struct Treatment {
  std::size_t cut_to_relay = SIZE_MAX;   // bytes towards the relay after which both connections are cut
  std::size_t cut_to_device = SIZE_MAX;  // the same towards the device
  bool silent = false;                   // nothing gets through any more, and no end either
  bool in_pieces = false;                // in small pieces of random size, each after a random delay
};

class Proxy {
 public:
  explicit Proxy(int relay_port);
  ~Proxy();
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;

  [[nodiscard]] int port() const { return acceptor_.local_endpoint().port(); }
  void treat(const Treatment& treatment);
  // relay_hung_up: the relay has ended a connection that was treated as silent.
  [[nodiscard]] bool relay_hung_up() const { return hung_up_; }

 private:
  using Socket = asio::ip::tcp::socket;
  struct Pair {
    Socket device;
    Socket relay;
  };

  asio::awaitable<void> accept();
  asio::awaitable<void> carry(std::shared_ptr<Pair> pair, bool to_relay);
  asio::awaitable<bool> deliver(Socket& to, const char* data, std::size_t size);
  static void cut(Pair& pair);

  asio::io_context io_{1};
  asio::ip::tcp::acceptor acceptor_;
  asio::ip::tcp::endpoint relay_;
  Treatment treatment_;  // on the thread only
  std::atomic<bool> hung_up_ = false;
  std::thread thread_;
};

}  // namespace valise::tests
