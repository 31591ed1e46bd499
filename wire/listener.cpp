#include "wire/listener.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/rfc7230.hpp>

#include "wire/connect.hpp"
#include "wire/descriptor_reserve.hpp"
#include "wire/door.hpp"
#include "wire/http_server.hpp"
#include "wire/task_group.hpp"
#include "wire/turnstile.hpp"
#include "wire/websocket.hpp"

namespace valise::wire {
namespace {

namespace http = boost::beast::http;
using asio::ip::tcp;
using base::fail;
using base::Result;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kAcceptedAtOnce = 32;

// speaks_tls waits for the first byte and looks at it; who says nothing, or anything but TLS, is worth no turn.
asio::awaitable<bool> speaks_tls(tcp::socket& socket) {
  constexpr unsigned char handshake_record = 22;
  for (;;) {
    auto [error] = co_await socket.async_wait(tcp::socket::wait_read, kTuple);
    if (error || !socket.is_open()) co_return false;
    unsigned char first = 0;
    const auto got = ::recv(socket.native_handle(), &first, 1, MSG_PEEK | MSG_DONTWAIT);
    if (got >= 0) co_return got == 1 && first == handshake_record;
    if (errno != EAGAIN && errno != EINTR) co_return false;
  }
}

UpgradeRequest upgrade_request(HttpReader<true>& reader) {
  UpgradeRequest request;
  request.base() = reader.parser().get().base();
  return request;
}

bool offers_subprotocol(const UpgradeRequest& request) {
  const auto offered = request[http::field::sec_websocket_protocol];
  return http::token_list(offered).exists(kSubprotocol);
}

class ListenerImpl final : public Listener {
 public:
  ListenerImpl(tcp::acceptor acceptor, TlsServerContext context, const ListenerOptions& options, PeerHandler& handler)
      : acceptor_(std::move(acceptor)),
        context_(std::move(context)),
        options_(options),
        handler_(handler),
        door_(options.door, counters_),
        turnstile_(acceptor_.get_executor(), options.door, counters_),
        descriptors_(acceptor_.get_executor()),
        tasks_(acceptor_.get_executor()) {
    acceptor_.non_blocking(true);
    tasks_.spawn(accept_loop());
  }

  void replace_identity(TlsServerContext context) override { context_ = std::move(context); }
  std::uint16_t port() const override { return acceptor_.local_endpoint().port(); }
  std::size_t connections() const override { return door_.guests(); }
  std::size_t strangers() const override { return door_.strangers(); }
  const ListenerCounters& counters() const override { return counters_; }

  void stop() override {
    stopped_ = true;
    boost::system::error_code ignored;
    acceptor_.close(ignored);
  }

  asio::awaitable<void> finish() override {
    stop();
    tasks_.cancel();
    co_await tasks_.join();
  }

 private:
  asio::awaitable<void> accept_loop() {
    while (!stopped_) {
      auto [error, socket] = co_await acceptor_.async_accept(kTuple);
      if (stopped_ || error == asio::error::operation_aborted) co_return;
      if (error) {
        co_await pause();
      } else {
        welcome(std::move(socket));
        welcome_those_who_wait();
      }
    }
  }

  // Who floods fills the system's queue of new connections, and others are not even heard; so many are taken at a time, but not
  // so many that those who are connected wait.
  void welcome_those_who_wait() {
    boost::system::error_code error;
    for (std::size_t n = 0; n < kAcceptedAtOnce && !stopped_; ++n) {
      auto socket = acceptor_.accept(error);
      if (error) return;
      welcome(std::move(socket));
    }
  }

  void welcome(tcp::socket socket) {
    descriptors_.expect(door_.guests() + 8 * kAcceptedAtOnce);
    boost::system::error_code gone;
    const auto peer = socket.remote_endpoint(gone);
    if (gone) return;
    auto guest = door_.admit(peer.address());
    if (!guest) return handler_.on_refused(Turned::too_many);
    tasks_.spawn(serve(std::move(socket), std::move(guest)));
  }

  // Out of descriptors or memory: what is open goes on, and some of it will end.
  asio::awaitable<void> pause() {
    asio::steady_timer timer(acceptor_.get_executor(), milliseconds(100));
    auto waited = co_await timer.async_wait(kTuple);
    static_cast<void>(waited);
  }

  asio::awaitable<void> serve(tcp::socket socket, std::unique_ptr<Door::Guest> guest) {
    try {
      auto connection = co_await establish(std::move(socket), *guest);
      if (connection) co_await handler_.on_session(std::move(connection));
    } catch (const boost::system::system_error&) {
      // Cancelled; the connection is closed by its owner's end.
    }
  }

  // Apart from serve, so that its buffers are gone while a session lives. Gives nothing if there was no upgrade.
  asio::awaitable<std::shared_ptr<Connection>> establish(tcp::socket socket, Door::Guest& guest) {
    auto shaken = co_await shake_hands(std::move(socket), guest);
    if (!shaken) {
      ++counters_.handshakes_failed;
      handler_.on_refused(Turned::handshake);
      co_return nullptr;
    }
    HttpServer http(*shaken, options_, handler_, counters_, [this, &guest] { trust(guest); });
    if (co_await http.serve()) co_return co_await upgrade(*shaken, http, guest);
    shaken->shutdown();
    co_return nullptr;
  }

  // Before its turn a connection has a socket and nothing else.
  asio::awaitable<std::optional<TlsStream>> shake_hands(tcp::socket socket, Door::Guest& guest) {
    const auto deadline = std::chrono::steady_clock::now() + options_.handshake_timeout;
    Watchdog watchdog(socket.get_executor());
    Turnstile::Visit visit(turnstile_, guest.address());
    if (!co_await has_turn(socket, guest, visit, watchdog)) co_return std::nullopt;
    TlsStream stream(std::move(socket), context_.native(), TlsStream::Role::server);
    guest.on_turn_out(stream.closer());
    const auto left = std::chrono::duration_cast<milliseconds>(deadline - std::chrono::steady_clock::now());
    watchdog.arm(std::max(left, milliseconds(1)), [&stream] { stream.close(); });
    auto [error] = co_await stream.async_handshake(kTuple);
    visit.cost(stream.handshake_time());
    if (error) co_return std::nullopt;
    co_return std::move(stream);
  }

  asio::awaitable<bool> has_turn(tcp::socket& socket, Door::Guest& guest, Turnstile::Visit& visit, Watchdog& watchdog) {
    const auto end = [&socket, &visit] {
      boost::system::error_code ignored;
      socket.close(ignored);
      visit.give_up();
    };
    watchdog.arm(options_.handshake_timeout, end);
    guest.on_turn_out(end);
    bool has = co_await speaks_tls(socket);
    if (has) has = co_await visit.turn();
    guest.on_turn_out({});
    watchdog.disarm();
    co_return has&& socket.is_open();
  }

  void trust(Door::Guest& guest) {
    guest.trust();
    turnstile_.trust(guest.address());
  }

  // serve() holds the guest until the session has ended.
  asio::awaitable<std::shared_ptr<Connection>> upgrade(TlsStream& stream, HttpServer& http, Door::Guest& guest) {
    UpgradeRequest request = upgrade_request(http.reader());
    HttpResponseHead refusal{.status = 0};
    if (request.target() != kSessionPath) refusal.status = 404;
    if (http.reader().leftover()) refusal.status = 400;  // frames before our answer
    if (refusal.status == 0 && !offers_subprotocol(request)) refusal.status = 426;
    if (refusal.status != 0) {
      handler_.on_refused(Turned::http);
      if (refusal.status == 426) refusal.headers.add("Sec-WebSocket-Protocol", std::string(kSubprotocol));
      co_await http.answer_plainly(std::move(refusal));
      stream.shutdown();
      co_return nullptr;
    }
    auto connection = co_await accept_websocket(std::move(stream), std::move(request), options_.connection,
                                                options_.handshake_timeout, [this, &guest] { trust(guest); });
    if (!connection) co_return nullptr;
    co_return std::move(*connection);
  }

  tcp::acceptor acceptor_;
  TlsServerContext context_;
  const ListenerOptions options_;
  PeerHandler& handler_;
  bool stopped_ = false;
  ListenerCounters counters_;
  Door door_;
  Turnstile turnstile_;
  DescriptorReserve descriptors_;
  TaskGroup tasks_;
};

}  // namespace

const ListenerCounters& Listener::counters() const {
  static const ListenerCounters none;
  return none;
}

Result<std::unique_ptr<Listener>> Listener::open(asio::any_io_executor executor, const std::string& address, std::uint16_t port,
                                                 TlsServerContext context, ListenerOptions options, PeerHandler& handler) {
  boost::system::error_code error;
  const auto ip = asio::ip::make_address(address, error);
  if (error) return fail(WireError::listen_failed, "listen address");
  const tcp::endpoint endpoint(ip, port);
  tcp::acceptor acceptor(executor);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
  if (error) return fail(WireError::listen_failed, address + ":" + std::to_string(port));
  return std::make_unique<ListenerImpl>(std::move(acceptor), std::move(context), options, handler);
}

}  // namespace valise::wire
