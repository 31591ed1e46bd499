// What a witness, or whoever sits where one should be, answers the relay: any bytes after TLS, or HTTP answers whose body is a
// genuine cosignature, changed. What was not signed by the witness is never taken, and each attempt comes to its end.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "keys/directory/cosignature.hpp"
#include "server/net/cosigning.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/relay_world.hpp"
#include "wire/tls_stream.hpp"

namespace valise::fuzz {
namespace {

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr const char* kName = "witness.example/w";

class Relay : public RelayWorld {
 public:
  void hear(Input& input) {
    const auto genuine = directory::format_signature(directory::cosign(
        directory_->candidate(clock_.time), kName, key_, directory::WitnessTime(std::chrono::seconds(1'800'000'000))));
    answer_ = answer_of(input, genuine);
    const auto taken = metrics_.cosignatures_taken.value();
    const auto all = taken + metrics_.cosignatures_failed.value();
    net::Cosigning cosigning(io_.get_executor(), *directory_, events_, clock_, metrics_,
                             {.witnesses = {address()},
                              .refresh = std::chrono::hours(1),
                              .timeout = std::chrono::seconds(5),
                              .first_retry = std::chrono::hours(1)});
    io_.restart();
    asio::co_spawn(io_, serve(), [](std::exception_ptr failure) {
      if (failure) std::rethrow_exception(failure);
    });
    cosigning.start();
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(15);
    const auto heard = [&] { return metrics_.cosignatures_taken.value() + metrics_.cosignatures_failed.value() != all; };
    while (!heard() && io_.run_one_until(until) > 0) continue;
    require(heard());
    boost::system::error_code ignored;
    acceptor_.cancel(ignored);
    bool over = false;
    asio::co_spawn(io_, cosigning.stop(), [&](std::exception_ptr) { over = true; });
    io_.run_until(until);
    require(over);
    if (metrics_.cosignatures_taken.value() != taken)
      require(answer_.find(genuine.substr(0, genuine.size() - 1)) != answer_.npos);
  }

 private:
  [[nodiscard]] net::WitnessAddress address() const {
    return {.witness = {kName, key_.verify_key()},
            .host = "127.0.0.1",
            .port = std::to_string(acceptor_.local_endpoint().port()),
            .path = "",
            .pin = tls_.relay_id()};
  }

  static std::string answer_of(Input& input, const std::string& genuine) {
    const auto kind = input.below(5);
    if (kind == 0) return base::to_string(input.rest());
    Bytes body = base::to_bytes(std::string_view(genuine));
    if (kind == 1) body = base::to_bytes(input.rest());
    if (kind == 2) input.change(body);
    if (kind == 3) base::append(body, input.rest());
    const auto* status = kind == 4 ? "409 Conflict" : "200 OK";
    if (kind == 4) body = base::to_bytes(input.rest());
    return std::string("HTTP/1.1 ") + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           base::to_string(body);
  }

  // Two connections at the most: a 409 is answered by another request.
  asio::awaitable<void> serve() {
    for (;;) {
      auto [failed, socket] = co_await acceptor_.async_accept(kTuple);
      if (failed) co_return;
      wire::TlsStream stream(std::move(socket), tls_.native(), wire::TlsStream::Role::server);
      auto [refused] = co_await stream.async_handshake(kTuple);
      if (refused) continue;
      std::array<char, 8192> some;
      auto [ended, size] = co_await stream.async_read_some(asio::buffer(some), kTuple);
      if (ended) continue;
      auto [broken, written] = co_await asio::async_write(stream, asio::buffer(answer_), kTuple);
      static_cast<void>(broken);
      stream.shutdown();
    }
  }

  wire::TlsServerContext tls_ = wire::TlsServerContext::ephemeral("witness").value();
  const crypto::SigningKey key_ = crypto::SigningKey::generate(world_.random);
  asio::ip::tcp::acceptor acceptor_{io_, {asio::ip::make_address("127.0.0.1"), 0}};
  std::string answer_;
};

}  // namespace
}  // namespace valise::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace valise;
  static fuzz::Relay relay;
  fuzz::Input input(data, size);
  relay.hear(input);
  return 0;
}
