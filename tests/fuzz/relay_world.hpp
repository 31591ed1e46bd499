// RelayWorld: everything of a relay behind its connections, over a real store in memory's file system, made once; its directory
// is that of tests/unit/directory/world.hpp.
#pragma once

#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <filesystem>
#include <future>

#include "server/metrics/registry.hpp"
#include "server/net/alert_service.hpp"
#include "server/net/context.hpp"
#include "server/net/identity.hpp"
#include "server/store/sqlcipher_store.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/unit/directory/world.hpp"

namespace valise::fuzz {

namespace asio = boost::asio;
namespace core = server::core;
namespace net = server::net;
namespace store = server::store;
using base::Bytes;
using base::Result;
using wire::milliseconds;

// An hour passes from one input to the next, so that quotas are met within an input only.
class StepClock final : public base::Clock {
 public:
  [[nodiscard]] base::UnixMillis now() const override { return base::from_wire(1'800'000'000'000); }
  [[nodiscard]] base::Monotonic monotonic() const override { return time; }
  base::Monotonic time{std::chrono::hours(1)};
};

// DeafSender: every target is allowed, and nobody is ever reached.
class DeafSender final : public server::alert::AlertSender {
 public:
  explicit DeafSender(asio::any_io_executor executor) : executor_(std::move(executor)) {}
  [[nodiscard]] Result<> check(core::ChannelKind, const std::string&) const override { return {}; }
  void send(server::alert::Target, server::alert::Message, Done done) override {
    asio::post(executor_, [done = std::move(done)]() mutable { done(base::fail(server::alert::AlertError::unreachable)); });
  }

 private:
  asio::any_io_executor executor_;
};

class RelayWorld {
 public:
  RelayWorld() {
    std::filesystem::create_directories(folder_);
    world_.relay_id = world_.random.id<base::RelayId>();
    world_.append(world_.relay(2), world_.registrar()).value();
    const auto key = store::StoreKey::from_bytes(world_.random.array<32>());
    store_ = store::open_store({.path = folder_ / "relay.db", .limits = {}, .clock = &clock_}, key).value();
    attachments_ =
        store::open_attachment_store({.path = folder_ / "files.db", .limits = {}, .clock = &clock_}, key, world_.random).value();
    seed();
    directory_.emplace(io_.get_executor(), *store_, crypto::SigningKey::from_seed(world_.log_key.expose_seed()),
                       "valise.example/directory");
    asio::co_spawn(io_, directory_->load(), [](std::exception_ptr, Result<> loaded) { require(loaded.has_value()); });
    io_.run();
    acknowledgements_.emplace(io_.get_executor(), *store_, events_);
    alerts_.emplace(io_.get_executor(),
                    net::AlertParts{.store = *store_,
                                    .directory = *directory_,
                                    .clock = clock_,
                                    .events = events_,
                                    .metrics = metrics_,
                                    .sender = &alert_sender_},
                    net::AlertOptions{});
    context_.emplace(
        net::RelayContext{.store = *store_,
                          .attachments = *attachments_,
                          .clock = clock_,
                          .random = world_.random,
                          .events = events_,
                          .limits = {},
                          .session_limits = {.pause_after_refusal = milliseconds(0), .pause_when_eager = milliseconds(0)},
                          .relay = world_.relay_id,
                          .directory = *directory_,
                          .sessions = sessions_,
                          .tokens = tokens_,
                          .metrics = metrics_,
                          .keeper = keeper_,
                          .acknowledgements = *acknowledgements_,
                          .alerts = *alerts_});
  }
  ~RelayWorld() {
    store_.reset();
    attachments_.reset();
    std::filesystem::remove_all(folder_);
  }

  RelayWorld(const RelayWorld&) = delete;
  RelayWorld& operator=(const RelayWorld&) = delete;

  // wait_for starts what gives its result on a thread of the store, and waits.
  template <class T, class Start>
  Result<T> wait_for(Start start) {
    std::promise<Result<T>> done;
    start([&](Result<T> result) { done.set_value(std::move(result)); });
    return done.get_future().get();
  }

 protected:
  void seed() {
    directory::DirectoryState before;
    std::vector<store::AppendEntry> entries;
    for (const auto& entry : world_.entries) {
      entries.push_back(net::append_entry_of(entry, before));
      before.apply(entry).value();
    }
    wait_for<void>([&](store::Completion<void> done) { store_->seed_log(std::move(entries), std::move(done)); }).value();
  }

  asio::io_context io_{1};
  StepClock clock_;
  directory::World world_;
  const std::filesystem::path folder_ = "/dev/shm/valise-fuzz-" + std::to_string(::getpid());
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<store::AttachmentStore> attachments_;
  DeafSender alert_sender_{io_.get_executor()};
  net::SilentLog events_;
  server::metrics::Registry registry_;
  net::RelayMetrics metrics_{registry_};
  net::SessionRegistry sessions_;
  net::AttachmentTokens tokens_{world_.random, clock_};
  net::Gatekeeper keeper_{{}, clock_};
  std::optional<net::DirectoryService> directory_;
  std::optional<net::Acknowledgements> acknowledgements_;
  std::optional<net::AlertService> alerts_;
  std::optional<net::RelayContext> context_;
};

}  // namespace valise::fuzz
