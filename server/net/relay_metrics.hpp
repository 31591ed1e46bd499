// RelayMetrics: what the network side counts. Labels are words of this source: kinds of requests, outcomes, reasons; nothing that
// tells users, devices, rooms or addresses apart (server/metrics/word.hpp). Counted on the relay's executor.
#pragma once

#include <array>
#include <vector>

#include "server/metrics/registry.hpp"
#include "server/net/counters.hpp"
#include "server/net/identity.hpp"
#include "valise/v1/relay.pb.h"
#include "wire/listener.hpp"

namespace valise::server::net {

// Refused: why a connection or session did not come to be, or was ended by the relay.
enum class Refused { too_many, handshake, http, proof, silent, fenced, cut_off };
inline constexpr std::size_t kRefusedReasons = 7;

class RelayMetrics {
 public:
  explicit RelayMetrics(metrics::Registry& registry);

  // take_over counts what the gatekeeper has counted since the last time.
  void take_over(const Counters& counters);
  // take_over does the same for the listener.
  void take_over(const wire::ListenerCounters& counters);
  // answered counts a request by its kind and what became of it.
  void answered(v1::ClientFrame::RequestCase request, const v1::RelayFrame& answer);
  void refused(Refused reason) { refused_[static_cast<std::size_t>(reason)]->add(); }
  // changed moves a session from one kind to another; nothing is "not there".
  void changed(const Identity* from, const Identity* to);

  metrics::Gauge& connections;
  metrics::Gauge& draining;
  metrics::Gauge& handshakes_waiting;
  metrics::Counter& handshakes_delayed;
  metrics::Counter& handshake_microseconds;
  metrics::Counter& opened;
  metrics::Counter& device_logins;
  metrics::Counter& administrator_logins;
  metrics::Counter& received_bytes;
  metrics::Counter& sent_bytes;
  metrics::Counter& messages_stored;
  metrics::Counter& message_bytes_stored;
  metrics::Counter& deliveries_sent;
  metrics::Counter& delivery_bytes_sent;
  metrics::Counter& deliveries_acknowledged;
  metrics::Counter& attachment_bytes_received;
  metrics::Counter& attachment_bytes_sent;
  metrics::Histogram& submit_seconds;
  metrics::Histogram& delivery_seconds;
  metrics::Gauge& log_entries;
  metrics::Gauge& served_entries;
  metrics::Gauge& head_time;
  metrics::Gauge& witnesses_demanded;
  metrics::Gauge& witnesses_configured;
  metrics::Counter& cosignatures_taken;
  metrics::Counter& cosignatures_failed;
  metrics::Counter& alerts_sent;
  metrics::Counter& alerts_failed;
  metrics::Gauge& alerts_open;
  metrics::Gauge& alerts_overdue;
  metrics::Gauge& alert_channels;
  metrics::Gauge& alert_channels_failing;

 private:
  static constexpr std::size_t kOutcomes = 4;  // ok, refused, busy, storage

  std::array<metrics::Gauge*, 3> sessions_{};  // in the order of Identity's alternatives
  std::array<metrics::Counter*, kRefusedReasons> refused_{};
  std::array<metrics::Counter*, kMetered> over_quota_{};
  std::vector<std::array<metrics::Counter*, kOutcomes>> requests_;  // by the number of the request's field
  std::vector<metrics::Counter*> failures_;                         // by failure code
};

}  // namespace valise::server::net
