// An attachment, up to the relay and down again.
#pragma once

#include <sys/types.h>

#include "bench/relay_client.hpp"

namespace valise::bench {

struct AttachmentFigures {
  double up_mib_per_second = 0;
  double down_mib_per_second = 0;
  double growth_mib = 0;  // of the relay's resident memory: the most while the file went up and down, above what it was before
};

// measure_attachments moves one attachment of so many chunks of 1 MiB through the relay that is this process, as a device of a
// room of its own. Throws std::runtime_error.
[[nodiscard]] AttachmentFigures measure_attachments(Loop& loop, const Endpoint& endpoint, pid_t relay, const Device& device,
                                                    std::size_t chunks, base::Random& random);

}  // namespace valise::bench
