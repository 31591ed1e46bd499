// Relay: the whole network side of `valised` over a store: listener, sessions, attachments, directory, upkeep.
//
// Lives on one executor that runs one thing at a time (an io_context with one thread); the stores have threads of their own. One
// network thread is enough: the relay's work is the store's, and two brought nothing on two cores.
#pragma once

#include <functional>

#include "server/net/alert_service.hpp"
#include "server/net/attachments.hpp"
#include "server/net/context.hpp"
#include "server/net/cosigning.hpp"
#include "server/net/directory_files.hpp"
#include "server/net/net_error.hpp"
#include "wire/listener.hpp"
#include "wire/task_group.hpp"

namespace valise::server::net {

// Incarnation: drawn anew when a relay is restored from a backup, so that its clients notice (R7).
inline constexpr std::size_t kIncarnationSize = 16;
using Incarnation = base::ByteArray<kIncarnationSize>;

struct RelayOptions {
  std::string address = "127.0.0.1";  // numeric
  std::uint16_t port = 8443;          // 0: any free one
  std::string log_origin;
  std::optional<Incarnation> incarnation;
  core::Limits limits;
  core::Quotas quotas;
  SessionLimits session_limits;
  wire::ListenerOptions listener;
  CosigningOptions cosigning;
  AlertOptions alerts;
  bool directory_public = false;
  wire::milliseconds sweep_interval{300'000};
};

// OpenListener makes what accepts connections for the relay, as wire::Listener::open does; a simulation has one without sockets.
using OpenListener = std::function<base::Result<std::unique_ptr<wire::Listener>>(
    asio::any_io_executor executor, const std::string& address, std::uint16_t port, wire::TlsServerContext context,
    wire::ListenerOptions options, wire::PeerHandler& handler)>;

// RelayParts outlive the relay, except what is moved in.
struct RelayParts {
  store::Store& store;
  store::AttachmentStore& attachments;
  const base::Clock& clock;
  base::Random& random;
  EventLog& events;
  wire::TlsServerContext tls;
  crypto::SigningKey log_key;
  OpenListener listen = wire::Listener::open;
  alert::AlertSender* alert_sender = nullptr;  // null: nobody is alerted outside of the network
  metrics::Registry* registry = nullptr;       // null: counted, but for nobody
};

class Relay final : public wire::PeerHandler, private store::StoreObserver {
 public:
  Relay(asio::any_io_executor executor, RelayParts parts, RelayOptions options);
  ~Relay() override;

  // start loads the directory, checks that it announces this relay, and listens. Fails with a NetError, a WireError or as the
  // store.
  [[nodiscard]] asio::awaitable<base::Result<>> start();
  [[nodiscard]] std::uint16_t port() const { return listener_->port(); }
  [[nodiscard]] std::size_t sessions() const { return sessions_.size(); }
  // serving: started and not draining; what a load balancer asks.
  [[nodiscard]] bool serving() const { return listener_ != nullptr && !draining_; }
  // replace_identity makes new connections meet another certificate, and key if the directory announces it with this relay's log
  // key; sessions go on. Fails as check_announced; then nothing has changed.
  [[nodiscard]] base::Result<> replace_identity(wire::TlsServerContext tls);
  void set_directory_public(bool everybody) { context_.directory_public = everybody; }
  // look_up sets the gauges of what is looked up and not counted.
  void look_up();
  // counters and listener_counters may be read from any thread between start() and the end.
  [[nodiscard]] const Counters& counters() { return keeper_.counters(); }
  [[nodiscard]] const wire::ListenerCounters& listener_counters() const { return listener_->counters(); }

  // drain accepts no more, lets every session finish what is under way and tells it to come back, and returns when all have gone;
  // within about `deadline`. Nothing of the relay runs after it. To be called before the end if start() succeeded.
  [[nodiscard]] asio::awaitable<void> drain(wire::milliseconds deadline);
  // hurry ends a drain that is under way without waiting for anybody.
  void hurry() { sessions_.abort_all(); }

 private:
  asio::awaitable<void> on_session(std::shared_ptr<wire::Connection> connection) override;
  asio::awaitable<void> on_request(wire::HttpExchange& exchange) override;
  void on_refused(wire::Turned away) override;
  void mailboxes_grew(std::span<const base::DeviceId> devices) override;
  void deliveries_came(std::vector<store::NewDelivery> deliveries) override;
  void log_grew(std::uint64_t size) override;
  asio::awaitable<void> catch_up();
  asio::awaitable<void> sweep_forever();
  asio::awaitable<void> sweep_once();

  const asio::any_io_executor executor_;
  const RelayOptions options_;
  store::Store& store_;
  EventLog& events_;
  const std::unique_ptr<metrics::Registry> own_registry_;
  RelayMetrics metrics_;
  wire::TlsServerContext tls_;
  const OpenListener listen_;
  DirectoryService directory_;
  Cosigning cosigning_;
  SessionRegistry sessions_;
  AttachmentTokens tokens_;
  Gatekeeper keeper_;
  Acknowledgements acknowledgements_;
  AlertService alerts_;
  RelayContext context_;
  Attachments attachments_;
  DirectoryFiles directory_files_;
  std::unique_ptr<wire::Listener> listener_;
  std::uint64_t session_count_ = 0;
  bool draining_ = false;
  const std::shared_ptr<int> alive_ = std::make_shared<int>();  // gone with the relay
  asio::steady_timer sweep_timer_;
  wire::TaskGroup tasks_;
};

}  // namespace valise::server::net
