// Who is meant: from addresses and selectors, as a person writes them, to participants of a room, and from participants to
// devices.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "client-sdk/client/context.hpp"

namespace valise::sdk::client {

// resolve turns addresses ("ke-odpp/duty", "ke-odpp/@jmwangi") and selectors ("country=KE,mandate=untoc-18") into the addresses
// of posts and officers that they mean, each once, in order. A selector means the 24/7 contact point of each authority that it
// selects, else its first desk; with on-duty, of the posts where somebody is on duty at the instant. Errors: address_invalid,
// address_unknown, nobody_selected.
[[nodiscard]] Result<std::vector<std::string>> resolve(const directory::DirectoryState& state,
                                                       const std::vector<std::string>& written, base::UnixMillis instant);

// own_post gives the post that this officer writes for: the wanted one, else the only one. Errors: not_on_post, post_not_chosen,
// no_own_post, address_invalid.
[[nodiscard]] Result<std::string> own_post(const Context& context, const std::string& wanted);

// own_addresses gives this officer's address and those of the posts that the officer staffs.
[[nodiscard]] std::set<std::string> own_addresses(const Context& context);

// represents says whether an officer is who an address means: it is their own, or a post that they staff or once staffed.
[[nodiscard]] bool represents(const directory::DirectoryState& state, const directory::OfficerAddress& officer,
                              const std::string& address);

// devices_of gives the active devices that stand behind a room's participants; addresses that mean nothing (any more) have none.
[[nodiscard]] std::set<base::DeviceId> devices_of(const directory::DirectoryState& state,
                                                  const std::vector<std::string>& participants);

}  // namespace valise::sdk::client
