// peer_group_of: what peers are counted by, an IPv4 address or the first 64 bits of an IPv6 address, which is what one peer has.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <string>

namespace valise::wire {

[[nodiscard]] std::string peer_group_of(const boost::asio::ip::address& peer);

}  // namespace valise::wire
