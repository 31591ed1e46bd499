#include "server/alert/addresses.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace valise::server::alert {
namespace {

constexpr unsigned kMapped = 96;  // bits before an IPv4 address

IpAddress mapped(const in_addr& v4) {
  IpAddress out{};
  out[10] = out[11] = 0xff;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(&v4);
  std::copy_n(bytes, 4, out.begin() + 12);
  return out;
}

std::optional<IpAddress> parse_address(const std::string& text) {
  in_addr v4{};
  if (inet_pton(AF_INET, text.c_str(), &v4) == 1) return mapped(v4);
  IpAddress v6{};
  if (inet_pton(AF_INET6, text.c_str(), v6.data()) == 1) return v6;
  return std::nullopt;
}

// IANA's special-purpose registries, what is not globally reachable in them, and transition addresses, which may lead to any of
// it.
const std::vector<Network>& special() {
  static const std::vector<Network> networks = [] {
    std::vector<Network> out;
    for (const auto* text : {"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
                             "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
                             "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"}) {
      out.push_back(Network::parse(text).value());
    }
    return out;
  }();
  return networks;
}

bool is_mapped(const IpAddress& address) {
  static const Network all = Network::parse("::ffff:0:0/96").value();
  return all.contains(address);
}

}  // namespace

std::optional<Network> Network::parse(std::string_view text) {
  const auto slash = text.find('/');
  const std::string host(text.substr(0, slash));
  const auto address = parse_address(host);
  if (!address) return std::nullopt;
  const unsigned before = host.find(':') == std::string::npos ? kMapped : 0;
  Network out{.base = *address, .bits = 128};
  if (slash == text.npos) return out;
  unsigned bits = 0;
  const auto number = text.substr(slash + 1);
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), bits);
  if (error != std::errc() || end != number.data() + number.size() || bits + before > 128) return std::nullopt;
  out.bits = bits + before;
  return out;
}

bool Network::contains(const IpAddress& address) const {
  const unsigned whole = bits / 8;
  if (!std::equal(base.begin(), base.begin() + whole, address.begin())) return false;
  if (bits % 8 == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xff << (8 - bits % 8));
  return (base.at(whole) & mask) == (address.at(whole) & mask);
}

std::optional<IpAddress> address_of(const sockaddr& address) {
  if (address.sa_family == AF_INET) return mapped(reinterpret_cast<const sockaddr_in&>(address).sin_addr);
  if (address.sa_family != AF_INET6) return std::nullopt;
  IpAddress out{};
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
  std::copy_n(reinterpret_cast<const std::uint8_t*>(&v6), out.size(), out.begin());
  return out;
}

// Of IPv6 only global unicast (2000::/3) is, without documentation, benchmarking, ORCHID, Teredo and 6to4.
bool is_global(const IpAddress& address) {
  const auto in = [&](const Network& network) { return network.contains(address); };
  if (is_mapped(address)) return std::ranges::none_of(special(), in);
  static const Network global = Network::parse("2000::/3").value();
  static const std::array<Network, 4> not_ours{Network::parse("2001::/23").value(), Network::parse("2001:db8::/32").value(),
                                               Network::parse("2002::/16").value(), Network::parse("3fff::/20").value()};
  return in(global) && std::ranges::none_of(not_ours, in);
}

bool AllowedPeers::host(std::string_view name) const {
  return std::ranges::any_of(hosts, [&](const std::string& allowed) {
    return allowed.starts_with('.') ? name.size() > allowed.size() && name.ends_with(allowed) : name == allowed;
  });
}

bool AllowedPeers::address(const IpAddress& address) const {
  return is_global(address) || std::ranges::any_of(networks, [&](const Network& network) { return network.contains(address); });
}

}  // namespace valise::server::alert
