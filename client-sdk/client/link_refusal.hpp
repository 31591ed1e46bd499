// A linking code that counts no more, because it was used or another was shown in its place: whoever comes with it is told, so
// that no device waits for two weeks for what will not come. Among the devices of one officer, in their own room.
#pragma once

#include "client-sdk/client/context.hpp"
#include "client-sdk/store/messages.hpp"
#include "valise/v1/content.pb.h"

namespace valise::sdk::client {

// refuse_code answers a request, or the first part of a history, under a code that this device does not know (any more). Silent
// where this device has had no code of that kind: then it was meant for another.
[[nodiscard]] Result<> refuse_code(store::Transaction& tx, Context& context, const store::Message& message,
                                   const v1::HistoryBundle& bundle);

// is_refusal and take_refusal: what such an answer does here. It ends the link that it is about, if its sender is the link's
// other device, and tells the person to ask for the present code.
[[nodiscard]] bool is_refusal(const v1::Content& content, base::DeviceId sender);
[[nodiscard]] Result<> take_refusal(store::Transaction& tx, Context& context, const store::Message& message,
                                    const v1::Content& content);

}  // namespace valise::sdk::client
