#include "tests/abuse/proxy.hpp"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <future>
#include <memory>
#include <random>

namespace valise::tests {
namespace {

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
const asio::ip::address kLoopback = asio::ip::make_address("127.0.0.1");

}  // namespace

Proxy::Proxy(int relay_port)
    : acceptor_(io_, {kLoopback, 0}), relay_(kLoopback, static_cast<unsigned short>(relay_port)), thread_([this] {
        asio::co_spawn(io_, accept(), asio::detached);
        io_.run();
      }) {}

Proxy::~Proxy() {
  io_.stop();
  thread_.join();
}

void Proxy::treat(const Treatment& treatment) {
  std::promise<void> done;
  asio::post(io_, [&] {
    treatment_ = treatment;
    done.set_value();
  });
  done.get_future().wait();
}

asio::awaitable<void> Proxy::accept() {
  for (;;) {
    auto [failed, device] = co_await acceptor_.async_accept(kTuple);
    if (failed) co_return;
    const auto pair = std::make_shared<Pair>(std::move(device), Socket(io_));
    auto [refused] = co_await pair->relay.async_connect(relay_, kTuple);
    if (refused) continue;
    pair->device.set_option(asio::ip::tcp::no_delay(true));
    pair->relay.set_option(asio::ip::tcp::no_delay(true));
    asio::co_spawn(io_, carry(pair, true), asio::detached);
    asio::co_spawn(io_, carry(pair, false), asio::detached);
  }
}

void Proxy::cut(Pair& pair) {
  boost::system::error_code ignored;
  pair.device.close(ignored);
  pair.relay.close(ignored);
}

asio::awaitable<void> Proxy::carry(std::shared_ptr<Pair> pair, bool to_relay) {
  Socket& from = to_relay ? pair->device : pair->relay;
  Socket& to = to_relay ? pair->relay : pair->device;
  auto& left = to_relay ? treatment_.cut_to_relay : treatment_.cut_to_device;
  std::array<char, 16 * 1024> buffer;
  for (;;) {
    auto [ended, size] = co_await from.async_read_some(asio::buffer(buffer), kTuple);
    if (treatment_.silent) {
      if (ended && !to_relay) hung_up_ = true;
      if (ended) co_return;
      continue;
    }
    if (ended) break;
    const auto part = std::min(size, left);
    if (left != SIZE_MAX) left -= part;  // at once: all pairs draw on it, also one that is still saying goodbye
    const bool last = left == 0;
    const bool sent = co_await deliver(to, buffer.data(), part);
    if (!sent || last) break;
  }
  cut(*pair);
}

asio::awaitable<bool> Proxy::deliver(Socket& to, const char* data, std::size_t size) {
  static std::mt19937 dice(1);
  while (size > 0) {
    auto piece = size;
    if (treatment_.in_pieces) {
      piece = std::min<std::size_t>(size, 1 + dice() % 700);
      asio::steady_timer timer(io_, std::chrono::milliseconds(dice() % 8));
      auto waited = co_await timer.async_wait(kTuple);
      static_cast<void>(waited);
    }
    auto [failed, written] = co_await asio::async_write(to, asio::buffer(data, piece), kTuple);
    if (failed) co_return false;
    data += piece;
    size -= piece;
  }
  co_return true;
}

}  // namespace valise::tests
