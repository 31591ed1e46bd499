// Lie: what a hostile relay does wrong at the moment. A control file holds one word and is read at each occasion, so that a test
// can make the same relay honest again.
#pragma once

#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace valise::tests {

enum class Lie {
  none,
  forged_entry,      // a directory entry whose signature was not made by who it names
  dropped_entry,     // the newest directory entry is withheld from those who ask for entries
  swapped_package,   // another device's key package is handed out
  invented_package,  // a key package in the device's name, with keys of the relay's own
  altered_message,   // one bit of a message is flipped
  reordered,         // two messages change places
  renumbered,        // two messages change places with all that the relay says of them
  replayed,          // a message is delivered a second time, as if it were new
  altered_chunk,     // one bit of a file is flipped
  reordered_chunks,  // two encrypted chunks of a file change places
  forgotten,         // a message is acknowledged and thrown away
};

inline constexpr std::array<std::string_view, 12> kLieNames = {
    "none",      "forged-entry", "dropped-entry", "swapped-package", "invented-package", "altered-message",
    "reordered", "renumbered",   "replayed",      "altered-chunk",   "reordered-chunks", "forgotten"};

class LieSwitch {
 public:
  explicit LieSwitch(std::filesystem::path file) : file_(std::move(file)) {}

  // now gives the present lie; an absent file or unknown word is `none`.
  [[nodiscard]] Lie now() const {
    std::ifstream in(file_);
    std::string word;
    in >> word;
    for (std::size_t i = 0; i < kLieNames.size(); ++i) {
      if (kLieNames[i] == word) return static_cast<Lie>(i);
    }
    return Lie::none;
  }

 private:
  std::filesystem::path file_;
};

}  // namespace valise::tests
