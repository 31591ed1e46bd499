// SmallDisk: a file system of a given size at a folder of the test's own, where the user may mount one (root may).
#pragma once

#include <sys/mount.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

namespace valise::tests {

class SmallDisk {
 public:
  SmallDisk(std::filesystem::path at, std::uint64_t bytes) : at_(std::move(at)) {
    std::filesystem::create_directory(at_);
    const auto size = "mode=0700,size=" + std::to_string(bytes);
    mounted_ = ::mount("tmpfs", at_.c_str(), "tmpfs", 0, size.c_str()) == 0;
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk() {
    if (mounted_) ::umount2(at_.c_str(), MNT_DETACH);
  }
  [[nodiscard]] bool mounted() const { return mounted_; }
  // fill takes all the space that is left; free gives it back.
  void fill() const {
    std::FILE* ballast = std::fopen(this->ballast().c_str(), "ab");
    if (ballast == nullptr) return;
    std::setbuf(ballast, nullptr);
    const std::vector<char> some(4096, 'x');
    while (std::fwrite(some.data(), 1, some.size(), ballast) == some.size()) {
    }
    std::fclose(ballast);
  }
  void free() const { std::filesystem::remove(ballast()); }

 private:
  [[nodiscard]] std::filesystem::path ballast() const { return at_ / "ballast"; }
  std::filesystem::path at_;
  bool mounted_ = false;
};

}  // namespace valise::tests
