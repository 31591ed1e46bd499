// What the network side needs of a configuration.
#include "server/app/setting.hpp"

namespace valise::server::app {

// Each part of the relay is given the quotas that it keeps.
static void apply(const core::Quotas& quotas, net::RelayOptions& options) {
  constexpr std::uint64_t mib = 1024 * 1024;
  options.quotas = quotas;
  auto& limits = options.limits;
  limits.attachment_bytes_per_device = quotas.device_attachments_mib * mib;
  limits.attachment_bytes_per_authority = quotas.authority_attachments_mib * mib;
  limits.stored_per_device = {.bytes = quotas.device_stored_mib * mib, .messages = quotas.device_stored_messages};
  limits.stored_per_authority = {.bytes = quotas.authority_stored_mib * mib, .messages = quotas.authority_stored_messages};
  auto& door = options.listener.door;
  door.address_connections = quotas.address_connections;
  door.address_strangers = quotas.address_strangers;
  door.strangers = quotas.strangers;
  door.address_handshakes_per_minute = quotas.address_handshakes_per_minute;
  door.stranger_handshake_percent = quotas.stranger_handshake_percent;
  door.known_handshake_percent = quotas.known_handshake_percent;
}

net::RelayOptions relay_options(const Config& config) {
  const auto address = wire::split_address(config.listen).value();
  net::RelayOptions options;
  options.address = address.host;
  options.port = static_cast<std::uint16_t>(number(address.port).value());
  options.log_origin = config.origin;
  options.limits.retention = std::chrono::days(config.retention_days);
  options.limits.attachment_bytes = config.attachment_mib * 1024 * 1024;
  options.directory_public = config.directory_public;
  for (const auto& item : config.witnesses) options.cosigning.witnesses.push_back(net::parse_witness_address(item).value());
  options.alerts = {.policy = {.urgent_repeat = std::chrono::seconds(config.alerts_urgent_seconds),
                               .emergency_repeat = std::chrono::seconds(config.alerts_emergency_seconds)},
                    .self_test = std::chrono::hours(config.alerts_self_test_hours)};
  apply(config.quotas, options);
  options.listener.door.connections = config.max_connections;
  options.listener.connection.idle_timeout = std::chrono::seconds(config.idle_seconds);
  return options;
}

}  // namespace valise::server::app
