// What a relay tells a client: the client's side of a session over a connection on which everything comes as the input says. As
// whom the client comes, which requests it makes at once, how many deliveries it takes; then frames, each with how many messages
// the client has to have sent before it comes, and its length in two bytes. Each request ends once, with an answer that belongs
// to it or an error; deliveries come in order and no more of them than were allowed; and with the connection everything ends.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <deque>

#include "client-sdk/net/frames.hpp"
#include "client-sdk/net/session_core.hpp"
#include "keys/crypto/ed25519.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/relay_answers_script.hpp"
#include "tests/fuzz/target.hpp"
#include "wire/signal.hpp"

namespace valise::fuzz {
namespace {

namespace asio = boost::asio;
namespace net = sdk::net;
using base::Bytes;
using wire::milliseconds;

struct Said {
  std::size_t after = 0;  // messages of the client
  Bytes frame;
};

class ScriptedConnection final : public wire::Connection {
 public:
  ScriptedConnection(asio::any_io_executor executor, std::deque<Said> script)
      : executor_(executor), script_(std::move(script)), changed_(std::move(executor)) {}

  asio::awaitable<base::Result<Bytes>> read(milliseconds) override {
    require(!reading_);
    reading_ = true;
    while (open_ && !hurried_ && !script_.empty() && heard.size() < script_.front().after) co_await changed_.wait();
    reading_ = false;
    hurried_ = false;
    if (!open_ || script_.empty()) co_return base::fail(wire::WireError::closed);
    Bytes next = std::move(script_.front().frame);
    script_.pop_front();
    if (next.size() > limit_) co_return base::fail(wire::WireError::too_large);
    co_return next;
  }
  void set_read_limit(std::size_t bytes) override { limit_ = bytes; }
  asio::awaitable<base::Result<>> write(Bytes message) override {
    if (!open_) co_return base::fail(wire::WireError::closed);
    heard.push_back(std::move(message));
    changed_.notify();
    co_return base::Result<>{};
  }
  bool try_write(Bytes) override { std::abort(); }
  std::size_t outbound_bytes() const override { return 0; }
  asio::awaitable<void> close(wire::CloseCode, milliseconds) override {
    cancel();
    co_return;
  }
  void cancel() override {
    open_ = false;
    changed_.notify();
  }
  bool open() const override { return open_; }
  const wire::ChannelBinding& channel_binding() const override { return binding_; }
  std::string peer_address() const override { return "192.0.2.1"; }
  asio::any_io_executor executor() const override { return executor_; }

  // hurry lets the next frame come, or the end, although the client waits for it without a word.
  void hurry() {
    hurried_ = true;
    changed_.notify();
  }

  std::vector<Bytes> heard;

 private:
  const asio::any_io_executor executor_;
  std::deque<Said> script_;
  wire::Signal changed_;
  wire::ChannelBinding binding_{};
  std::size_t limit_ = 64 * 1024;
  bool reading_ = false;
  bool hurried_ = false;
  bool open_ = true;
};

struct Plan {
  net::Credential credential = net::Anonymous{};
  std::vector<v1::ClientFrame> requests;
  std::uint32_t window = 0;  // 0: no deliveries
  std::deque<Said> script;
};

// Visit is what the client does in one session. The io_context outlives it.
class Visit {
 public:
  Visit(asio::io_context& io, Plan plan) : io_(io), plan_(std::move(plan)) {}

  asio::awaitable<void> run(std::shared_ptr<wire::Connection> connection) {
    auto session = co_await net::RelaySession::over(std::move(connection), kRelay, plan_.credential, {.directory = kDirectory});
    if (session) {
      max_frame_ = (*session)->hello().max_frame();
      for (auto& request : plan_.requests) spawn(ask(*session, std::move(request)));
      if (plan_.window > 0) spawn(take_deliveries(*session));
    } else {
      require(!session.error().message().empty());
    }
    session = std::unexpected(net::RequestError{});  // those that use it hold it
    ended_ = true;
  }

  [[nodiscard]] bool ended() const { return ended_ && under_way_ == 0; }

  // judge looks at what the client sent: nothing that the relay does not take, and credit for what was taken.
  void judge(const std::vector<Bytes>& heard) const {
    std::uint64_t allowed = plan_.window;
    for (const auto& bytes : heard) {
      v1::ClientFrame frame;
      require(frame.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
      if (!frame.has_authenticate() && max_frame_ > 0) require(bytes.size() <= max_frame_);
      if (frame.has_credit()) allowed += frame.credit().deliveries();
    }
    require(delivered_ <= allowed && allowed <= plan_.window + delivered_);
  }

 private:
  void spawn(asio::awaitable<void> work) {
    ++under_way_;
    asio::co_spawn(io_, std::move(work), [this](std::exception_ptr failure) {
      require(!failure);
      --under_way_;
    });
  }

  static asio::awaitable<void> ask(std::shared_ptr<net::RelaySession> session, v1::ClientFrame request) {
    const auto expected = net::answer_to(request.request_case());
    const auto answer = co_await session->request(std::move(request), std::chrono::hours(1));
    if (answer) require(answer->body_case() == expected);
    if (!answer) require(!answer.error().message().empty());
  }

  asio::awaitable<void> take_deliveries(std::shared_ptr<net::RelaySession> session) {
    const auto subscribed = co_await session->subscribe(plan_.window);
    std::uint64_t last = 0;
    for (;;) {
      auto push = co_await session->next_push(std::chrono::hours(1));
      if (!push) break;
      const auto* delivery = std::get_if<v1::Delivery>(&*push);
      if (delivery == nullptr) continue;
      require(delivery->mailbox_seq() > last);
      last = delivery->mailbox_seq();
      ++delivered_;
    }
    require(!session->open());
    static_cast<void>(subscribed);
  }

  asio::io_context& io_;
  Plan plan_;
  std::uint64_t max_frame_ = 0;
  std::uint64_t delivered_ = 0;
  int under_way_ = 0;
  bool ended_ = false;
};

void hold(Plan plan) {
  asio::io_context io(1);
  const auto connection = std::make_shared<ScriptedConnection>(io.get_executor(), std::move(plan.script));
  Visit visit(io, std::move(plan));
  asio::co_spawn(io, visit.run(connection), [](std::exception_ptr failure) { require(!failure); });
  const auto settle = [&io] {
    while (io.poll() > 0) io.restart();
    io.restart();
  };
  settle();
  for (int frames = 0; !visit.ended() && frames < 300; ++frames) {
    connection->hurry();
    settle();
  }
  require(visit.ended() && !connection->open() && connection.use_count() == 1);
  visit.judge(connection->heard);
}

net::Credential credential_of(std::uint8_t kind) {
  static const auto key = crypto::SigningKey::from_seed(crypto::SigningSeed::from_bytes(base::ByteArray<32>{1}));
  switch (kind % 3) {
    case 0: return net::AsDevice{.device = filled<base::DeviceId>('I'), .sign = net::sign_session_with(key)};
    case 1: return net::AsAdministrator{.key = key.verify_key(), .sign = net::sign_session_with(key)};
    default: return net::Anonymous{};
  }
}

Plan plan_of(Input input) {
  static const auto requests = plain_requests();
  Plan plan{.credential = credential_of(input.u8())};
  for (int n = input.u8() % 80; n > 0; --n) plan.requests.push_back(requests[input.below(requests.size())]);
  plan.window = input.u8() % (net::kMaxWindow + 1);
  while (!input.empty() && plan.script.size() < 256) {
    Said said{.after = input.u8()};
    const std::size_t length = std::min<std::size_t>(input.u16(), input.rest().size());
    for (std::size_t i = 0; i < length; ++i) said.frame.push_back(input.u8());
    plan.script.push_back(std::move(said));
  }
  return plan;
}

}  // namespace
}  // namespace valise::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace valise;
  fuzz::hold(fuzz::plan_of(fuzz::Input(data, size)));
  return 0;
}
