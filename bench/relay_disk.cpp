#include "bench/relay_disk.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace valise::bench {
namespace {

using Steady = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

class File {
 public:
  explicit File(const std::filesystem::path& path)
      : path_(path), descriptor_(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) {
    if (descriptor_ < 0) throw std::runtime_error("cannot write to " + path.string());
  }
  ~File() {
    ::close(descriptor_);
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  void append_durably(const std::vector<char>& block) const {
    const auto written = ::write(descriptor_, block.data(), block.size());
    if (written != static_cast<ssize_t>(block.size()) || ::fdatasync(descriptor_) != 0) throw std::runtime_error("cannot sync");
  }

 private:
  std::filesystem::path path_;
  int descriptor_;
};

}  // namespace

SyncRate measure_syncs(const std::filesystem::path& path, std::size_t group, Seconds time) {
  const File file(path);
  const std::vector<char> block(group * 1024, 'x');
  std::vector<double> samples;
  const auto start = Steady::now();
  for (auto last = start; Seconds(last - start) < time;) {
    file.append_durably(block);
    const auto now = Steady::now();
    samples.push_back(Seconds(now - last).count());
    last = now;
  }
  const double elapsed = Seconds(Steady::now() - start).count();
  std::ranges::nth_element(samples, samples.begin() + static_cast<std::ptrdiff_t>(samples.size() / 2));
  return {.messages_per_second = static_cast<double>(samples.size() * group) / elapsed,
          .median_ms = samples[samples.size() / 2] * 1e3};
}

}  // namespace valise::bench
