#include "tests/support/search.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <set>
#include <string_view>

#include "base/text_encoding.hpp"
#include "tests/support/temp_folder.hpp"

namespace valise::tests {
namespace {

bool holds(std::string_view haystack, const std::string& word) {
  return haystack.find(word) != std::string_view::npos ||
         haystack.find(base::to_hex(base::as_bytes(word))) != std::string_view::npos;
}

struct Range {
  std::uint64_t begin = 0, end = 0;
};

// readable_range reads a line of /proc/PID/maps: "begin-end rw-p ...".
std::optional<Range> readable_range(std::string_view line) {
  Range range;
  const auto* end = line.data() + line.size();
  const auto first = std::from_chars(line.data(), end, range.begin, 16);
  if (first.ec != std::errc{} || first.ptr == end) return std::nullopt;
  const auto second = std::from_chars(first.ptr + 1, end, range.end, 16);
  if (second.ec != std::errc{} || end - second.ptr < 2 || second.ptr[1] != 'r') return std::nullopt;
  if (line.ends_with("[vvar]") || line.ends_with("[vsyscall]")) return std::nullopt;
  // AddressSanitizer maps terabytes of shadow, which hold no data of the program; no mapping of its own comes near this.
  constexpr std::uint64_t largest = std::uint64_t{16} << 30;
  if (range.end - range.begin > largest) return std::nullopt;
  return range;
}

// read_range gives the bytes of a range, without the pages that cannot be read.
std::string read_range(int memory, Range range) {
  constexpr std::uint64_t kStep = 1 << 20;
  std::string bytes;
  for (auto at = range.begin; at < range.end; at += kStep) {
    std::string step(std::min(kStep, range.end - at), '\0');
    const auto got = ::pread(memory, step.data(), step.size(), static_cast<off_t>(at));
    if (got > 0) bytes.append(step, 0, static_cast<std::size_t>(got));
  }
  return bytes;
}

}  // namespace

std::optional<Words> words_in_memory(pid_t process, const Words& words) {
  const auto folder = "/proc/" + std::to_string(process);
  const int memory = ::open((folder + "/mem").c_str(), O_RDONLY | O_CLOEXEC);
  if (memory < 0) return std::nullopt;
  std::set<std::string> found;
  std::ifstream maps(folder + "/maps");
  for (std::string line; std::getline(maps, line);) {
    const auto range = readable_range(line);
    if (!range) continue;
    const auto bytes = read_range(memory, *range);
    for (const auto& word : words) {
      if (holds(bytes, word)) found.insert(word);
    }
  }
  ::close(memory);
  return Words(found.begin(), found.end());
}

std::vector<Finding> words_in_files(const std::filesystem::path& folder, const Words& words) {
  std::vector<Finding> findings;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const auto content = read_file(entry.path());
    for (const auto& word : words) {
      if (holds(content, word)) findings.push_back({word, entry.path()});
    }
  }
  return findings;
}

}  // namespace valise::tests
