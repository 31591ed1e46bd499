#include "keys/crypto/secret_bytes.hpp"

#include <utility>

#include "keys/crypto/secret.hpp"

namespace valise::crypto {

SecretBytes SecretBytes::adopt(base::Bytes&& bytes) { return SecretBytes(std::move(bytes)); }

SecretBytes SecretBytes::copy_of(base::ByteView bytes) { return SecretBytes(base::to_bytes(bytes)); }

SecretBytes SecretBytes::consume(std::string& text) {
  auto out = copy_of(base::as_bytes(text));
  wipe({reinterpret_cast<base::Byte*>(text.data()), text.size()});
  text.clear();
  return out;
}

SecretBytes::SecretBytes(SecretBytes&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
  if (this != &other) {
    wipe(bytes_);
    bytes_ = std::exchange(other.bytes_, {});
  }
  return *this;
}

SecretBytes::~SecretBytes() { wipe(bytes_); }

}  // namespace valise::crypto
