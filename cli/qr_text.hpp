// A QR code as text of a terminal: two rows of modules in a line.
#pragma once

#include <string>

#include "valise/qr.hpp"

namespace valise::cli {

// qr_text draws dark on light with the quiet zone that readers need; `coloured` sets both colours itself, so that it is right on
// a dark terminal, too. Without, light modules are drawn, as suits light letters on a dark ground.
[[nodiscard]] std::string qr_text(const QrCode& code, bool coloured);

}  // namespace valise::cli
