#include "desk/peer.hpp"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cstring>
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

namespace {

// A question to the kernel about one connection, and room for the answer (sock_diag(7)).
struct Question {
  nlmsghdr header;
  inet_diag_req_v2 body;
};

class Diagnosis {
 public:
  Diagnosis() : socket_(::socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG)) {
    const timeval patience{.tv_sec = 1, .tv_usec = 0};
    if (socket_ >= 0) ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  ~Diagnosis() {
    if (socket_ >= 0) ::close(socket_);
  }
  Diagnosis(const Diagnosis&) = delete;
  Diagnosis& operator=(const Diagnosis&) = delete;

  [[nodiscard]] Owner of(std::uint16_t from, std::uint16_t to) const {
    if (socket_ < 0 || !ask(from, to)) return {};
    alignas(nlmsghdr) std::array<char, 2048> reply{};
    const auto size = ::recv(socket_, reply.data(), reply.size(), 0);
    nlmsghdr header{};
    if (size < static_cast<ssize_t>(sizeof header)) return {};
    std::memcpy(&header, reply.data(), sizeof header);
    const char* rest = reply.data() + NLMSG_HDRLEN;
    const auto left = static_cast<std::size_t>(size) - NLMSG_HDRLEN;
    if (header.nlmsg_type == NLMSG_ERROR && left >= sizeof(int)) {
      int code = 0;
      std::memcpy(&code, rest, sizeof code);
      return {.answered = code == -ENOENT, .user = std::nullopt};
    }
    inet_diag_msg found{};
    if (header.nlmsg_type != SOCK_DIAG_BY_FAMILY || left < sizeof found) return {};
    std::memcpy(&found, rest, sizeof found);
    // Where there is no such connection, somebody who listens at that port is named.
    const bool it = found.id.idiag_sport == htons(from) && found.id.idiag_dport == htons(to);
    return {.answered = true, .user = it ? std::optional<std::uint32_t>(found.idiag_uid) : std::nullopt};
  }

 private:
  [[nodiscard]] bool ask(std::uint16_t from, std::uint16_t to) const {
    Question question{};
    question.header.nlmsg_len = sizeof question;
    question.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
    question.header.nlmsg_flags = NLM_F_REQUEST;
    question.body.sdiag_family = AF_INET;
    question.body.sdiag_protocol = IPPROTO_TCP;
    question.body.idiag_states = ~0U;
    question.body.id.idiag_sport = htons(from);
    question.body.id.idiag_dport = htons(to);
    question.body.id.idiag_src[0] = htonl(INADDR_LOOPBACK);
    question.body.id.idiag_dst[0] = htonl(INADDR_LOOPBACK);
    question.body.id.idiag_cookie[0] = question.body.id.idiag_cookie[1] = ~0U;  // whichever connection it is
    return ::send(socket_, &question, sizeof question, 0) == static_cast<ssize_t>(sizeof question);
  }

  int socket_;
};

// The kernel gives its table in pieces, and while other connections come and go a line can be missed between two of them. So who
// is not found is looked for again.
Owner owner_by_table(std::uint16_t from, std::uint16_t to) {
  for (int looks = 0; looks < kLooks; ++looks) {
    std::ifstream table("/proc/net/tcp");
    if (!table) return {};
    if (const auto owner = owner_in(table, from, to)) return {.answered = true, .user = owner};
  }
  return {.answered = true, .user = std::nullopt};
}

}  // namespace

Owner owner_by_kernel(std::uint16_t from, std::uint16_t to) { return Diagnosis().of(from, to); }

bool belongs_to_us(std::uint16_t from, std::uint16_t to) {
  auto owner = owner_by_kernel(from, to);
  if (!owner.answered) owner = owner_by_table(from, to);
  return !owner.answered || owner.user == ::getuid();
}

}  // namespace valise::desk
