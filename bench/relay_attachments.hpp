// An attachment, up to the relay and down again.
#pragma once

#include "bench/relay_client.hpp"

namespace valise::bench {

struct AttachmentFigures {
  double up_mib_per_second = 0;
  double down_mib_per_second = 0;
};

// measure_attachments moves one attachment of so many chunks of 1 MiB, as a device of a room of its own. Throws
// std::runtime_error.
[[nodiscard]] AttachmentFigures measure_attachments(Loop& loop, const Endpoint& endpoint, const Device& device,
                                                    std::size_t chunks, base::Random& random);

}  // namespace valise::bench
