// valise::qr_code, by libqrencode.
#include <qrencode.h>

#include <memory>

#include "client-sdk/client/error.hpp"
#include "valise/qr.hpp"

namespace valise {
namespace {

struct Free {
  void operator()(QRcode* code) const { QRcode_free(code); }
};

base::Result<QrCode> made(const std::string& text) {
  const std::unique_ptr<QRcode, Free> code(QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M));
  if (!code || text.find('\0') != std::string::npos) return base::fail(sdk::client::ClientError::message_too_large);
  QrCode out{.size = static_cast<std::size_t>(code->width), .modules = {}};
  out.modules.reserve(out.size * out.size);
  for (std::size_t i = 0; i < out.size * out.size; ++i) out.modules.push_back((code->data[i] & 1U) != 0);
  return out;
}

}  // namespace

Result<QrCode> qr_code(const std::string& text) { return sdk::client::publicly(made(text)); }

}  // namespace valise
