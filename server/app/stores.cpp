#include "server/app/stores.hpp"

#include "server/app/keys.hpp"

namespace valise::server::app {

base::Result<Stores> open_stores(const Config& config, const base::Clock& clock, base::Random& random,
                                 const std::function<void(const base::Error&)>& on_fatal, StoresMetrics* metrics) {
  const auto key = load_database_key(key_files(config).database_key);
  if (!key) return base::Unexpected(key.error());
  const auto keys = derive_store_keys(*key);
  const auto limits = relay_options(config).limits;
  auto* relay = metrics == nullptr ? nullptr : &metrics->relay;
  auto opened = store::open_store(
      {.path = config.database(), .limits = limits, .clock = &clock, .on_fatal = on_fatal, .metrics = relay}, keys.store);
  if (!opened) return pass_on(opened);
  auto* files = metrics == nullptr ? nullptr : &metrics->attachments;
  auto attachments = store::open_attachment_store(
      {.path = config.attachments(), .limits = limits, .clock = &clock, .on_fatal = on_fatal, .metrics = files}, keys.attachments,
      random);
  if (!attachments) return pass_on(attachments);
  return Stores{.store = std::move(*opened), .attachments = std::move(*attachments)};
}

base::Result<store::Inspector> open_inspector(const Config& config) {
  const auto key = load_database_key(key_files(config).database_key);
  if (!key) return base::Unexpected(key.error());
  const auto keys = derive_store_keys(*key);
  return store::Inspector::open(config.database(), keys.store, config.attachments(), keys.attachments);
}

}  // namespace valise::server::app
