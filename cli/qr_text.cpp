#include "cli/qr_text.hpp"

#include <array>

namespace valise::cli {
namespace {

constexpr std::size_t kQuiet = 4;

bool is_light(const QrCode& code, std::size_t row, std::size_t column) {
  const bool inside = row >= kQuiet && column >= kQuiet && row < code.size + kQuiet && column < code.size + kQuiet;
  return !inside || !code.dark(row - kQuiet, column - kQuiet);
}

}  // namespace

std::string qr_text(const QrCode& code, bool coloured) {
  static constexpr std::array<const char*, 4> kHalves{" ", "▄", "▀", "█"};  // by upper and lower module: light is drawn
  const std::size_t size = code.size + 2 * kQuiet;
  std::string out;
  for (std::size_t row = 0; row < size; row += 2) {
    if (row > 0) out += '\n';
    if (coloured) out += "\x1b[40;97m";
    for (std::size_t column = 0; column < size; ++column) {
      const bool lower = row + 1 < size && is_light(code, row + 1, column);
      out += kHalves[(is_light(code, row, column) ? 2 : 0) + (lower ? 1 : 0)];
    }
    if (coloured) out += "\x1b[0m";
  }
  return out;
}

}  // namespace valise::cli
