#include "wire/tls_stream.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>
#include <ctime>

#include "wire/peer_group.hpp"

namespace valise::wire {

namespace {

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

std::chrono::nanoseconds thread_time() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace

// SocketBio is OpenSSL's own socket BIO with two differences: MSG_NOSIGNAL, and it asks the Asio socket for its descriptor each
// time, so that a socket closed meanwhile cannot lead to another file.
struct SocketBio {
  static TlsStream::State& state(BIO* bio) { return *static_cast<TlsStream::State*>(BIO_get_data(bio)); }

  static int finish(BIO* bio, ssize_t result, std::size_t* size, void (*retry)(BIO*)) {
    BIO_clear_retry_flags(bio);
    if (result > 0) {
      *size = static_cast<std::size_t>(result);
      return 1;
    }
    *size = 0;
    if (result < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) {
      retry(bio);
    } else {
      state(bio).ended_by_peer = result == 0;
      state(bio).last_errno = result == 0 ? 0 : errno;
    }
    return 0;
  }
  static int write(BIO* bio, const char* data, std::size_t size, std::size_t* written) {
    const auto result = ::send(state(bio).socket.native_handle(), data, size, MSG_NOSIGNAL);
    return finish(bio, result, written, [](BIO* b) { BIO_set_retry_write(b); });
  }
  static int read(BIO* bio, char* into, std::size_t size, std::size_t* got) {
    const auto result = ::recv(state(bio).socket.native_handle(), into, size, 0);
    return finish(bio, result, got, [](BIO* b) { BIO_set_retry_read(b); });
  }
  static long control(BIO* bio, int command, long, void*) {
    if (command == BIO_CTRL_FLUSH) return 1;
    if (command == BIO_CTRL_EOF) return state(bio).ended_by_peer ? 1 : 0;
    return 0;
  }
  static BIO_METHOD* make_method() {
    BIO_METHOD* method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "valise socket");
    BIO_meth_set_write_ex(method, write);
    BIO_meth_set_read_ex(method, read);
    BIO_meth_set_ctrl(method, control);
    return method;
  }
  static BIO* make(TlsStream::State& state) {
    static BIO_METHOD* const method = make_method();
    BIO* bio = BIO_new(method);
    BIO_set_data(bio, &state);
    BIO_set_init(bio, 1);
    return bio;
  }
};

TlsStream::State::State(asio::ip::tcp::socket connected, ssl_ctx_st* context, Role as)
    : socket(std::move(connected)), ssl(SSL_new(context)), role(as) {
  ErrorCode ignored;
  socket.non_blocking(true, ignored);
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  if (ssl == nullptr) throw std::bad_alloc();
  BIO* bio = SocketBio::make(*this);
  SSL_set_bio(ssl, bio, bio);
}

TlsStream::State::~State() { SSL_free(ssl); }

TlsStream::Step TlsStream::State::outcome(int result, std::size_t size) {
  if (result == 1) return {.size = size};
  switch (SSL_get_error(ssl, result)) {
    case SSL_ERROR_WANT_READ: return {.want = Want::read};
    case SSL_ERROR_WANT_WRITE: return {.want = Want::write};
    case SSL_ERROR_ZERO_RETURN: return {.error = asio::error::eof};
    default: break;
  }
  ERR_clear_error();
  if (ended_by_peer) return {.error = asio::error::eof};
  if (last_errno != 0) return {.error = ErrorCode(last_errno, boost::system::system_category())};
  return {.error = make_error_code(boost::system::errc::protocol_error)};
}

TlsStream::Step TlsStream::State::handshake() {
  ERR_clear_error();
  const auto begun = thread_time();
  const int result = role == Role::server ? SSL_accept(ssl) : SSL_connect(ssl);
  handshake_time += thread_time() - begun;
  return outcome(result, 0);
}

TlsStream::Step TlsStream::State::read(asio::mutable_buffer into) {
  if (into.size() == 0) return {};
  ERR_clear_error();
  std::size_t got = 0;
  const int result = SSL_read_ex(ssl, into.data(), into.size(), &got);
  return outcome(result, got);
}

TlsStream::Step TlsStream::State::write(base::ByteView data) {
  if (data.empty()) return {};
  ERR_clear_error();
  std::size_t written = 0;
  const int result = SSL_write_ex(ssl, data.data(), data.size(), &written);
  return outcome(result, written);
}

TlsStream::Step TlsStream::State::write_held() {
  std::size_t sent = 0;
  Step step;
  while (sent < held.size()) {
    step = write(base::ByteView(held).subspan(sent));
    if (step.want != Want::nothing || step.error) break;
    sent += step.size;  // less than all where the peer wants smaller records
  }
  held.erase(held.begin(), held.begin() + static_cast<std::ptrdiff_t>(sent));
  if (held.empty()) held = {};
  return step;
}

TlsStream::TlsStream(asio::ip::tcp::socket socket, ssl_ctx_st* context, Role role)
    : state_(std::make_shared<State>(std::move(socket), context, role)) {}

asio::awaitable<ByteStream::Count> TlsStream::read_some(base::MutableBytes into) {
  auto [error, size] = co_await async_read_some(asio::buffer(into.data(), into.size()), kTuple);
  co_return Count{.error = error, .size = size};
}

asio::awaitable<TlsStream::ErrorCode> TlsStream::write_whole(base::ByteView bytes) {
  auto [error, size] = co_await asio::async_write(*this, asio::buffer(bytes.data(), bytes.size()), kTuple);
  co_return error;
}

void TlsStream::shutdown() {
  if (!state_->socket.is_open()) return;
  ERR_clear_error();
  if (SSL_is_init_finished(state_->ssl) == 1) SSL_shutdown(state_->ssl);
  ERR_clear_error();
  ErrorCode ignored;
  state_->socket.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  state_->socket.close(ignored);
}

void TlsStream::close() {
  ErrorCode ignored;
  state_->socket.close(ignored);
}

std::function<void()> TlsStream::closer() const {
  return [weak = std::weak_ptr(state_)] {
    ErrorCode ignored;
    if (const auto state = weak.lock()) state->socket.close(ignored);
  };
}

bool TlsStream::peer_key_refused() const { return SSL_get_verify_result(state_->ssl) == X509_V_ERR_CERT_REJECTED; }

std::optional<ChannelBinding> TlsStream::channel_binding() const {
  static constexpr std::string_view label = "EXPORTER-valise-v1";
  ChannelBinding out;
  if (SSL_export_keying_material(state_->ssl, out.data(), out.size(), label.data(), label.size(), nullptr, 0, 0) != 1) {
    ERR_clear_error();
    return std::nullopt;
  }
  return out;
}

std::string TlsStream::peer_group() const {
  ErrorCode error;
  const auto endpoint = state_->socket.remote_endpoint(error);
  return error ? std::string() : peer_group_of(endpoint.address());
}

std::string TlsStream::peer_address() const {
  ErrorCode error;
  const auto endpoint = state_->socket.remote_endpoint(error);
  return error ? std::string() : endpoint.address().to_string();
}

}  // namespace valise::wire
