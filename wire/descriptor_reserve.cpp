#include "wire/descriptor_reserve.hpp"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <vector>

namespace valise::wire {
namespace {

constexpr std::size_t kAtOnce = 512;

}  // namespace

// Any descriptor does that epoll takes; all are closed again at once.
void DescriptorReserve::expect(std::size_t open) {
  if (open <= made_) return;
  const int one = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  std::vector<asio::posix::stream_descriptor> all;
  all.reserve(kAtOnce);
  for (std::size_t n = 0; n < kAtOnce && one >= 0; ++n) {
    const int copy = ::fcntl(one, F_DUPFD_CLOEXEC, 0);
    boost::system::error_code failed;
    if (copy >= 0) all.emplace_back(executor_).assign(copy, failed);
    if (copy >= 0 && failed) ::close(copy);
    if (copy < 0 || failed) break;
  }
  if (one >= 0) ::close(one);
  made_ += kAtOnce;
}

}  // namespace valise::wire
