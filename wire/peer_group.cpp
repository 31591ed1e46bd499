#include "wire/peer_group.hpp"

#include <algorithm>

namespace valise::wire {

namespace ip = boost::asio::ip;

std::string peer_group_of(const ip::address& peer) {
  if (peer.is_v4()) return peer.to_string();
  auto bytes = peer.to_v6().to_bytes();
  if (peer.to_v6().is_v4_mapped()) return ip::address_v4({bytes[12], bytes[13], bytes[14], bytes[15]}).to_string();
  std::fill(bytes.begin() + 8, bytes.end(), 0);
  return ip::address_v6(bytes).to_string() + "/64";
}

}  // namespace valise::wire
