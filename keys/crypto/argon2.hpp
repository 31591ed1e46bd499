// Keys from passphrases: Argon2id version 1.3 with one lane (RFC 9106), as libsodium has it. It takes long and much memory by
// design: never on an I/O thread, and with a cap on how many run at once.
#pragma once

#include <cstdint>

#include "keys/crypto/error.hpp"
#include "keys/crypto/secret.hpp"
#include "keys/crypto/secret_bytes.hpp"

namespace valise::crypto {

// Passphrase: the bytes as typed (UTF-8). A type of its own, so that nothing else passes for one.
class Passphrase {
 public:
  explicit Passphrase(SecretBytes bytes) : bytes_(std::move(bytes)) {}
  // consume wipes the string that the passphrase came in.
  [[nodiscard]] static Passphrase consume(std::string& text) { return Passphrase(SecretBytes::consume(text)); }

  [[nodiscard]] base::ByteView expose() const { return bytes_.expose(); }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }

 private:
  SecretBytes bytes_;
};

using Argon2Salt = base::ByteArray<16>;

struct Argon2Params {
  std::uint32_t memory_kib = 0;
  std::uint32_t passes = 0;
  friend bool operator==(const Argon2Params&, const Argon2Params&) = default;
};

// Argon2Cost names the parameters that are in use: 64 MiB and 2 passes (about 60 ms), 256 MiB and 3 passes (about 0.4 s), and the
// least that the algorithm allows, which protects nothing and makes tests quick.
enum class Argon2Cost { interactive, moderate, test_minimum };
[[nodiscard]] Argon2Params params_of(Argon2Cost cost);

// within_bounds tells whether parameters that were read from a file may be used: at most 1 GiB and 10 passes.
[[nodiscard]] bool within_bounds(const Argon2Params& params);

// argon2id_into fills `out` (16 bytes or more). Fails with out_of_memory. Parameters out of bounds throw std::invalid_argument.
[[nodiscard]] base::Result<> argon2id_into(const Passphrase& passphrase, const Argon2Salt& salt, const Argon2Params& params,
                                           base::MutableBytes out);

// argon2id gives a key: `argon2id<XChaChaKey>(passphrase, salt, params)`.
template <class SecretType>
[[nodiscard]] base::Result<SecretType> argon2id(const Passphrase& passphrase, const Argon2Salt& salt,
                                                const Argon2Params& params) {
  base::Result<> done;
  auto key =
      SecretType::make([&](std::span<base::Byte, SecretType::size> out) { done = argon2id_into(passphrase, salt, params, out); });
  if (!done) return base::pass_on(done);
  return key;
}

}  // namespace valise::crypto
