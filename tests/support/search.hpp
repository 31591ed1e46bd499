// Looking for words where they must not be: in the memory of a process, as a core file would hold it, and in all files of a
// folder.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace valise::tests {

// Words to find, as they are and in hexadecimal digits.
using Words = std::vector<std::string>;

// words_in_memory gives the words that stand somewhere in the readable memory of a process; nothing when this user may not look
// (the relay is not dumpable, so only root can).
[[nodiscard]] std::optional<Words> words_in_memory(pid_t process, const Words& words);

// Finding is a word and the file that it stands in.
struct Finding {
  std::string word;
  std::filesystem::path file;
};
[[nodiscard]] std::vector<Finding> words_in_files(const std::filesystem::path& folder, const Words& words);

}  // namespace valise::tests
