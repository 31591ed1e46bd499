// MQTT 3.1.1 as far as the bench needs it: a login, and then nothing.
#pragma once

#include "bench/peer_link.hpp"

namespace valise::bench {

class MqttIdle final : public PeerLink {
 public:
  using PeerLink::PeerLink;

 private:
  void greet() override;
  [[nodiscard]] std::size_t consume(std::string_view bytes) override;
};

}  // namespace valise::bench
