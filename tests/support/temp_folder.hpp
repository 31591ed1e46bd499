// TempFolder: a fresh private folder, removed with everything in it at the end (kept when VALISE_KEEP_TEMP is set, for looking at
// after a failure).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace valise::tests {

class TempFolder {
 public:
  // The name begins with `hint`; the folder lies in TMPDIR or /tmp.
  explicit TempFolder(std::string_view hint);
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

// write_file replaces a file's content (mode 0600); read_file gives all of it. Both throw std::runtime_error if they cannot.
void write_file(const std::filesystem::path& path, std::string_view content);
[[nodiscard]] std::string read_file(const std::filesystem::path& path);
// tail_of gives the last 4000 bytes of a file, for messages.
[[nodiscard]] std::string tail_of(const std::filesystem::path& path);

}  // namespace valise::tests
