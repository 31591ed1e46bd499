#include "keys/crypto/argon2.hpp"

#include <sodium.h>

#include <stdexcept>

#include "keys/crypto/random.hpp"

namespace valise::crypto {
namespace {
constexpr Argon2Params least{.memory_kib = 8, .passes = 1};
constexpr Argon2Params most{.memory_kib = 1024 * 1024, .passes = 10};
}  // namespace

Argon2Params params_of(Argon2Cost cost) {
  switch (cost) {
    case Argon2Cost::interactive: return {.memory_kib = 64 * 1024, .passes = 2};
    case Argon2Cost::moderate: return {.memory_kib = 256 * 1024, .passes = 3};
    case Argon2Cost::test_minimum: return least;
  }
  throw std::invalid_argument("unknown Argon2 cost");
}

bool within_bounds(const Argon2Params& params) {
  return params.memory_kib >= least.memory_kib && params.memory_kib <= most.memory_kib && params.passes >= least.passes &&
         params.passes <= most.passes;
}

base::Result<> argon2id_into(const Passphrase& passphrase, const Argon2Salt& salt, const Argon2Params& params,
                             base::MutableBytes out) {
  init();
  if (!within_bounds(params)) throw std::invalid_argument("Argon2id parameters out of bounds");
  // libsodium wants an address even for no bytes at all.
  const auto text = passphrase.empty() ? std::string_view("") : base::as_text(passphrase.expose());
  if (crypto_pwhash(out.data(), out.size(), text.data(), text.size(), salt.data(), params.passes,
                    std::size_t{params.memory_kib} * 1024, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    wipe(out);
    return base::fail(CryptoError::out_of_memory);
  }
  return {};
}

}  // namespace valise::crypto
