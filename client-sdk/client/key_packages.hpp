// Key packages of others: claimed at the relay, believed only if they are what the verified directory says.
#pragma once

#include <set>

#include "client-sdk/client/connect.hpp"
#include "client-sdk/mls/key_package.hpp"

namespace valise::sdk::client {

struct ClaimedPackage {
  base::DeviceId device;
  mls::VerifiedKeyPackage package;
};

// claim gives the verified key packages of those of the devices that have one. A package that is not that device's, by the
// directory, is key_package_swapped; an answer that does not fit the question answer_contradicts. Both leave a notice.
[[nodiscard]] asio::awaitable<Result<std::vector<ClaimedPackage>>> claim(Context& context, Link link,
                                                                         std::set<base::DeviceId> devices);

}  // namespace valise::sdk::client
