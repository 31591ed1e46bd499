// Requests to the plain HTTP listener of operation (metrics and health), over a real socket: each is answered with one of five
// statuses or not at all, nothing is told under a name that is not this machine's own, and every connection is let go of.
#include "server/net/operation_listener.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "base/bytes.hpp"
#include "tests/fuzz/target.hpp"

namespace valise::fuzz {
namespace {

namespace asio = boost::asio;
namespace net = server::net;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::string_view kSecret = "valise_answer 42\n";

class Listener {
 public:
  void meet(base::ByteView bytes) {
    bool over = false;
    said_.clear();
    asio::co_spawn(io_, talk(bytes), [&](std::exception_ptr failure) {
      if (failure) std::rethrow_exception(failure);
      over = true;
    });
    io_.restart();
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(8);
    while (!over && io_.run_one_until(until) > 0) continue;
    require(over);
    judge(base::as_text(bytes));
  }

 private:
  asio::awaitable<void> talk(base::ByteView bytes) {
    asio::ip::tcp::socket socket(io_);
    co_await socket.async_connect({asio::ip::make_address("127.0.0.1"), listener_->port()}, asio::use_awaitable);
    auto [failed, written] = co_await asio::async_write(socket, asio::buffer(bytes.data(), bytes.size()), kTuple);
    static_cast<void>(failed);
    boost::system::error_code ignored;
    socket.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    std::array<char, 4096> some;
    for (;;) {
      auto [ended, size] = co_await socket.async_read_some(asio::buffer(some), kTuple);
      if (ended) co_return;
      said_.append(some.data(), size);
    }
  }
  void judge(std::string_view asked) const {
    if (said_.empty()) return;
    const std::string_view status(said_.data(), std::min<std::size_t>(said_.size(), 12));
    require(status == "HTTP/1.1 200" || status == "HTTP/1.1 404" || status == "HTTP/1.1 405" || status == "HTTP/1.1 421" ||
            status == "HTTP/1.1 503");
    if (said_.find(kSecret) == said_.npos) return;
    require(asked.starts_with("GET /metrics") &&
            (asked.find("127.") != asked.npos || asked.find("[::1]") != asked.npos || asked.find("localhost") != asked.npos));
  }

  asio::io_context io_{1};
  std::string said_;
  std::unique_ptr<net::OperationListener> listener_ =
      net::OperationListener::open(
          io_.get_executor(), "127.0.0.1", 0,
          {.not_ready = [] { return std::vector<std::string_view>{"starting"}; }, .metrics = [] { return std::string(kSecret); }})
          .value();
};

}  // namespace
}  // namespace valise::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static valise::fuzz::Listener listener;
  listener.meet({data, size});
  return 0;
}
