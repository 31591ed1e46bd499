// What one device, authority and address may use.
#include "server/app/setting.hpp"

namespace valise::server::app {

std::vector<Setting> quota_settings() {
  return {
      quota_setting("device_requests_per_minute", &core::Quotas::device_requests_per_minute),
      quota_setting("authority_requests_per_minute", &core::Quotas::authority_requests_per_minute),
      quota_setting("device_messages_per_minute", &core::Quotas::device_messages_per_minute),
      quota_setting("authority_messages_per_minute", &core::Quotas::authority_messages_per_minute),
      quota_setting("device_commits_per_hour", &core::Quotas::device_commits_per_hour),
      quota_setting("authority_commits_per_hour", &core::Quotas::authority_commits_per_hour),
      quota_setting("device_claims_per_hour", &core::Quotas::device_claims_per_hour),
      quota_setting("authority_claims_per_hour", &core::Quotas::authority_claims_per_hour),
      quota_setting("claims_of_one_device_per_hour", &core::Quotas::claims_of_one_device_per_hour),
      quota_setting("device_traffic_mib_per_hour", &core::Quotas::device_traffic_mib_per_hour),
      quota_setting("authority_traffic_mib_per_hour", &core::Quotas::authority_traffic_mib_per_hour),
      quota_setting("device_logins_per_minute", &core::Quotas::device_logins_per_minute),
      quota_setting("authority_logins_per_minute", &core::Quotas::authority_logins_per_minute),
      quota_setting("authority_statements_per_hour", &core::Quotas::authority_statements_per_hour),
      quota_setting("address_requests_per_minute", &core::Quotas::address_requests_per_minute),
      quota_setting("address_handshakes_per_minute", &core::Quotas::address_handshakes_per_minute),
      quota_setting("stranger_handshake_percent", &core::Quotas::stranger_handshake_percent),
      quota_setting("known_handshake_percent", &core::Quotas::known_handshake_percent),
      quota_setting("authority_sessions", &core::Quotas::authority_sessions),
      quota_setting("authority_requests_in_flight", &core::Quotas::authority_requests_in_flight),
      quota_setting("in_flight_mib", &core::Quotas::in_flight_mib),
      quota_setting("address_connections", &core::Quotas::address_connections),
      quota_setting("address_strangers", &core::Quotas::address_strangers),
      quota_setting("strangers", &core::Quotas::strangers),
      quota_setting("device_stored_mib", &core::Quotas::device_stored_mib),
      quota_setting("authority_stored_mib", &core::Quotas::authority_stored_mib),
      quota_setting("device_stored_messages", &core::Quotas::device_stored_messages),
      quota_setting("authority_stored_messages", &core::Quotas::authority_stored_messages),
      quota_setting("device_attachments_mib", &core::Quotas::device_attachments_mib),
      quota_setting("authority_attachments_mib", &core::Quotas::authority_attachments_mib),
  };
}

}  // namespace valise::server::app
