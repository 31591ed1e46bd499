// Whether this computer may write memory to a swap area that somebody could read from the disk later.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace valise::crypto {

struct SwapAreas {
  std::vector<std::string> encrypted;  // behind dm-crypt, or in memory (zram)
  std::vector<std::string> readable;   // anything else: also where it cannot be told
  bool kept_out = false;               // the kernel swaps nothing of this process (memory.swap.max = 0 of its control group)
};

// examine_swap reads /proc and /sys below `root` (a test has its own). What cannot be read counts as no swap in /proc/swaps, and
// as not encrypted elsewhere. An encryption by the drive itself is not seen.
[[nodiscard]] SwapAreas examine_swap(const std::filesystem::path& root = "/");

}  // namespace valise::crypto
