#include "client-sdk/mls/saved_state.hpp"

namespace valise::mls {

SecretWriter& SecretWriter::append(ByteView bytes) {
  if (out_.capacity() - out_.size() < bytes.size()) {
    Bytes larger;
    larger.reserve((out_.size() + bytes.size()) * 2);
    base::append(larger, out_);
    crypto::wipe(out_);
    out_ = std::move(larger);
  }
  base::append(out_, bytes);
  return *this;
}

SecretWriter& SecretWriter::u8(std::uint8_t value) { return append(encode(value)); }
SecretWriter& SecretWriter::u16(std::uint16_t value) { return append(encode(value)); }
SecretWriter& SecretWriter::u32(std::uint32_t value) { return append(encode(value)); }

SecretWriter& SecretWriter::opaque(ByteView bytes) {
  base::Writer length;
  length.varint(bytes.size());
  return append(length.view()).append(bytes);
}

}  // namespace valise::mls
