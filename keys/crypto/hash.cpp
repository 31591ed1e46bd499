#include "keys/crypto/hash.hpp"

#include <sodium.h>

#include "keys/crypto/constant_time.hpp"
#include "keys/crypto/random.hpp"
#include "keys/crypto/secret.hpp"

namespace valise::crypto {
namespace {
using ShaState = crypto_hash_sha256_state;
using HmacState = crypto_auth_hmacsha256_state;
}  // namespace

Sha256::Sha256() {
  init();
  crypto_hash_sha256_init(state_.as<ShaState>());
}

Sha256& Sha256::update(base::ByteView data) {
  crypto_hash_sha256_update(state_.as<ShaState>(), data.data(), data.size());
  return *this;
}

Digest Sha256::finish() {
  Digest out;
  crypto_hash_sha256_final(state_.as<ShaState>(), out.data());
  return out;
}

Digest Sha256::of(base::ByteView data) { return Sha256().update(data).finish(); }

Digest Sha256::of_parts(Parts parts) {
  Sha256 hash;
  for (auto part : parts) hash.update(part);
  return hash.finish();
}

HmacSha256::HmacSha256(base::ByteView key) {
  init();
  const base::Byte none = 0;  // libsodium wants an address even for an empty key
  crypto_auth_hmacsha256_init(state_.as<HmacState>(), key.empty() ? &none : key.data(), key.size());
}

HmacSha256::~HmacSha256() { wipe(state_.memory()); }

HmacSha256& HmacSha256::update(base::ByteView data) {
  crypto_auth_hmacsha256_update(state_.as<HmacState>(), data.data(), data.size());
  return *this;
}

void HmacSha256::finish_into(std::span<base::Byte, 32> out) { crypto_auth_hmacsha256_final(state_.as<HmacState>(), out.data()); }

Digest HmacSha256::finish() {
  Digest out;
  finish_into(out);
  return out;
}

Digest HmacSha256::of(base::ByteView key, base::ByteView data) { return HmacSha256(key).update(data).finish(); }

Digest HmacSha256::of_parts(base::ByteView key, Parts parts) {
  HmacSha256 hmac(key);
  for (auto part : parts) hmac.update(part);
  return hmac.finish();
}

bool HmacSha256::verify(base::ByteView key, base::ByteView data, base::ByteView tag) {
  return constant_time_equal(of(key, data), tag);
}

}  // namespace valise::crypto
