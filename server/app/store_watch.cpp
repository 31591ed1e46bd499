#include "server/app/store_watch.hpp"

namespace valise::server::app {

using Seconds = std::chrono::duration<double>;

StoreWatch::StoreWatch(metrics::Registry& r, store::Inspector inspector, const base::Clock& clock,
                       std::chrono::milliseconds pause)
    : waiting_(r.gauge("valise_mailbox_waiting_deliveries", "Deliveries that wait for their device.")),
      oldest_(r.gauge("valise_mailbox_oldest_age_seconds", "Age of the oldest of them; 0 when none waits.")),
      attachments_(r.gauge("valise_attachments", "Attachments kept.")),
      attachment_bytes_(r.gauge("valise_attachment_bytes", "Declared sizes of the attachments kept.")),
      reusable_bytes_(r.gauge("valise_database_reusable_bytes", "Space in the database files that erased content has left.")),
      looked_at_(
          r.gauge("valise_store_looked_at_timestamp_seconds", "When the figures of mailboxes and attachments were taken.")),
      inspector_(std::move(inspector)),
      clock_(clock),
      pause_(pause),
      thread_([this] { serve(); }) {}

StoreWatch::~StoreWatch() {
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
  }
  ended_.notify_all();
  thread_.join();
}

void StoreWatch::serve() {
  constexpr int share = 50;
  std::unique_lock lock(mutex_);
  while (!ending_) {
    lock.unlock();
    const auto begun = std::chrono::steady_clock::now();
    look();
    const auto took = std::chrono::steady_clock::now() - begun;
    lock.lock();
    ended_.wait_for(lock, std::max<std::chrono::nanoseconds>(pause_, took * share), [this] { return ending_; });
  }
}

// What cannot be read is told by those who serve from it; here the last figures stay, with their time.
void StoreWatch::look() {
  const auto figures = inspector_.look();
  if (!figures) return;
  const auto now = clock_.now();
  waiting_.set(static_cast<double>(figures->deliveries));
  oldest_.set(figures->oldest ? std::max(0.0, Seconds(now - *figures->oldest).count()) : 0);
  attachments_.set(static_cast<double>(figures->attachments));
  attachment_bytes_.set(static_cast<double>(figures->attachment_bytes));
  reusable_bytes_.set(static_cast<double>(figures->reusable_bytes));
  looked_at_.set(Seconds(now.time_since_epoch()).count());
}

}  // namespace valise::server::app
