// HistoryBundle, as a message of a room: what it does when it comes, and what it says when it leaves (docs/design/0030). The
// parts themselves are files: history_exchange.hpp sends and fetches them.
#pragma once

#include "client-sdk/client/context.hpp"
#include "client-sdk/store/messages.hpp"
#include "valise/v1/content.pb.h"

namespace valise::sdk::client {

// take_history_bundle: a request under a code that this device showed makes the link agreed; a part that this device expects is
// noted, to be fetched; a part for a colleague tells that somebody else has handed over the post's history. Anything else is
// without effect: a wrong code, another receiver, officer or post, a part that is too large, or one too many.
[[nodiscard]] Result<> take_history_bundle(store::Transaction& tx, Context& context, const store::Message& message,
                                           const v1::Content& content);

// finish_bundle adds the MAC to a part of an own device's history, when its file has its place at the relay.
[[nodiscard]] Result<> finish_bundle(store::Transaction& tx, v1::Content& content);

}  // namespace valise::sdk::client
