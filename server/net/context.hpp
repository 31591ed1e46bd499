// RelayContext: what sessions and HTTP requests work with. Everything in it outlives them and belongs to the relay's executor,
// except the stores, clock and event log, which are safe from any thread.
#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "server/core/limits.hpp"
#include "server/net/acknowledgements.hpp"
#include "server/net/directory_service.hpp"
#include "server/net/event_log.hpp"
#include "server/net/gatekeeper.hpp"
#include "server/net/relay_metrics.hpp"
#include "server/net/session_registry.hpp"
#include "server/net/token.hpp"
#include "server/store/attachment_store.hpp"
#include "server/store/store.hpp"

namespace valise::server::net {

struct SessionLimits {
  std::size_t requests_in_flight = 64;             // then BUSY
  std::size_t bytes_in_flight = 8 * 1024 * 1024;   // of requests being answered; then BUSY
  wire::milliseconds pause_after_refusal{20};      // before the next frame is read
  wire::milliseconds pause_when_eager{40};         // the same; up to half as long again, so that sessions do not keep step
  std::size_t anonymous_in_flight = 4;             // before authentication
  wire::milliseconds anonymous_lifetime{120'000};  // a session that does not authenticate ends after this
  std::uint32_t max_credit = 4096;                 // more is kept, but never more than this
  std::size_t deliveries_per_read = 64;
  std::size_t delivery_bytes_per_read = 256 * 1024;
  std::size_t delivery_bytes_ahead = 256 * 1024;  // unsent deliveries, above which no more are read
};

class AlertService;

struct RelayContext {
  store::Store& store;
  store::AttachmentStore& attachments;
  const base::Clock& clock;
  base::Random& random;
  EventLog& events;
  core::Limits limits;
  SessionLimits session_limits;
  base::RelayId relay;
  DirectoryService& directory;
  SessionRegistry& sessions;
  AttachmentTokens& tokens;
  RelayMetrics& metrics;
  Gatekeeper& keeper;
  Acknowledgements& acknowledgements;
  AlertService& alerts;
  std::string incarnation;        // told to those who subscribe; empty: not told
  bool directory_public = false;  // the log as files needs no token
};

}  // namespace valise::server::net
