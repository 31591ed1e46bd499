// AllowedPeers: which hosts a webhook may be at, and which networks may be connected to. Officers of every authority can set
// webhooks, so without this they could make the relay speak to machines behind its firewall.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"

struct sockaddr;

namespace valise::server::alert {

// IpAddress is in the form of IPv6; an IPv4 address is mapped (RFC 4291 section 2.5.5.2).
using IpAddress = base::ByteArray<16>;

struct Network {
  IpAddress base{};
  unsigned bits = 128;
  // parse reads "10.1.0.0/16", "fd00::/8", or an address alone.
  [[nodiscard]] static std::optional<Network> parse(std::string_view text);
  [[nodiscard]] bool contains(const IpAddress& address) const;
};

// address_of gives the address of a socket address; nothing for other families than IPv4 and IPv6.
[[nodiscard]] std::optional<IpAddress> address_of(const sockaddr& address);
// is_global tells whether an address belongs to the public internet: not private, loopback, link-local, shared, multicast,
// reserved, or a way of writing one of these in IPv6.
[[nodiscard]] bool is_global(const IpAddress& address);

struct AllowedPeers {
  std::vector<std::string> hosts;  // "hooks.example.org", or ".example.org" for all below; none: no webhooks at all
  std::vector<Network> networks;   // that are allowed although they are not global

  [[nodiscard]] bool host(std::string_view name) const;
  [[nodiscard]] bool address(const IpAddress& address) const;
};

}  // namespace valise::server::alert
