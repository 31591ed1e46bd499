// The relay's two stores as the configuration says, and the seam at which tests put something else between the relay and them.
#pragma once

#include "server/app/config.hpp"
#include "server/store/inspector.hpp"

namespace valise::server::app {

struct Stores {
  std::unique_ptr<store::Store> store;
  std::unique_ptr<store::AttachmentStore> attachments;
};

// StoreDecorator wraps what the relay works on. The default gives the stores back as they are; a hostile relay for tests is the
// real one with a decorator that lies.
using StoreDecorator = std::function<Stores(Stores)>;
[[nodiscard]] inline Stores undecorated(Stores stores) { return stores; }

// StoresMetrics counts what the two do.
struct StoresMetrics {
  explicit StoresMetrics(metrics::Registry& registry) : relay(registry, "relay"), attachments(registry, "attachments") {}
  [[nodiscard]] bool writable() const { return relay.writable.value() > 0 && attachments.writable.value() > 0; }

  metrics::StoreMetrics relay;
  metrics::StoreMetrics attachments;
};

// open_stores reads the database key (file or credential) and opens both. `on_fatal`: see SqlcipherOptions.
[[nodiscard]] base::Result<Stores> open_stores(const Config& config, const base::Clock& clock, base::Random& random,
                                               const std::function<void(const base::Error&)>& on_fatal,
                                               StoresMetrics* metrics = nullptr);
// open_inspector looks at the same files beside whoever works on them.
[[nodiscard]] base::Result<store::Inspector> open_inspector(const Config& config);

}  // namespace valise::server::app
