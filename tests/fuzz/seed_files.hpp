// Seeds that a program makes for the corpus: written into a folder, or compared with what stands there.
#pragma once

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

namespace valise::fuzz {

using Seeds = std::map<std::string, std::string>;  // by the file's name

// differing gives how many are not in the folder as they should be, and names them.
inline int differing(const Seeds& seeds, const std::filesystem::path& folder) {
  int wrong = 0;
  for (const auto& [name, content] : seeds) {
    std::ifstream in(folder / name, std::ios::binary);
    if (in && std::string(std::istreambuf_iterator<char>(in), {}) == content) continue;
    std::printf("%s: write the seeds anew\n", (folder / name).c_str()), ++wrong;
  }
  return wrong;
}

// seeds_main is what such a program does with its words: `[--check] FOLDER`. `more` gives what else is wrong, when checking.
inline int seeds_main(int argc, char** argv, const Seeds& seeds, int (*more)() = [] { return 0; }) {
  const bool checking = argc == 3 && std::string_view(argv[1]) == "--check";
  if (argc != 2 && !checking) return std::fprintf(stderr, "usage: %s [--check] FOLDER\n", argv[0]), 2;
  if (checking) return differing(seeds, argv[2]) + more() == 0 ? 0 : 1;
  for (const auto& [name, content] : seeds) std::ofstream(std::filesystem::path(argv[1]) / name, std::ios::binary) << content;
  return 0;
}

}  // namespace valise::fuzz
