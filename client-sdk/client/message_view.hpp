// From stored messages, rooms and notices to the plain copies of the public interface.
#pragma once

#include "client-sdk/client/context.hpp"
#include "valise/client.hpp"

namespace valise::sdk::client {

// The views read what belongs to a message (room, files, sender in the directory) within the given transaction.
[[nodiscard]] Result<valise::MessageView> view_of(const Context& context, store::Transaction& tx, const store::Message& message);
[[nodiscard]] valise::Notice view_of(const store::Notice& notice);

// member_view names the officer behind a device.
[[nodiscard]] valise::MemberView member_view(const Context& context, base::DeviceId device);

// member_text is for notices: "Jane Mwangi of ke-odpp (duty laptop)"; "? (DEVICE)" of an unknown one.
[[nodiscard]] std::string member_text(const Context& context, base::DeviceId device);

}  // namespace valise::sdk::client
