#include "keys/crypto/swap.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <sstream>

namespace valise::crypto {
namespace {

namespace fs = std::filesystem;

std::string first_line(const fs::path& file) {
  std::ifstream in(file);
  std::string out;
  std::getline(in, out);
  return out;
}

// unescaped undoes the kernel's \040 for blanks in paths.
std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool octal = text[i] == '\\' && i + 3 < text.size() &&
                       std::ranges::all_of(text.substr(i + 1, 3), [](unsigned char c) { return std::isdigit(c) != 0; });
    out += octal ? static_cast<char>(std::stoi(std::string(text.substr(i + 1, 3)), nullptr, 8)) : text[i];
    if (octal) i += 3;
  }
  return out;
}

// is_encrypted follows a block device to those beneath it (a volume of LVM lies on one or several).
bool is_encrypted(const fs::path& device, int depth = 0) {
  if (first_line(device / "dm/uuid").starts_with("CRYPT-")) return true;
  std::error_code failed;
  const fs::directory_iterator beneath(device / "slaves", failed);
  if (failed || beneath == fs::directory_iterator() || depth > 8) return false;
  return std::ranges::all_of(beneath, [&](const fs::directory_entry& entry) { return is_encrypted(entry.path(), depth + 1); });
}

bool is_in_memory(const fs::path& device, const std::string& name) {
  if (!name.starts_with("zram")) return false;
  const std::string backing = first_line(device / "backing_dev");
  return backing.empty() || backing == "none";
}

bool is_safe_device(const fs::path& root, const fs::path& device) {
  std::error_code ignored;
  const fs::path real = fs::is_symlink(root / device.relative_path(), ignored)
                            ? fs::weakly_canonical(root / device.relative_path(), ignored)
                            : device;
  const std::string name = real.filename().string();
  const fs::path entry = root / "sys/class/block" / name;
  return is_in_memory(entry, name) || is_encrypted(entry);
}

struct Mount {
  std::string point, number, source;
};

// mount_of gives the mount that a file lies in: the longest point that its path begins with.
Mount mount_of(const fs::path& root, const std::string& file) {
  std::ifstream in(root / "proc/self/mountinfo");
  Mount best;
  for (std::string line; std::getline(in, line);) {
    std::istringstream fields(line);
    std::string skipped, type;
    Mount mount;
    fields >> skipped >> skipped >> mount.number >> skipped >> mount.point;
    while (fields >> skipped && skipped != "-") {
    }
    fields >> type >> mount.source;
    mount.point = unescaped(mount.point);
    const std::string under = mount.point.ends_with('/') ? mount.point : mount.point + '/';
    if (file.starts_with(under) && mount.point.size() >= best.point.size()) best = std::move(mount);
  }
  return best;
}

bool is_safe_file(const fs::path& root, const std::string& file) {
  const Mount mount = mount_of(root, file);
  std::error_code ignored;
  const fs::path device = root / "sys/dev/block" / mount.number;
  if (!mount.number.empty() && fs::exists(device, ignored)) return is_encrypted(device);
  return !mount.source.empty() && is_safe_device(root, mount.source);  // a file system with a number of its own, such as btrfs
}

// is_kept_out asks the control group of this process and those above it.
bool is_kept_out(const fs::path& root) {
  std::ifstream in(root / "proc/self/cgroup");
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("0::/")) continue;
    const fs::path top = root / "sys/fs/cgroup";
    for (fs::path group = fs::path(line.substr(4)); !group.empty(); group = group.parent_path()) {
      if (first_line(top / group / "memory.swap.max") == "0") return true;
    }
  }
  return false;
}

}  // namespace

SwapAreas examine_swap(const fs::path& root) {
  SwapAreas out{.encrypted = {}, .readable = {}, .kept_out = is_kept_out(root)};
  std::ifstream in(root / "proc/swaps");
  std::string line;
  std::getline(in, line);  // the heading
  while (std::getline(in, line)) {
    std::istringstream fields(line);
    std::string name, type;
    if (!(fields >> name >> type)) continue;
    name = unescaped(name);
    const bool safe = type == "file" ? is_safe_file(root, name) : is_safe_device(root, name);
    (safe ? out.encrypted : out.readable).push_back(name);
  }
  return out;
}

}  // namespace valise::crypto
