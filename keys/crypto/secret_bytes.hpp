// SecretBytes: a secret whose size is known only at run time (a passphrase, a decrypted message that holds keys). Wiped when it
// goes, move-only, never grows. Keys of a known size are Secret<Tag, N> (keys/crypto/secret.hpp).
#pragma once

#include <string>

#include "base/bytes.hpp"

namespace valise::crypto {

class SecretBytes {
 public:
  SecretBytes() = default;
  // adopt takes the bytes over without a copy.
  [[nodiscard]] static SecretBytes adopt(base::Bytes&& bytes);
  // copy_of copies; the caller wipes its own.
  [[nodiscard]] static SecretBytes copy_of(base::ByteView bytes);
  // consume copies the text and wipes the string it came in.
  [[nodiscard]] static SecretBytes consume(std::string& text);

  SecretBytes(SecretBytes&& other) noexcept;
  SecretBytes& operator=(SecretBytes&& other) noexcept;
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  ~SecretBytes();

  [[nodiscard]] base::ByteView expose() const { return bytes_; }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }

 private:
  explicit SecretBytes(base::Bytes&& bytes) : bytes_(std::move(bytes)) {}

  base::Bytes bytes_;
};

}  // namespace valise::crypto
