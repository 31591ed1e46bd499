#include "desk/uploads.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace valise::desk {

namespace fs = std::filesystem;

std::string plain_name(std::string_view name) {
  constexpr std::size_t longest = 180;
  std::string out;
  for (const char c : name.substr(name.find_last_of("/\\") + 1)) {
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) out += c;
  }
  while (out.starts_with('.')) out.erase(0, 1);
  while (out.size() > longest || (!out.empty() && (out.back() & 0xC0) == 0x80 && out.size() == longest)) out.pop_back();
  return out.empty() ? "file" : out;
}

namespace {

fs::path path_of(int file) { return "/proc/self/fd/" + std::to_string(file); }

}  // namespace

std::optional<fs::path> Uploads::place(const std::string& id, std::string_view name, std::uint64_t size) {
  const bool small = size <= kInMemory - in_memory_;
  const int file =
      small ? ::memfd_create("upload", MFD_CLOEXEC) : ::open(folder_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) return std::nullopt;
  const std::uint64_t in_memory = small ? size : 0;
  in_memory_ += in_memory;
  files_[id] = {.file = file, .name = plain_name(name), .in_memory = in_memory};
  return path_of(file);
}

std::optional<Uploads::Files> Uploads::files(const std::vector<std::string>& ids) const {
  Files out;
  for (const auto& id : ids) {
    const auto known = files_.find(id);
    if (known == files_.end()) return std::nullopt;
    out.paths.push_back(path_of(known->second.file));
    out.names.push_back(known->second.name);
  }
  return out;
}

std::vector<std::string> Uploads::ids() const {
  std::vector<std::string> out;
  for (const auto& [id, upload] : files_) out.push_back(id);
  return out;
}

void Uploads::forget(const std::vector<std::string>& ids) {
  for (const auto& id : ids) {
    const auto known = files_.find(id);
    if (known == files_.end()) continue;
    ::close(known->second.file);
    in_memory_ -= known->second.in_memory;
    files_.erase(known);
  }
}

void Uploads::forget_all() {
  for (const auto& [id, upload] : files_) ::close(upload.file);
  files_.clear();
  in_memory_ = 0;
}

}  // namespace valise::desk
