// What a client has on a device of made-up offices, without a network: for tests and benches of what it does with content.
#pragma once

#include <filesystem>
#include <memory>

#include "client-sdk/client/context.hpp"
#include "tests/simulation/offices.hpp"
#include "valise/v1/content.pb.h"

namespace valise::simulation {

// context_of makes a profile and a store in `folder` for a device, enrolled, with all that the directory's log has. `clock` and
// `random` outlive it. Throws std::bad_expected_access where the folder cannot be written.
[[nodiscard]] std::unique_ptr<sdk::client::Context> context_of(const Offices& offices, std::size_t device,
                                                               const std::filesystem::path& folder, const base::Clock& clock,
                                                               base::Random& random);

// A message's place in a room.
struct Place {
  base::RoomId room;
  base::RoomSeq seq;
  base::UnixMillis at;
};

// message_of gives what a device said as the store of the same device (`own`) or another one keeps it.
[[nodiscard]] sdk::store::Message message_of(const v1::Content& said, const base::DeviceId& sender, bool own, const Place& place);

}  // namespace valise::simulation
