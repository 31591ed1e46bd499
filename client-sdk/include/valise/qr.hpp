// QR codes as data: a program draws them in its own way, on a terminal, on a page or on paper.
#pragma once

#include <string>
#include <vector>

#include "valise/error.hpp"

namespace valise {

// QrCode is a square of modules, without the quiet zone of four light modules that readers need around it.
struct QrCode {
  std::size_t size = 0;       // modules in a row
  std::vector<bool> modules;  // row by row; true: dark

  [[nodiscard]] bool dark(std::size_t row, std::size_t column) const { return modules[row * size + column]; }
};

// qr_code gives the smallest code for a text, with medium error correction. ErrorKind::usage if it is too long, or empty.
Result<QrCode> qr_code(const std::string& text);

}  // namespace valise
