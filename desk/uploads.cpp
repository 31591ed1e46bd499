#include "desk/uploads.hpp"

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

Uploads::Uploads(fs::path folder) : folder_(std::move(folder)) { forget_all(); }

std::optional<fs::path> Uploads::place(const std::string& id, std::string_view name) {
  const fs::path own = folder_ / id;
  std::error_code failed;
  fs::create_directories(own, failed);
  if (!failed) fs::permissions(folder_, fs::perms::owner_all, failed);
  if (failed) return std::nullopt;
  return files_[id] = own / plain_name(name);
}

std::optional<std::vector<fs::path>> Uploads::files(const std::vector<std::string>& ids) const {
  std::vector<fs::path> out;
  for (const auto& id : ids) {
    const auto known = files_.find(id);
    if (known == files_.end()) return std::nullopt;
    out.push_back(known->second);
  }
  return out;
}

void Uploads::forget(const std::vector<std::string>& ids) {
  for (const auto& id : ids) {
    if (files_.erase(id) == 0) continue;
    std::error_code ignored;  // what stays is removed at the next start
    fs::remove_all(folder_ / id, ignored);
  }
}

void Uploads::forget_all() {
  files_.clear();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

}  // namespace valise::desk
