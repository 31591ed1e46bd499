#include "server/app/stores.hpp"

#include <cstdlib>

#include "server/app/keys.hpp"

namespace valise::server::app {

base::Result<Stores> open_stores(const Config& config, const base::Clock& clock, base::Random& random,
                                 const std::function<void(const base::Error&)>& on_fatal) {
  const auto key = load_database_key(where_key(config.database_key(), std::getenv("CREDENTIALS_DIRECTORY")));
  if (!key) return base::Unexpected(key.error());
  const auto keys = derive_store_keys(*key);
  const auto limits = relay_options(config).limits;
  auto opened =
      store::open_store({.path = config.database(), .limits = limits, .clock = &clock, .on_fatal = on_fatal}, keys.store);
  if (!opened) return pass_on(opened);
  auto attachments = store::open_attachment_store(
      {.path = config.attachments(), .limits = limits, .clock = &clock, .on_fatal = on_fatal}, keys.attachments, random);
  if (!attachments) return pass_on(attachments);
  return Stores{.store = std::move(*opened), .attachments = std::move(*attachments)};
}

}  // namespace valise::server::app
