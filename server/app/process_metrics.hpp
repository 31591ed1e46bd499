// ProcessMetrics: what the program tells about itself: version, files and their disk, certificate, last backup. Looked up when
// metrics are asked for.
#pragma once

#include "server/app/config.hpp"
#include "server/metrics/registry.hpp"

namespace valise::server::app {

class ProcessMetrics {
 public:
  explicit ProcessMetrics(metrics::Registry& registry);

  // look_up reads sizes, free space and the time of the last backup.
  void look_up(const Config& config);
  void certificate(const wire::TlsServerContext& tls);
  void reloaded(bool worked);

 private:
  metrics::Gauge& relay_bytes_;
  metrics::Gauge& relay_log_bytes_;
  metrics::Gauge& attachments_bytes_;
  metrics::Gauge& attachments_log_bytes_;
  metrics::Gauge& disk_free_;
  metrics::Gauge& disk_size_;
  metrics::Gauge& certificate_expires_;
  metrics::Gauge& last_backup_;
  metrics::Gauge& reload_worked_;
  metrics::Gauge& memory_;
  metrics::Gauge& descriptors_;
  metrics::Gauge& descriptors_limit_;
};

}  // namespace valise::server::app
