#include "desk/peer.hpp"

#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

namespace valise::desk {
namespace {

constexpr int kLooks = 4;

// "0100007F:1F90", as the kernel writes 127.0.0.1:8080 on the little-endian computers that we run on.
std::string in_table(std::uint16_t port) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string out = "0100007F:";
  for (int shift = 12; shift >= 0; shift -= 4) out += digits[port >> shift & 15];
  return out;
}

}  // namespace

std::optional<std::uint32_t> owner_in(std::istream& table, std::uint16_t from, std::uint16_t to) {
  const std::string source = in_table(from), target = in_table(to);
  for (std::string line; std::getline(table, line);) {
    std::istringstream words(line);
    std::string number, local, remote, state, queues, timer, retransmits;
    std::uint32_t user = 0;
    if (words >> number >> local >> remote >> state >> queues >> timer >> retransmits >> user && local == source &&
        remote == target)
      return user;
  }
  return std::nullopt;
}

// The kernel gives its table in pieces, and while other connections come and go a line can be missed between two of them. So who
// is not found is looked for again.
bool belongs_to_us(std::uint16_t from, std::uint16_t to) {
  for (int looks = 0; looks < kLooks; ++looks) {
    std::ifstream table("/proc/net/tcp");
    if (!table) return true;
    if (const auto owner = owner_in(table, from, to)) return *owner == ::getuid();
  }
  return false;
}

}  // namespace valise::desk
