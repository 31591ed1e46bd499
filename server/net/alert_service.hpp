// AlertService: does what core::plan_alert says is due: alerts channels, then writes what became of it and tells the members, in
// one transaction. Everything that must not be forgotten is in the store, so an alert that was being sent when the relay died is
// sent again.
//
// Lives on the relay's executor. Alerts are handled side by side, because a channel may take long; a slow one holds up only its
// own alert.
#pragma once

#include <map>
#include <set>

#include "base/random.hpp"
#include "server/alert/sender.hpp"
#include "server/net/directory_service.hpp"
#include "server/net/event_log.hpp"
#include "server/net/relay_metrics.hpp"
#include "server/store/store.hpp"
#include "wire/task_group.hpp"

namespace valise::server::net {

struct AlertOptions {
  core::AlertPolicy policy;
  std::chrono::milliseconds look = std::chrono::minutes(1);          // for what is due, at least so often, since clocks jump
  std::chrono::milliseconds self_test = std::chrono::hours(24 * 7);  // of a channel that nothing else was sent to
};

// AlertParts outlive the service.
struct AlertParts {
  store::Store& store;
  const DirectoryService& directory;
  const base::Clock& clock;
  EventLog& events;
  RelayMetrics& metrics;
  alert::AlertSender* sender = nullptr;  // null: this relay has no channels, and only tells the members
};

class AlertService {
 public:
  AlertService(asio::any_io_executor executor, AlertParts parts, AlertOptions options);

  void start();
  // wake: there may be something due.
  void wake();
  // stop waits for what is under way: at most as long as a channel takes.
  [[nodiscard]] asio::awaitable<void> stop();

  // deliver sends one message to a channel and keeps how that went. Fails with an AlertError, or as the store.
  [[nodiscard]] asio::awaitable<base::Result<>> deliver(core::Channel channel, alert::Message message);
  [[nodiscard]] alert::AlertSender* sender() const { return parts_.sender; }

 private:
  // Tally: how many channels took an alert.
  struct Tally {
    std::uint32_t reached = 0;
    std::uint32_t failed = 0;
    std::uint32_t under_way = 0;
  };

  asio::awaitable<void> run();
  asio::awaitable<std::chrono::milliseconds> handle_due();
  asio::awaitable<void> handle(core::Alert alert, base::UnixMillis now);
  asio::awaitable<Tally> alert_channels(const core::AlertPlan& plan, const core::Alert& alert, base::UnixMillis now);
  asio::awaitable<void> deliver_counted(core::Channel channel, alert::Message message, std::shared_ptr<Tally> tally,
                                        std::shared_ptr<wire::Signal> ended);
  asio::awaitable<void> self_tests();
  asio::awaitable<void> look_up();

  [[nodiscard]] core::Chain chain_of(const std::string& post) const;
  [[nodiscard]] std::vector<base::DeviceId> concerned(const core::Alert& alert) const;
  [[nodiscard]] std::vector<base::DeviceId> devices_at(const std::vector<std::string>& addresses) const;
  [[nodiscard]] std::vector<store::AlertTelling> tellings(const core::Alert& alert, const core::AlertPlan& plan,
                                                          const Tally& tally, base::UnixMillis now) const;
  [[nodiscard]] store::AlertTelling failing_news(const core::Channel& channel, base::UnixMillis now) const;
  // may_send keeps one channel from being flooded, whoever causes it.
  [[nodiscard]] bool may_send(const core::ChannelId& id);

  const asio::any_io_executor executor_;
  const AlertParts parts_;
  const AlertOptions options_;
  asio::steady_timer timer_;
  wire::TaskGroup tasks_;
  std::set<std::int64_t> under_way_;
  struct Sent {
    base::Monotonic since;
    std::uint32_t count = 0;
  };
  std::map<core::ChannelId, Sent> sent_;
  std::optional<base::Monotonic> last_self_tests_;
  bool woken_ = false;
  bool stopping_ = false;
};

}  // namespace valise::server::net
