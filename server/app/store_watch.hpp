// StoreWatch: looks now and then how much waits in the store, on a thread and connections of its own, so that neither requests
// nor whoever asks for metrics waits for the counting.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/clock.hpp"
#include "server/metrics/registry.hpp"
#include "server/store/inspector.hpp"

namespace valise::server::app {

class StoreWatch {
 public:
  // `pause` lies between two looks; a look that took long makes it longer, so that counting never takes more than a fiftieth of
  // the time.
  StoreWatch(metrics::Registry& registry, store::Inspector inspector, const base::Clock& clock, std::chrono::milliseconds pause);
  ~StoreWatch();
  StoreWatch(const StoreWatch&) = delete;
  StoreWatch& operator=(const StoreWatch&) = delete;

 private:
  void serve();
  void look();

  metrics::Gauge& waiting_;
  metrics::Gauge& oldest_;
  metrics::Gauge& attachments_;
  metrics::Gauge& attachment_bytes_;
  metrics::Gauge& reusable_bytes_;
  metrics::Gauge& looked_at_;
  store::Inspector inspector_;
  const base::Clock& clock_;
  const std::chrono::milliseconds pause_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool ending_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace valise::server::app
