// The TLS identity of every simulated relay: the same in each run, because its hash stands in the directory, and so in all that
// is hashed and signed; where such values stand in an index decides what a disk has to do.
#pragma once

#include "wire/tls_context.hpp"

namespace valise::simulation {

[[nodiscard]] wire::TlsServerContext relay_identity();

}  // namespace valise::simulation
