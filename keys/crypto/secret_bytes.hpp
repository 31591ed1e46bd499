// SecretBytes: a secret whose size is known only at run time (a passphrase, a decrypted message that holds keys). Wiped when it
// goes, move-only, never grows. Up to a page of it is in memory that is not swapped (keys/crypto/locked_memory.hpp); what is
// larger is in ordinary memory. Keys of a known size are Secret<Tag, N> (keys/crypto/secret.hpp).
#pragma once

#include <string>

#include "keys/crypto/locked_memory.hpp"

namespace valise::crypto {

class SecretBytes {
 public:
  SecretBytes() = default;
  // adopt takes the bytes over; what it leaves behind is wiped.
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

  [[nodiscard]] base::ByteView expose() const { return large_.empty() ? small_.bytes() : base::ByteView(large_); }
  [[nodiscard]] std::size_t size() const { return expose().size(); }
  [[nodiscard]] bool empty() const { return expose().empty(); }

 private:
  // One of the two is empty.
  LockedBlock small_;
  base::Bytes large_;
};

}  // namespace valise::crypto
