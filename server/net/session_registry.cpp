#include "server/net/session_registry.hpp"

#include <vector>

namespace valise::server::net {

void SessionRegistry::enter(const base::DeviceId& device, LiveSession& session) {
  auto& place = by_device_[device];
  if (place != nullptr && place != &session) place->fence();
  place = &session;
}

void SessionRegistry::leave(const base::DeviceId& device, LiveSession& session) {
  const auto place = by_device_.find(device);
  if (place != by_device_.end() && place->second == &session) by_device_.erase(place);
}

void SessionRegistry::mailboxes_grew(std::span<const base::DeviceId> devices) {
  for (const auto& device : devices) {
    const auto place = by_device_.find(device);
    if (place != by_device_.end()) place->second->mailbox_grew();
  }
}

void SessionRegistry::deliveries_came(std::vector<store::NewDelivery> deliveries) {
  for (auto& [device, delivery] : deliveries) {
    const auto place = by_device_.find(device);
    if (place != by_device_.end()) place->second->delivery_came(std::move(delivery));
  }
}

void SessionRegistry::recheck() {
  for (auto* session : all_) {
    if (!session->still_admitted()) session->cut_off();
  }
}

void SessionRegistry::log_grew() {
  for (auto* session : all_) {
    if (session->still_admitted()) session->log_grew();
  }
}

void SessionRegistry::depart_all(const std::function<wire::milliseconds()>& reconnect_after, wire::milliseconds deadline) {
  for (auto* session : all_) session->depart(reconnect_after(), deadline);
}

void SessionRegistry::abort_all() {
  for (auto* session : all_) session->abort();
}

}  // namespace valise::server::net
