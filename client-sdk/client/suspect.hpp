// Suspects: deliveries that did not verify, remembered by their bytes, so that the second time the same bytes come can be told
// from a relay that altered them once.
#pragma once

#include "client-sdk/client/context.hpp"
#include "valise/v1/relay.pb.h"

namespace valise::sdk::client {

enum class Suspicion {
  first,      // remember it and stop: an honest relay repeats the genuine bytes
  confirmed,  // the same bytes again: this is what was sent
};

// judge_suspect says which it is, and remembers a first one.
[[nodiscard]] Result<Suspicion> judge_suspect(Context& context, const v1::Delivery& delivery);

// was_suspect says whether these very bytes were remembered.
[[nodiscard]] Result<bool> was_suspect(Context& context, const v1::Delivery& delivery);

}  // namespace valise::sdk::client
