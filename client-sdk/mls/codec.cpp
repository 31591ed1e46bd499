#include "client-sdk/mls/codec.hpp"

namespace valise::mls {

bool Decoder::present() {
  const std::uint8_t tag = u8();
  if (tag > 1) fail(MlsError::malformed, "optional");
  return ok() && tag == 1;
}

void Decoder::fail(std::error_code code, std::string context) {
  if (!error_) error_ = base::Error{code, std::move(context)};
}

Result<> Decoder::finish() {
  if (error_) return std::unexpected(*error_);
  return in_.finish();
}

}  // namespace valise::mls
