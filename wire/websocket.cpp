// The one file that instantiates Beast's WebSocket stack.
#include "wire/websocket.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/websocket/error.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <boost/beast/websocket/teardown.hpp>
#include <list>

#include "base/quota.hpp"
#include "wire/connect.hpp"
#include "wire/signal.hpp"
#include "wire/watchdog.hpp"

namespace valise::wire {

namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;
using base::Bytes;
using base::fail;
using base::Result;
using ErrorCode = boost::system::error_code;

// What Beast calls when it wants the stream gone (found by argument-dependent lookup).
void beast_close_socket(TlsStream& stream) { stream.close(); }
void teardown(beast::role_type, TlsStream& stream, ErrorCode& error) {
  stream.shutdown();
  error = {};
}
template <class Handler>
void async_teardown(beast::role_type, TlsStream& stream, Handler&& handler) {
  stream.shutdown();
  asio::post(stream.get_executor(), beast::bind_front_handler(std::forward<Handler>(handler), ErrorCode{}));
}

namespace {

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
using WebSocket = websocket::stream<TlsStream, false>;

WireError classify(ErrorCode error) {
  if (error == beast::error::timeout) return WireError::timeout;
  if (error == websocket::error::message_too_big || error == websocket::error::buffer_overflow) return WireError::too_large;
  if (error == websocket::condition::protocol_violation || error == websocket::condition::handshake_failed)
    return WireError::protocol;
  if (error.category() == websocket::make_error_code(websocket::error::closed).category() && error != websocket::error::closed) {
    return WireError::protocol;
  }
  return WireError::closed;
}

// A message in more parts than this is made to keep us busy.
constexpr std::size_t kFewParts = 256;
constexpr std::size_t kLeastPart = 256;
// Control frames of a peer.
constexpr base::Quota kControl{.amount = 300, .period = std::chrono::seconds(60)};

websocket::stream_base::timeout timeouts(const ConnectionOptions& options, milliseconds handshake) {
  return {.handshake_timeout = handshake, .idle_timeout = options.idle_timeout, .keep_alive_pings = true};
}

class WebSocketConnection final : public Connection, public std::enable_shared_from_this<WebSocketConnection> {
 public:
  WebSocketConnection(
      TlsStream stream, const ConnectionOptions& options, milliseconds handshake, std::function<void()> on_trust = [] {})
      : ws_(std::move(stream)),
        options_(options),
        on_trust_(std::move(on_trust)),
        peer_(ws_.next_layer().peer_address()),
        peer_group_(ws_.next_layer().peer_group()),
        read_watch_(ws_.get_executor()),
        write_watch_(ws_.get_executor()),
        close_watch_(ws_.get_executor()),
        room_(ws_.get_executor()) {
    ws_.set_option(timeouts(options, handshake));
    ws_.read_message_max(options.read_limit);
    ws_.binary(true);
    ws_.auto_fragment(false);
    ws_.control_callback([this](websocket::frame_type, beast::string_view) { count_control(); });
  }

  // A server's own part of the upgrade.
  asio::awaitable<Result<>> accept(UpgradeRequest request) {
    const auto self = shared_from_this();
    ws_.set_option(websocket::stream_base::decorator(
        [](websocket::response_type& response) { response.set(beast::http::field::sec_websocket_protocol, kSubprotocol); }));
    auto [error] = co_await ws_.async_accept(request, kTuple);
    if (error) co_return ended_with(error);
    co_return begin();
  }

  asio::awaitable<Result<>> open_to(std::string host) {
    const auto self = shared_from_this();
    ws_.write_buffer_bytes(16 * 1024);  // a client masks its frames through this buffer
    ws_.set_option(websocket::stream_base::decorator(
        [](websocket::request_type& request) { request.set(beast::http::field::sec_websocket_protocol, kSubprotocol); }));
    websocket::response_type response;
    auto [error] = co_await ws_.async_handshake(response, host, kSessionPath, kTuple);
    if (error) co_return ended_with(error);
    if (response[beast::http::field::sec_websocket_protocol] != kSubprotocol) {
      cancel();
      co_return fail(WireError::protocol, "subprotocol");
    }
    co_return begin();
  }

  asio::awaitable<Result<Bytes>> read(milliseconds deadline) override {
    const auto self = shared_from_this();
    if (!open_) co_return fail(reason_);
    read_watch_.arm(deadline, [this] { end(WireError::timeout); });
    Bytes message;  // made anew for each message, so that an idle connection holds no large buffer
    auto buffer = asio::dynamic_buffer(message);
    auto [error, size] = co_await ws_.async_read_some(buffer, 0, kTuple);
    read_watch_.disarm();
    if (!error && !ws_.is_message_done()) error = co_await read_rest(buffer);
    if (error) co_return ended_with(error);
    if (!ws_.got_binary()) {
      end(WireError::protocol);
      co_return fail(WireError::protocol, "text message");
    }
    co_return message;
  }

  void set_read_limit(std::size_t bytes) override { ws_.read_message_max(bytes); }

  asio::awaitable<Result<>> write(Bytes message) override {
    const auto self = shared_from_this();
    if (message.size() > options_.outbound_limit) co_return fail(WireError::too_large, "outbound message");
    while (open_ && !closing_ && !has_room(message.size())) co_await room_.wait();
    if (!open_ || closing_) co_return fail(reason_);
    enqueue(std::move(message));
    co_return Result<>{};
  }

  bool try_write(Bytes message) override {
    if (!open_ || closing_ || !has_room(message.size())) return false;
    enqueue(std::move(message));
    return true;
  }

  std::size_t outbound_bytes() const override { return queued_bytes_; }

  asio::awaitable<void> close(CloseCode code, milliseconds deadline) override {
    const auto self = shared_from_this();
    if (!open_ || closing_) co_return;
    closing_ = true;
    close_watch_.arm(deadline, [this] { end(WireError::timeout); });
    while (open_ && !queue_.empty()) co_await room_.wait();
    if (open_) {
      const websocket::close_reason why(static_cast<websocket::close_code>(code));
      auto [error] = co_await ws_.async_close(why, kTuple);
      static_cast<void>(error);  // the connection is over either way
    }
    close_watch_.disarm();
    end(WireError::closed);
  }

  void cancel() override { end(WireError::closed); }
  void trust() override { on_trust_(); }
  bool open() const override { return open_; }
  const ChannelBinding& channel_binding() const override { return binding_; }
  std::string peer_address() const override { return peer_; }
  std::string peer_group() const override { return peer_group_; }
  asio::awaitable<void> drained(std::size_t at_most) override {
    const auto self = shared_from_this();
    while (open_ && queued_bytes_ > at_most) co_await room_.wait();
  }
  asio::any_io_executor executor() const override { return const_cast<WebSocket&>(ws_).get_executor(); }

 private:
  // A message that has begun has to come to its end, however busy the peer keeps the connection.
  template <class Buffer>
  asio::awaitable<ErrorCode> read_rest(Buffer& buffer) {
    read_watch_.arm(options_.message_timeout, [this] { end(WireError::timeout); });
    ErrorCode error;
    for (std::size_t parts = 0; !error && !ws_.is_message_done(); ++parts) {
      if (parts > kFewParts + buffer.size() / kLeastPart) end(WireError::protocol);
      auto [failed, size] = co_await ws_.async_read_some(buffer, 0, kTuple);
      error = failed;
    }
    read_watch_.disarm();
    co_return error;
  }

  // Pings are answered by Beast, so that who sends many makes us work.
  void count_control() {
    const base::Monotonic now = std::chrono::steady_clock::now();
    if (control_.wait(kControl, now, 1).count() > 0) return end(WireError::protocol);
    control_.use(kControl, now, 1);
  }

  Result<> begin() {
    const auto binding = ws_.next_layer().channel_binding();
    if (!binding) {
      end(WireError::tls_failed);
      return fail(WireError::tls_failed, "exporter");
    }
    binding_ = *binding;
    open_ = true;
    return {};
  }

  bool has_room(std::size_t size) const { return queued_bytes_ + size <= options_.outbound_limit; }

  void enqueue(Bytes message) {
    queued_bytes_ += message.size();
    queue_.push_back(std::move(message));
    // Behind what else is about to run, so that messages of the same moment leave together.
    if (queue_.size() == 1) asio::post(ws_.get_executor(), [self = shared_from_this()] { self->write_next(); });
  }

  // All but the last message of the queue are held back: they leave with it, or when a record is full.
  void write_next() {
    watch_writing();
    ws_.next_layer().hold_back(queue_.size() > 1);
    ws_.async_write(asio::buffer(queue_.front()),
                    [self = shared_from_this()](ErrorCode error, std::size_t) { self->wrote(error); });
  }

  // The deadline is for each message; arming it for one that only follows another closely is not worth it.
  void watch_writing() {
    const auto now = std::chrono::steady_clock::now();
    if (write_watched_ && now - watched_since_ < options_.write_timeout / 8) return;
    write_watched_ = true;
    watched_since_ = now;
    write_watch_.arm(options_.write_timeout, [this] { end(WireError::timeout); });
  }
  void unwatch_writing() {
    if (std::exchange(write_watched_, false)) write_watch_.disarm();
  }

  void wrote(ErrorCode error) {
    if (error || queue_.size() == 1) unwatch_writing();
    queued_bytes_ -= queue_.front().size();
    queue_.pop_front();
    if (error) static_cast<void>(ended_with(error));
    if (!open_) {
      queue_.clear();
      queued_bytes_ = 0;
    } else if (!queue_.empty()) {
      write_next();
    }
    room_.notify();
  }

  // The first reason counts: what ended the connection, not what operations then report.
  base::Unexpected ended_with(ErrorCode error) {
    end(classify(error));
    return fail(reason_);
  }

  void end(WireError reason) {
    if (!ended_) reason_ = reason;
    ended_ = true;
    open_ = false;
    ws_.next_layer().close();
    room_.notify();
  }

  WebSocket ws_;
  const ConnectionOptions options_;
  const std::function<void()> on_trust_;
  const std::string peer_;
  const std::string peer_group_;
  ChannelBinding binding_{};
  bool open_ = false;
  bool closing_ = false;
  bool ended_ = false;
  WireError reason_ = WireError::closed;
  base::QuotaMeter control_;
  std::list<Bytes> queue_;  // front is being written; a list needs no memory while it is empty
  std::size_t queued_bytes_ = 0;
  bool write_watched_ = false;
  std::chrono::steady_clock::time_point watched_since_;
  Watchdog read_watch_, write_watch_, close_watch_;
  Signal room_;
};

}  // namespace

asio::awaitable<Result<std::shared_ptr<Connection>>> accept_websocket(TlsStream stream, UpgradeRequest request,
                                                                      ConnectionOptions options, milliseconds timeout,
                                                                      std::function<void()> on_trust) {
  const auto connection = std::make_shared<WebSocketConnection>(std::move(stream), options, timeout, std::move(on_trust));
  auto accepted = co_await connection->accept(std::move(request));
  if (!accepted) co_return pass_on(accepted);
  co_return connection;
}

asio::awaitable<Result<std::shared_ptr<Connection>>> open_websocket(TlsStream stream, std::string host, ConnectionOptions options,
                                                                    milliseconds timeout) {
  const auto connection = std::make_shared<WebSocketConnection>(std::move(stream), options, timeout);
  auto opened = co_await connection->open_to(std::move(host));
  if (!opened) co_return pass_on(opened);
  co_return connection;
}

}  // namespace valise::wire
