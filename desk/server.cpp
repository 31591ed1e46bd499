#include "desk/server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <deque>
#include <fstream>

#include "base/text_encoding.hpp"
#include "desk/pages.hpp"
#include "desk/peer.hpp"

namespace valise::desk {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using asio::ip::tcp;

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr auto kPatience = std::chrono::seconds(30);
constexpr std::uint64_t kLargestFile = 256 << 20;  // docs/PROTOCOL.md, "Limits"
constexpr std::size_t kLargestFrame = 1 << 20;     // a message of 64 KiB with room to spare
constexpr std::size_t kMostWaiting = 64 << 20;     // bytes for a page that does not read
constexpr std::size_t kPiece = 64 << 10;
constexpr auto kFarewell = std::chrono::seconds(2);  // for what still comes when a reply was given
constexpr std::size_t kMostIgnored = 4 << 20;

using Parser = http::request_parser<http::buffer_body>;
using Reply = http::response<http::string_body>;

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

std::string_view media_type(std::string_view path) {
  if (path.ends_with(".html")) return "text/html; charset=utf-8";
  if (path.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (path.ends_with(".css")) return "text/css; charset=utf-8";
  if (path.ends_with(".json")) return "application/json";
  if (path.ends_with(".svg")) return "image/svg+xml";
  return "application/octet-stream";
}

// decoded undoes %XX; anything that is not well-formed stays as it is.
std::string decoded(std::string_view text) {
  const auto digit = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
  };
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool escape = text[at] == '%' && at + 2 < text.size() && digit(text[at + 1]) >= 0 && digit(text[at + 2]) >= 0;
    out += escape ? static_cast<char>(digit(text[at + 1]) * 16 + digit(text[at + 2])) : text[at];
    if (escape) at += 2;
  }
  return out;
}

// Everything that a browser can be told to forbid, and exactly what the page needs.
void protect(Reply& reply, const Gate& gate) {
  reply.set(
      "Content-Security-Policy",
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self' ws://" + gate.host() +
          "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types "
          "'none'");
  reply.set("X-Content-Type-Options", "nosniff");
  reply.set("Referrer-Policy", "no-referrer");
  reply.set("Cross-Origin-Opener-Policy", "same-origin");
  reply.set("Cross-Origin-Resource-Policy", "same-origin");
  reply.set("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
  reply.set("Cache-Control", "no-store");
}

Reply reply_with(http::status status, std::string_view type, std::string body) {
  Reply reply(status, 11);
  reply.set(http::field::content_type, beast::string_view(type.data(), type.size()));
  reply.body() = std::move(body);
  return reply;
}

Reply plain(http::status status, std::string body = {}) {
  return reply_with(status, "text/plain; charset=utf-8", std::move(body));
}

Reply page_at(std::string_view path) {
  const std::string_view wanted = path == "/" ? "/index.html" : path;
  for (const Page& page : pages()) {
    if (page.path == wanted) return reply_with(http::status::ok, media_type(wanted), std::string(page.content));
  }
  return plain(http::status::not_found);
}

// PageSocket: one tab. Frames wait in order; a tab that does not read is let go.
class PageSocket final : public Viewer, public std::enable_shared_from_this<PageSocket> {
 public:
  PageSocket(websocket::stream<beast::tcp_stream> stream, const Gate& gate, Desk& desk)
      : stream_(std::move(stream)), gate_(gate), desk_(desk) {}

  void show(const v1::FromDesk& frame) override {
    frames_.push_back(frame.SerializeAsString());
    waiting_ += frames_.back().size();
    if (waiting_ > kMostWaiting) return close();
    if (!std::exchange(writing_, true)) asio::co_spawn(stream_.get_executor(), write(shared_from_this()), asio::detached);
  }

  asio::awaitable<void> run() {
    const auto self = shared_from_this();
    stream_.read_message_max(kLargestFrame);
    stream_.binary(true);
    if (co_await greet()) {
      for (;;) {
        auto request = co_await read();
        if (!request) break;
        desk_.handle(self, std::move(*request));
      }
    }
    desk_.leave(self);
    close();
  }

 private:
  asio::awaitable<bool> greet() {
    auto first = co_await read();
    if (!first || !first->has_hello() || !gate_.knows(first->hello().bearer())) co_return false;
    desk_.welcome(shared_from_this(), first->id());
    co_return true;
  }

  // What was read is wiped: it may be a passphrase.
  asio::awaitable<std::optional<v1::ToDesk>> read() {
    beast::flat_buffer buffer;
    auto [failed, size] = co_await stream_.async_read(buffer, kTuple);
    std::optional<v1::ToDesk> request(std::in_place);
    const auto bytes = buffer.data();
    const bool whole = !failed && request->ParseFromArray(bytes.data(), static_cast<int>(size)) && request->id() != 0;
    if (size > 0) ::explicit_bzero(bytes.data(), bytes.size());
    if (!whole) request.reset();
    co_return request;
  }

  asio::awaitable<void> write(std::shared_ptr<PageSocket> self) {
    while (!frames_.empty()) {
      auto [failed, size] = co_await self->stream_.async_write(asio::buffer(frames_.front()), kTuple);
      if (failed) co_return close();
      waiting_ -= frames_.front().size();
      frames_.pop_front();
    }
    writing_ = false;
  }

  void close() { beast::get_lowest_layer(stream_).close(); }

  websocket::stream<beast::tcp_stream> stream_;
  const Gate& gate_;
  Desk& desk_;
  std::deque<std::string> frames_;
  std::size_t waiting_ = 0;
  bool writing_ = false;
};

// Visitor: one connection, one request; the browser comes again for the next.
class Visitor {
 public:
  Visitor(tcp::socket socket, Gate& gate, Desk& desk, base::Random& random)
      : stream_(std::move(socket)), gate_(gate), desk_(desk), random_(random) {}

  asio::awaitable<void> serve() {
    boost::system::error_code failed;
    const auto far = stream_.socket().remote_endpoint(failed);
    const auto near = stream_.socket().local_endpoint(failed);
    if (failed || !belongs_to_us(far.port(), near.port())) co_return;
    stream_.expires_after(kPatience);
    parser_.header_limit(16 << 10);
    parser_.body_limit(kLargestFile);
    if (auto [unread, size] = co_await http::async_read_header(stream_, buffer_, parser_, kTuple); unread) co_return;
    co_await answer(parser_.get());
  }

 private:
  using Request = Parser::value_type;

  asio::awaitable<void> answer(const Request& request) {
    const auto target = view(request.target());
    const auto path = path_of(target);
    const bool socket = websocket::is_upgrade(request);
    const Approach approach{.method = view(request.method_string()),
                            .path = path,
                            .host = view(request[http::field::host]),
                            .origin = view(request[http::field::origin]),
                            .fetch_site = view(request["Sec-Fetch-Site"]),
                            .socket = socket};
    if (!gate_.admits(approach))
      co_return co_await give(plain(http::status::forbidden, "This desk answers only to the page that it served itself.\n"));
    if (socket && path == "/socket") co_return co_await open_socket();
    if (request.method() == http::verb::get) co_return co_await give(page_at(path));
    if (request.method() == http::verb::post && path == "/login") co_return co_await login();
    if (request.method() == http::verb::post && path == "/files") co_return co_await take_file(std::string(target));
    co_await give(plain(http::status::method_not_allowed));
  }

  asio::awaitable<void> give(Reply reply) {
    protect(reply, gate_);
    reply.keep_alive(false);
    reply.prepare_payload();
    static_cast<void>(co_await http::async_write(stream_, reply, kTuple));
    boost::system::error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    co_await linger();
  }

  // linger reads on for a moment what a refused request still brings: a connection that is closed with something unread is reset,
  // and the reset overtakes the reply.
  asio::awaitable<void> linger() {
    stream_.expires_after(kFarewell);
    std::vector<char> piece(kPiece);
    for (std::size_t left = kMostIgnored; left > 0;) {
      auto [ended, size] = co_await stream_.async_read_some(asio::buffer(piece), kTuple);
      if (ended) co_return;
      left -= std::min(left, size);
    }
  }

  // body reads the rest of the request in pieces; false if it breaks off or `take` refuses.
  asio::awaitable<bool> body(std::function<bool(std::string_view)> take) {
    std::vector<char> piece(kPiece);
    while (!parser_.is_done()) {
      stream_.expires_after(kPatience);
      parser_.get().body() = {piece.data(), piece.size(), true};
      auto [failed, size] = co_await http::async_read(stream_, buffer_, parser_, kTuple);
      if (failed && failed != http::error::need_buffer) co_return false;
      if (!take({piece.data(), piece.size() - parser_.get().body().size})) co_return false;
    }
    co_return true;
  }

  asio::awaitable<void> login() {
    std::string code;
    const bool whole = co_await body([&](std::string_view piece) {
      code += piece;
      return code.size() <= 128;
    });
    auto bearer = whole ? gate_.exchange(code) : std::nullopt;
    co_await give(bearer ? plain(http::status::ok, *bearer) : plain(http::status::unauthorized));
  }

  asio::awaitable<void> take_file(std::string target) {
    constexpr std::string_view scheme = "Bearer ";
    const auto authorization = view(parser_.get()[http::field::authorization]);
    if (!authorization.starts_with(scheme) || !gate_.knows(authorization.substr(scheme.size()))) {
      co_return co_await give(plain(http::status::unauthorized));
    }
    Uploads* uploads = desk_.uploads();
    if (uploads == nullptr) co_return co_await give(plain(http::status::locked));
    const auto query = target.find("?name=");
    const std::string name = query == std::string::npos ? "" : decoded(std::string_view(target).substr(query + 6));
    const std::string id = base::to_hex(base::ByteView(random_.array<16>()));
    const auto place = uploads->place(id, name, parser_.content_length().value_or(kLargestFile));
    if (!place) co_return co_await give(plain(http::status::insufficient_storage));
    std::ofstream file(*place, std::ios::binary);
    desk_.person_is_there();
    const bool whole = co_await body([&](std::string_view piece) {
      file.write(piece.data(), static_cast<std::streamsize>(piece.size()));
      return file.good();
    });
    file.close();
    if (desk_.uploads() != nullptr && whole && file && desk_.uploads()->written(id)) {
      co_return co_await give(plain(http::status::ok, id));
    }
    if (desk_.uploads() != nullptr) desk_.uploads()->forget({id});
    co_await give(plain(http::status::insufficient_storage));
  }

  asio::awaitable<void> open_socket() {
    stream_.expires_never();
    websocket::stream<beast::tcp_stream> socket(std::move(stream_));
    socket.set_option(websocket::stream_base::timeout::suggested(beast::role_type::server));
    http::request<http::empty_body> upgrade(parser_.get().base());
    if (auto [failed] = co_await socket.async_accept(upgrade, kTuple); failed) co_return;
    co_await std::make_shared<PageSocket>(std::move(socket), gate_, desk_)->run();
  }

  beast::tcp_stream stream_;
  Gate& gate_;
  Desk& desk_;
  base::Random& random_;
  beast::flat_buffer buffer_;
  Parser parser_;
};

asio::awaitable<void> serve(tcp::socket socket, Gate& gate, Desk& desk, base::Random& random) {
  Visitor visitor(std::move(socket), gate, desk, random);
  co_await visitor.serve();
}

}  // namespace

Server::Server(asio::io_context& io, std::uint16_t port, const base::Clock& clock, base::Random& random, Desk& desk)
    : acceptor_(io, tcp::endpoint(asio::ip::address_v4::loopback(), port)),
      random_(random),
      desk_(desk),
      gate_("127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()), clock, random) {}

std::string Server::address() { return gate_.origin() + "/#" + gate_.new_code(); }

asio::awaitable<void> Server::run() {
  for (;;) {
    auto [failed, socket] = co_await acceptor_.async_accept(kTuple);
    if (failed == asio::error::operation_aborted) co_return;
    if (failed) continue;
    asio::co_spawn(acceptor_.get_executor(), serve(std::move(socket), gate_, desk_, random_), asio::detached);
  }
}

}  // namespace valise::desk
