#include "tests/simulation/network.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

#include "tests/simulation/line.hpp"
#include "wire/http_server.hpp"

namespace valise::simulation {

using base::fail;
using base::Result;
using wire::WireError;

namespace {

constexpr milliseconds kConnectTimeout{15'000};

asio::awaitable<void> pause(milliseconds time) {
  asio::steady_timer timer(co_await asio::this_coro::executor, time);
  co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace

// Accepting serves each connection by a coroutine of the relay.
class Network::Accepting final : public wire::Listener {
 public:
  Accepting(Network& network, asio::any_io_executor executor, wire::ListenerOptions options, wire::PeerHandler& handler)
      : network_(network), executor_(executor), options_(std::move(options)), handler_(handler), left_(executor) {
    network_.listener_ = this;
  }
  ~Accepting() override { leave(); }

  void replace_identity(wire::TlsServerContext) override {}
  std::uint16_t port() const override { return 7443; }
  std::size_t connections() const override { return ends_.size(); }
  void stop() override { leave(); }
  asio::awaitable<void> finish() override {
    leave();
    for (const auto& weak : ends_) {
      if (const auto end = weak.lock()) end->cancel();
    }
    while (serving_ > 0) co_await left_.wait();
  }

  [[nodiscard]] asio::any_io_executor executor() const { return executor_; }
  void accept(const std::shared_ptr<End>& end) { serve(end, handler_.on_session(end)); }
  void accept_http(const std::shared_ptr<End>& end) { serve(end, answer(std::make_unique<Pipe>(end))); }

 private:
  void serve(const std::shared_ptr<End>& end, asio::awaitable<void> work) {
    std::erase_if(ends_, [](const auto& weak) { return weak.expired(); });
    ends_.push_back(end);
    ++serving_;
    asio::co_spawn(executor_, std::move(work), [this](std::exception_ptr failure) {
      --serving_;
      left_.notify();
      if (failure) std::rethrow_exception(failure);
    });
  }
  asio::awaitable<void> answer(std::unique_ptr<wire::ByteStream> stream) {
    wire::HttpServer http(*stream, options_, handler_, counters_, [] {});
    while (co_await http.serve()) co_await http.answer_plainly({.status = 400, .headers = {}});
    stream->shutdown();
  }
  void leave() {
    if (network_.listener_ == this) network_.listener_ = nullptr;
  }

  Network& network_;
  const asio::any_io_executor executor_;
  const wire::ListenerOptions options_;
  wire::PeerHandler& handler_;
  wire::ListenerCounters counters_;
  std::vector<std::weak_ptr<End>> ends_;
  std::size_t serving_ = 0;
  wire::Signal left_;
};

Result<std::unique_ptr<wire::Listener>> Network::listen(asio::any_io_executor executor, wire::ListenerOptions options,
                                                        wire::PeerHandler& handler) {
  if (listener_ != nullptr) return fail(WireError::listen_failed);
  return std::make_unique<Accepting>(*this, executor, std::move(options), handler);
}

asio::awaitable<Result<Network::Ends>> Network::lay_line() {
  co_await pause(scheduler_.within(options_.least_latency, options_.most_latency) * 3);  // TCP, TLS, WebSocket
  if (stalled_) co_await pause(kConnectTimeout);
  if (stalled_) co_return fail(WireError::timeout);
  if (listener_ == nullptr) co_return fail(WireError::refused);
  const auto line = std::make_shared<Line>(*this);
  const auto binding = scheduler_.random().array<32>();
  auto mine = std::make_shared<End>(line, Side::client, co_await asio::this_coro::executor, binding);
  auto theirs = std::make_shared<End>(line, Side::relay, listener_->executor(), binding);
  line->set_end(Side::client, mine);
  line->set_end(Side::relay, theirs);
  lines_.push_back(line);
  co_return Ends{.client = std::move(mine), .relay = std::move(theirs)};
}

asio::awaitable<Result<std::shared_ptr<wire::Connection>>> Network::connect() {
  auto laid = co_await lay_line();
  if (!laid) co_return base::pass_on(laid);
  listener_->accept(laid->relay);
  co_return laid->client;
}

asio::awaitable<Result<std::unique_ptr<wire::ByteStream>>> Network::connect_stream() {
  auto laid = co_await lay_line();
  if (!laid) co_return base::pass_on(laid);
  listener_->accept_http(laid->relay);
  co_return std::make_unique<Pipe>(laid->client);
}

std::vector<std::shared_ptr<Line>> Network::lines() {
  std::erase_if(lines_, [](const auto& line) { return line.expired(); });
  std::vector<std::shared_ptr<Line>> out;
  for (const auto& line : lines_) out.push_back(line.lock());
  return out;
}

void Network::stall() {
  if (std::exchange(stalled_, true)) return;
  for (const auto& line : lines()) line->stall();
}

void Network::recover() {
  if (!std::exchange(stalled_, false)) return;
  for (const auto& line : lines()) line->recover();
}

void Network::break_one() {
  const auto all = lines();
  if (!all.empty()) all[scheduler_.random().below(all.size())]->break_off();
}

void Network::relay_died(bool told) {
  listener_ = nullptr;
  for (const auto& line : lines()) {
    if (told) {
      line->break_off();
    } else {
      line->vanish(Side::relay);
    }
  }
}

}  // namespace valise::simulation
