#include "desk/commands.hpp"

#include <unistd.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cstring>
#include <vector>

#include "desk/command_run.hpp"
#include "local/frames.hpp"
#include "local/socket.hpp"

namespace valise::desk {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using Socket = asio::local::stream_protocol::socket;

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kMostCommands = 8;  // at a time; the page's errands have room beside them
constexpr auto kStartPatience = 10s;      // for the first frame
constexpr auto kChangePatience = 20s;     // for a profile that is just being opened or closed

// CommandLink: one command line. It reads until its end, and a second coroutine writes what the run has queued.
class CommandLink : public std::enable_shared_from_this<CommandLink> {
 public:
  CommandLink(asio::io_context& io, Socket socket, std::shared_ptr<Commands::Host> host)
      : io_(io), socket_(std::move(socket)), timer_(io), more_(io), host_(std::move(host)) {
    more_.expires_at(asio::steady_timer::time_point::max());
  }

  asio::awaitable<void> serve(bool crowded) {
    const auto self = shared_from_this();
    watch(kStartPatience);
    auto start = co_await receive();
    timer_.cancel();
    if (start && start->has_open_page()) co_return co_await open_page(start->open_page().version());
    if (!start || !start->has_start()) co_return co_await refuse(v1::CommandRefusal::MALFORMED);
    if (start->start().version() != VALISE_VERSION) co_return co_await refuse(v1::CommandRefusal::OTHER_VERSION);
    if (crowded) co_return co_await refuse(v1::CommandRefusal::TOO_MANY);
    if (!co_await opened()) co_return co_await refuse(v1::CommandRefusal::LOCKED);
    begin(std::move(*start->mutable_start()));
    asio::co_spawn(io_, write(shared_from_this()), asio::detached);
    while (auto frame = co_await receive()) run_->take(std::move(*frame));
    run_->leave();
  }

  void break_off(v1::CommandRefusal::Reason reason) {
    if (run_) run_->refuse(reason);
  }
  // The last word where nothing runs on the io_context any more: as much of it as the socket takes at once.
  void break_off_at_once(v1::CommandRefusal::Reason reason) {
    if (!run_ || writing_) return run_ ? run_->leave() : void();
    run_->refuse(reason);
    boost::system::error_code failed;
    socket_.non_blocking(true, failed);
    while (auto frame = run_->next()) socket_.write_some(asio::buffer(*frame), failed);
  }

 private:
  void watch(std::chrono::seconds patience) {
    timer_.expires_after(patience);
    timer_.async_wait([self = shared_from_this()](boost::system::error_code cancelled) {
      boost::system::error_code ignored;
      if (!cancelled) self->socket_.close(ignored);
    });
  }

  asio::awaitable<std::optional<v1::CommandToDesk>> receive() {
    v1::CommandToDesk frame;
    std::array<char, 4096> piece;
    while (!reader_.next(frame)) {
      if (reader_.broken()) co_return std::nullopt;
      const auto [failed, size] = co_await socket_.async_read_some(asio::buffer(piece), kTuple);
      if (failed) co_return std::nullopt;
      reader_.add({piece.data(), size});
      explicit_bzero(piece.data(), size);
    }
    co_return frame;
  }

  // Whoever starts the desk again on a profile wants to see its page, locked or open: docs/design/0025-desk.md.
  asio::awaitable<void> open_page(const std::string& version) {
    if (version != VALISE_VERSION) co_return co_await refuse(v1::CommandRefusal::OTHER_VERSION);
    v1::CommandFromDesk frame;
    frame.mutable_page()->set_address(host_->page());
    if (const auto bytes = local::encode(frame)) co_await asio::async_write(socket_, asio::buffer(*bytes), kTuple);
  }

  asio::awaitable<void> refuse(v1::CommandRefusal::Reason reason) {
    v1::CommandFromDesk frame;
    frame.mutable_refusal()->set_reason(reason);
    frame.mutable_refusal()->set_version(VALISE_VERSION);
    const auto bytes = local::encode(frame);
    if (bytes) co_await asio::async_write(socket_, asio::buffer(*bytes), kTuple);
  }

  asio::awaitable<bool> opened() {
    const auto until = std::chrono::steady_clock::now() + kChangePatience;
    while (host_->profile() == Commands::Profile::changing && std::chrono::steady_clock::now() < until) {
      timer_.expires_after(50ms);
      co_await timer_.async_wait(kTuple);
    }
    co_return host_->profile() == Commands::Profile::open;
  }

  void begin(v1::CommandStart start) {
    const auto wake = [this, weak = weak_from_this()] {
      asio::post(io_, [weak] {
        if (const auto self = weak.lock()) self->more_.cancel();
      });
    };
    run_ = std::make_shared<CommandRun>(std::move(start), wake);
    host_->errand([run = run_, host = std::weak_ptr(host_), &io = io_](Client& client) {
      run->run(client);
      asio::post(io, [host] {
        if (const auto alive = host.lock()) alive->ended();
      });
    });
  }

  static asio::awaitable<void> write(std::shared_ptr<CommandLink> self) {
    while (!self->run_->finished()) {
      const auto frame = self->run_->next();
      if (!frame) {
        co_await self->more_.async_wait(kTuple);
        continue;
      }
      self->writing_ = true;
      const auto [failed, size] = co_await asio::async_write(self->socket_, asio::buffer(*frame), kTuple);
      self->writing_ = false;
      if (failed) break;
    }
    boost::system::error_code ignored;
    self->socket_.shutdown(Socket::shutdown_both, ignored);
  }

  asio::io_context& io_;
  Socket socket_;
  asio::steady_timer timer_;
  asio::steady_timer more_;  // cancelled when there is something to write
  std::shared_ptr<Commands::Host> host_;
  local::FrameReader reader_;
  std::shared_ptr<CommandRun> run_;
  bool writing_ = false;
};

}  // namespace

class Commands::Listener : public std::enable_shared_from_this<Listener> {
 public:
  Listener(asio::io_context& io, int descriptor, std::shared_ptr<Host> host)
      : io_(io), acceptor_(io, asio::local::stream_protocol(), descriptor), host_(std::move(host)) {}

  void begin() { asio::co_spawn(io_, accept(shared_from_this()), asio::detached); }
  void end() {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
  }
  template <class Act>
  void each(Act act) {
    for (const auto& one : connections_) {
      if (const auto connection = one.lock()) act(*connection);
    }
  }

 private:
  static asio::awaitable<void> accept(std::shared_ptr<Listener> self) {
    for (;;) {
      auto [failed, socket] = co_await self->acceptor_.async_accept(kTuple);
      if (failed == asio::error::operation_aborted || failed == asio::error::bad_descriptor) co_return;
      if (failed || !local::is_own(socket.native_handle())) continue;
      self->begin(std::move(socket));
    }
  }

  void begin(Socket socket) {
    std::erase_if(connections_, [](const auto& one) { return one.expired(); });
    const bool crowded = connections_.size() >= kMostCommands;
    const auto connection = std::make_shared<CommandLink>(io_, std::move(socket), host_);
    if (!crowded) connections_.push_back(connection);
    asio::co_spawn(io_, connection->serve(crowded), asio::detached);
  }

  asio::io_context& io_;
  asio::local::stream_protocol::acceptor acceptor_;
  std::shared_ptr<Host> host_;
  std::vector<std::weak_ptr<CommandLink>> connections_;
};

Commands::Commands(asio::io_context& io, std::filesystem::path folder, Host host)
    : io_(io), folder_(std::move(folder)), host_(std::make_shared<Host>(std::move(host))) {}

Commands::~Commands() {
  if (!listener_) return;
  local::remove_from(folder_);
  listener_->end();
  listener_->each([](CommandLink& connection) { connection.break_off_at_once(v1::CommandRefusal::ENDING); });
}

void Commands::listen() {
  if (host_->profile() != Profile::open) {
    if (const auto other = local::connect_to(folder_)) {
      ::close(*other);
      return;
    }
  }
  const auto descriptor = local::listen_in(folder_);
  if (!descriptor) return;
  if (listener_) listener_->end();
  listener_ = std::make_shared<Listener>(io_, *descriptor, host_);
  listener_->begin();
}

void Commands::break_off(v1::CommandRefusal::Reason reason) {
  if (listener_) listener_->each([reason](CommandLink& connection) { connection.break_off(reason); });
}

}  // namespace valise::desk
