// Quotas: what one device, one authority and one network address may use of a relay that all share (docs/design/0014-quotas.md).
// Each is a setting of the relay; the defaults are far above what officers do on their busiest day.
//
// An authority is a state's office with its own keys, so it is what can be held to account: everything that a device does counts
// against the device and against its authority. Who has not proved anything yet counts against the address.
#pragma once

#include <cstdint>

namespace valise::server::core {

struct Quotas {
  // In a time. All of it may come at once.
  std::uint64_t device_requests_per_minute = 12'000;  // of any kind, except acknowledgements and credit
  std::uint64_t authority_requests_per_minute = 60'000;
  std::uint64_t device_messages_per_minute = 1'200;
  std::uint64_t authority_messages_per_minute = 6'000;
  std::uint64_t device_commits_per_hour = 6'000;  // a device that was away for long updates all its rooms at once
  std::uint64_t authority_commits_per_hour = 30'000;
  std::uint64_t device_claims_per_hour = 4'000;  // key packages
  std::uint64_t authority_claims_per_hour = 16'000;
  std::uint64_t claims_of_one_device_per_hour = 100;   // by one authority: half of what a device keeps here
  std::uint64_t device_traffic_mib_per_hour = 16'384;  // requests, answers, deliveries, files; both ways
  std::uint64_t authority_traffic_mib_per_hour = 131'072;
  std::uint64_t device_logins_per_minute = 600;
  std::uint64_t authority_logins_per_minute = 3'000;
  std::uint64_t authority_statements_per_hour = 2'000;  // entries of the directory log, which are for ever
  std::uint64_t address_requests_per_minute = 1'200;    // without authentication
  std::uint64_t address_handshakes_per_minute = 3'000;

  // Shares of the network thread's time for TLS handshakes; 100 and more: as much as they need.
  std::uint64_t stranger_handshake_percent = 25;  // of all addresses from which nobody has proved an identity lately
  std::uint64_t known_handshake_percent = 50;     // of the others

  // At a time.
  std::uint64_t authority_sessions = 2'048;
  std::uint64_t authority_requests_in_flight = 512;
  std::uint64_t in_flight_mib = 512;  // requests and answers under way, of all together
  std::uint64_t address_connections = 1'024;
  std::uint64_t address_strangers = 256;  // connections that have not authenticated
  std::uint64_t strangers = 4'096;        // of all addresses; then the oldest makes room

  // Kept here: what was accepted from them and has not been fetched by all, or answers that are kept for repetitions.
  std::uint64_t device_stored_mib = 4'096;
  std::uint64_t authority_stored_mib = 16'384;
  std::uint64_t device_stored_messages = 200'000;
  std::uint64_t authority_stored_messages = 1'000'000;
  std::uint64_t device_attachments_mib = 8'192;
  std::uint64_t authority_attachments_mib = 65'536;
};

}  // namespace valise::server::core
