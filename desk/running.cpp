#include "desk/running.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "cli/problem.hpp"
#include "local/frames.hpp"
#include "local/socket.hpp"

namespace valise::desk {
namespace {

constexpr timeval kPatience{.tv_sec = 20, .tv_usec = 0};

// What lives on the connection, which closes with it.
class Connection {
 public:
  explicit Connection(int socket) : socket_(socket) {
    static_cast<void>(::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience));
  }
  ~Connection() { ::close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool send(const v1::CommandToDesk& frame) {
    const auto bytes = local::encode(frame);  // short: it goes off at once
    return bytes && ::send(socket_, bytes->data(), bytes->size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes->size());
  }
  std::optional<v1::CommandFromDesk> receive() {
    v1::CommandFromDesk frame;
    std::array<char, 4096> piece;
    while (!reader_.next(frame)) {
      const auto got = ::recv(socket_, piece.data(), piece.size(), 0);
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0 || reader_.broken()) return std::nullopt;
      reader_.add({piece.data(), static_cast<std::size_t>(got)});
    }
    return frame;
  }

 private:
  int socket_;
  local::FrameReader reader_;
};

}  // namespace

Result<std::optional<std::string>> page_of_running(const std::filesystem::path& folder) {
  const auto socket = local::connect_to(folder);
  if (!socket) return std::nullopt;
  Connection desk(*socket);
  v1::CommandToDesk frame;
  frame.mutable_open_page()->set_version(VALISE_VERSION);
  const auto answer = desk.send(frame) ? desk.receive() : std::nullopt;
  if (answer && answer->has_page()) return answer->page().address();
  const bool other = answer && answer->refusal().reason() == v1::CommandRefusal::OTHER_VERSION;
  if (!other) return std::unexpected(cli::problem(ErrorKind::busy, "launch.no_answer"));
  return std::unexpected(cli::problem(ErrorKind::busy, "launch.other_version", {{"version", answer->refusal().version()}}));
}

}  // namespace valise::desk
