#include "client-sdk/client/safe_name.hpp"

#include "base/utf8.hpp"

namespace valise::sdk::client {
namespace {

constexpr std::size_t kLongestName = 200;  // bytes; file systems allow 255, and " (2)" and ".part" must still fit

bool is_continuation(unsigned char byte) { return (byte & 0xc0) == 0x80; }

// Control characters, and those that make a name read other than it is: bidi controls, zero-width and line separators, BOM.
bool misleads(char32_t code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x200b && code <= 0x200f) ||
         (code >= 0x2028 && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f) || code == 0xfeff || code == 0x061c;
}

std::string without_misleading(std::string_view name) {
  std::string out;
  while (!name.empty()) {
    const std::string_view before = name;
    const auto character = base::next_code_point(name);
    if (!character) name.remove_prefix(1);
    if (character && !misleads(*character)) out += before.substr(0, before.size() - name.size());
  }
  return out;
}

// Cuts before byte `limit`, not inside a character.
std::string_view cut(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && is_continuation(static_cast<unsigned char>(text[limit]))) --limit;
  return text.substr(0, limit);
}

std::string shortened(const std::string& name) {
  if (name.size() <= kLongestName) return name;
  const std::size_t dot = name.rfind('.');
  const std::string extension = dot != std::string::npos && name.size() - dot <= 16 ? name.substr(dot) : "";
  return std::string(cut(name, kLongestName - extension.size())) + extension;
}

}  // namespace

std::string safe_name(std::string_view claimed) {
  if (const auto slash = claimed.find_last_of("/\\"); slash != std::string_view::npos) claimed.remove_prefix(slash + 1);
  std::string name = without_misleading(claimed);
  name.erase(0, std::min(name.find_first_not_of(". "), name.size()));
  while (name.ends_with(' ') || name.ends_with('.')) name.pop_back();
  return name.empty() ? "file" : shortened(name);
}

std::filesystem::path free_path(const std::filesystem::path& folder, const std::string& name) {
  const std::filesystem::path wanted = name;
  std::filesystem::path path = folder / wanted;
  for (int number = 2; std::filesystem::exists(std::filesystem::symlink_status(path)); ++number) {
    path = folder / (wanted.stem().string() + " (" + std::to_string(number) + ")" + wanted.extension().string());
  }
  return path;
}

}  // namespace valise::sdk::client
