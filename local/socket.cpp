#include "local/socket.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <string>

namespace valise::local {
namespace {

constexpr const char* kName = "desk.socket";
constexpr int kWaiting = 16;  // connections that are not accepted yet

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return number_; }
  [[nodiscard]] int release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

// A socket's address has place for 107 characters, a folder's name may be longer: it is named by a descriptor then.
std::optional<sockaddr_un> address_in(const std::filesystem::path& folder, const Descriptor& opened) {
  sockaddr_un out{};
  out.sun_family = AF_UNIX;
  std::string path = (folder / kName).string();
  if (path.size() >= sizeof out.sun_path) path = "/proc/self/fd/" + std::to_string(opened.get()) + "/" + kName;
  std::memcpy(out.sun_path, path.data(), path.size());
  return out;
}

Descriptor open_folder(const std::filesystem::path& folder) {
  return Descriptor(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
}

Descriptor new_socket() { return Descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)); }

using Call = int (*)(int, const sockaddr*, socklen_t);

bool with_address(Call call, int socket, const sockaddr_un& address) {
  return call(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

}  // namespace

std::optional<int> connect_to(const std::filesystem::path& folder) {
  const Descriptor opened = open_folder(folder);
  Descriptor socket = new_socket();
  if (opened.get() < 0 || socket.get() < 0) return std::nullopt;
  const auto address = address_in(folder, opened);
  if (!address || !with_address(::connect, socket.get(), *address) || !is_own(socket.get())) return std::nullopt;
  return socket.release();
}

// Only the owner may do anything with the socket from its first moment on: the folder is the owner's (0700), and the mode is set
// before anybody can be accepted.
std::optional<int> listen_in(const std::filesystem::path& folder) {
  const Descriptor opened = open_folder(folder);
  Descriptor socket = new_socket();
  if (opened.get() < 0 || socket.get() < 0) return std::nullopt;
  ::unlinkat(opened.get(), kName, 0);
  const auto address = address_in(folder, opened);
  if (!address || !with_address(::bind, socket.get(), *address)) return std::nullopt;
  if (::fchmodat(opened.get(), kName, S_IRUSR | S_IWUSR, 0) != 0) return std::nullopt;
  if (::listen(socket.get(), kWaiting) != 0) return std::nullopt;
  return socket.release();
}

void remove_from(const std::filesystem::path& folder) {
  const Descriptor opened = open_folder(folder);
  const Descriptor probe = new_socket();
  if (opened.get() < 0 || probe.get() < 0) return;
  // Another desk may have put its own in the place: then the peer is another process.
  const auto address = address_in(folder, opened);
  ucred peer{};
  socklen_t size = sizeof peer;
  if (!address || !with_address(::connect, probe.get(), *address)) return;
  if (::getsockopt(probe.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 || peer.pid != ::getpid()) return;
  ::unlinkat(opened.get(), kName, 0);
}

bool is_own(int descriptor) {
  ucred peer{};
  socklen_t size = sizeof peer;
  return ::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == ::geteuid();
}

}  // namespace valise::local
