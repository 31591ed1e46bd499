// A session at the relay, from its first frame to its end, over a real store: who speaks (nobody, a device, an administrator) is
// the first byte, then come frames, each with its length in two bytes. Every frame with an id of its own is answered at most
// once, and nothing ends but the session.
#include <deque>
#include <set>

#include "server/net/session.hpp"
#include "tests/fuzz/relay_world.hpp"

namespace valise::fuzz {
namespace {

// ScriptedConnection says what it is given and keeps what it is told.
class ScriptedConnection final : public wire::Connection {
 public:
  explicit ScriptedConnection(asio::any_io_executor executor) : executor_(std::move(executor)) {}

  asio::awaitable<Result<Bytes>> read(milliseconds) override {
    if (!open_ || said.empty()) co_return base::fail(wire::WireError::closed);
    Bytes next = std::move(said.front());
    said.pop_front();
    if (next.size() > limit_) co_return base::fail(wire::WireError::too_large);
    co_return next;
  }
  void set_read_limit(std::size_t bytes) override { limit_ = bytes; }
  asio::awaitable<Result<>> write(Bytes message) override {
    told.push_back(std::move(message));
    co_return Result<>{};
  }
  bool try_write(Bytes message) override {
    told.push_back(std::move(message));
    return open_;
  }
  std::size_t outbound_bytes() const override { return 0; }
  asio::awaitable<void> close(wire::CloseCode, milliseconds) override {
    open_ = false;
    co_return;
  }
  void cancel() override { open_ = false; }
  bool open() const override { return open_; }
  const wire::ChannelBinding& channel_binding() const override { return binding_; }
  std::string peer_address() const override { return "192.0.2.1"; }
  asio::any_io_executor executor() const override { return executor_; }

  std::deque<Bytes> said;
  std::vector<Bytes> told;

 private:
  asio::any_io_executor executor_;
  wire::ChannelBinding binding_{};
  std::size_t limit_ = 0;
  bool open_ = true;
};

// Relay is the one who is spoken to.
class Relay : public RelayWorld {
 public:
  void serve(int who, std::deque<Bytes> frames) {
    clock_.time += std::chrono::hours(1);
    const auto connection = std::make_shared<ScriptedConnection>(io_.get_executor());
    net::Session session(*context_, connection, ++sessions_served_);
    std::multiset<std::uint64_t> asked;
    for (const auto& frame : frames) {
      const auto parsed = net::parse_client_frame(frame);
      if (parsed) asked.insert(parsed->request_id());
    }
    io_.restart();
    asio::co_spawn(io_, speak(connection, who, std::move(frames), session), [](std::exception_ptr failure) {
      if (failure) std::rethrow_exception(failure);
    });
    io_.run();
    check(*connection, std::move(asked));
    require(sessions_.size() == 0 && keeper_.bytes_under_way() == 0);
  }

 private:
  // The first word is the relay's, so what proves an identity can only be said after it.
  asio::awaitable<void> speak(std::shared_ptr<ScriptedConnection> connection, int who, std::deque<Bytes> frames,
                              net::Session& session) {
    if (who != 0) identify(*connection, session, who);
    for (auto& frame : frames) connection->said.push_back(std::move(frame));
    co_await session.run();
  }

  void identify(ScriptedConnection& connection, net::Session& session, int who) {
    const net::Challenge challenge = session.challenge();
    v1::ClientFrame frame;
    frame.set_request_id(~std::uint64_t{0});
    auto& proof = *frame.mutable_authenticate();
    const auto& key = who == 1 ? world_.pc.transport_key : who == 2 ? world_.odpp_keys[0] : world_.registrar_keys[0];
    const Bytes identity = who == 1 ? base::to_bytes(world_.pc.id.view()) : base::to_bytes(key.verify_key().view());
    if (who == 1) proof.set_device_id(base::to_string(identity));
    if (who != 1) proof.set_administrator_key(base::to_string(identity));
    const auto bytes = net::session_proof_bytes(challenge, who == 1 ? 1 : 2, identity);
    proof.set_signature(base::to_string(crypto::sign_labelled(key, "session", bytes)));
    connection.said.push_back(base::to_bytes(frame.SerializeAsString()));
  }

  static void check(const ScriptedConnection& connection, std::multiset<std::uint64_t> asked) {
    asked.insert(~std::uint64_t{0});
    for (const auto& bytes : connection.told) {
      v1::RelayFrame frame;
      require(frame.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
      if (frame.request_id() == 0) continue;
      const auto place = asked.find(frame.request_id());
      require(place != asked.end());
      asked.erase(place);
    }
  }

  std::uint64_t sessions_served_ = 0;
};

std::deque<Bytes> frames_of(base::ByteView input) {
  std::deque<Bytes> out;
  while (input.size() >= 2 && out.size() < 64) {
    const std::size_t length = input[0] * 256U + input[1];
    input = input.subspan(2);
    const auto frame = input.first(std::min(length, input.size()));
    out.push_back(base::to_bytes(frame));
    input = input.subspan(frame.size());
  }
  return out;
}

}  // namespace
}  // namespace valise::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace valise;
  static fuzz::Relay relay;
  if (size == 0) return 0;
  relay.serve(data[0] % 4, fuzz::frames_of(base::ByteView(data + 1, size - 1)));
  return 0;
}
