// Runs a fuzz target over every file of a corpus folder, each whole, cut at every length (of the first 2 KiB) and with single
// bits changed. With --whole first, only whole.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <vector>

#include "tests/fuzz/target.hpp"

namespace {

using Input = std::vector<std::uint8_t>;

Input read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void run(const Input& input, std::size_t size) { LLVMFuzzerTestOneInput(input.data(), size); }

void replay(Input input, bool whole_only) {
  constexpr std::size_t most = 2048;
  run(input, input.size());
  if (whole_only) return;
  for (std::size_t size = 0; size < input.size() && size < most; ++size) run(input, size);
  for (std::size_t at = 0; at < input.size() && at < most; ++at) {
    const auto bit = static_cast<std::uint8_t>(1U << (at % 8));
    input[at] ^= bit;
    run(input, input.size());
    input[at] ^= bit;
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t files = 0;
  const bool whole_only = argc > 1 && std::string_view(argv[1]) == "--whole";
  for (int i = whole_only ? 2 : 1; i < argc; ++i) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i])) {
      if (!entry.is_regular_file()) continue;
      replay(read(entry.path()), whole_only);
      ++files;
    }
  }
  std::printf("%zu files replayed\n", files);
  return files == 0 ? 1 : 0;  // an empty corpus would prove nothing
}
