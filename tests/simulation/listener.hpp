// Listener: somebody who has a device's state of a room, as it was at one moment, and every byte that members sent since: a thief
// with a relay's help. What it can read is what MLS lets it, no client of ours in between.
#pragma once

#include "client-sdk/client/room_group.hpp"
#include "tests/simulation/journey.hpp"

namespace valise::simulation {

// Traffic is what members sent in a room and the relay accepted, in the order in which it numbered the changes.
struct Traffic {
  std::vector<base::Bytes> commits;
  std::vector<base::Bytes> messages;
};

// traffic_of gives all that the devices that are up have sent in a room.
[[nodiscard]] Traffic traffic_of(Journey& journey, const std::string& room);

class Listener {
 public:
  // The state of the device's room is copied now.
  Listener(Journey& journey, std::size_t device, const std::string& room);

  // read gives the texts that can be read with that state, following the changes as far as they can be followed.
  [[nodiscard]] std::multiset<std::string> read(const Traffic& traffic);
  // followed counts the changes that could be.
  [[nodiscard]] std::size_t followed() const { return followed_; }

 private:
  void read_messages(const Traffic& traffic, std::multiset<std::string>& texts);
  bool follow(const base::Bytes& commit);

  sdk::client::RoomGroup room_;
  mls::UnixSeconds now_;
  std::size_t followed_ = 0;
};

}  // namespace valise::simulation
