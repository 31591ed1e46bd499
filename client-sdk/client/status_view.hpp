// What a profile says of itself: status, the directory head, the fate of a message just sent, the inbox.
#pragma once

#include "client-sdk/client/context.hpp"
#include "valise/client.hpp"

namespace valise::sdk::client {

[[nodiscard]] Result<valise::DirectoryHead> head_view(Context& context);
[[nodiscard]] Result<valise::Status> status_view(Context& context);
// send_report says where a message of one's own is now, and who its room consists of.
[[nodiscard]] Result<valise::SendReport> send_report(Context& context, base::MessageId message);
[[nodiscard]] Result<std::vector<valise::MessageView>> inbox_view(const Context& context, store::Transaction& tx,
                                                                  const valise::InboxFilter& filter);

}  // namespace valise::sdk::client
