#include "keys/crypto/secret_bytes.hpp"

#include <utility>

#include "keys/crypto/secret.hpp"

namespace valise::crypto {

SecretBytes SecretBytes::adopt(base::Bytes&& bytes) {
  if (bytes.size() <= LockedBlock::max_size) {
    auto out = copy_of(bytes);
    wipe(bytes);
    bytes.clear();
    return out;
  }
  SecretBytes out;
  out.large_ = std::exchange(bytes, {});
  return out;
}

SecretBytes SecretBytes::copy_of(base::ByteView bytes) {
  SecretBytes out;
  if (bytes.size() <= LockedBlock::max_size) {
    out.small_ = LockedBlock(bytes.size());
    std::ranges::copy(bytes, out.small_.bytes().begin());
  } else {
    out.large_ = base::to_bytes(bytes);
  }
  return out;
}

SecretBytes SecretBytes::consume(std::string& text) {
  auto out = copy_of(base::as_bytes(text));
  wipe(text);
  return out;
}

SecretBytes::SecretBytes(SecretBytes&& other) noexcept
    : small_(std::move(other.small_)), large_(std::exchange(other.large_, {})) {}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
  if (this != &other) {
    wipe(large_);
    small_ = std::move(other.small_);
    large_ = std::exchange(other.large_, {});
  }
  return *this;
}

SecretBytes::~SecretBytes() { wipe(large_); }

}  // namespace valise::crypto
