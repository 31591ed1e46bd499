#include "keys/crypto/hkdf.hpp"

#include <stdexcept>

namespace valise::crypto {

void hkdf_extract_into(base::ByteView salt, Parts ikm, std::span<base::Byte, hkdf_size> out) {
  HmacSha256 hmac(salt);
  for (auto part : ikm) hmac.update(part);
  hmac.finish_into(out);
}

void HkdfExpander::expand_into(Parts info, base::MutableBytes out) {
  if (out.size() > hkdf_max_output) throw std::length_error("HKDF-Expand of more than 8160 bytes");
  base::ByteArray<hkdf_size> block;
  base::ByteView previous;
  for (base::Byte counter = 1; !out.empty(); ++counter) {
    keyed_.update(previous);
    for (auto part : info) keyed_.update(part);
    keyed_.update({&counter, 1}).finish_into(block);
    const auto take = std::min(out.size(), block.size());
    std::copy_n(block.begin(), take, out.begin());
    out = out.subspan(take);
    previous = block;
  }
  wipe(block);
}

void hkdf_expand_into(base::ByteView prk, Parts info, base::MutableBytes out) { HkdfExpander(prk).expand_into(info, out); }

}  // namespace valise::crypto
