// SHA-256 is OpenSSL's, not libsodium's: it uses the processor's SHA instructions, which makes it four to six times as fast, and
// trees, transcripts and key schedules are mostly hashing. The plain functions are meant, which OpenSSL 3 calls deprecated in
// favour of EVP: only they keep their state inside the object, so that no hash allocates, can fail, or leaves a secret on the
// heap.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "keys/crypto/hash.hpp"

#include <openssl/sha.h>

#include "keys/crypto/constant_time.hpp"
#include "keys/crypto/secret.hpp"

namespace valise::crypto {
namespace {

constexpr std::size_t block_size = SHA256_CBLOCK;

struct HmacState {
  SHA256_CTX inner;
  SHA256_CTX outer;
};

// hash_into is for keys: it leaves nothing behind but its result.
void hash_into(base::ByteView data, base::Byte* out) {
  SHA256_CTX hash;
  SHA256_Init(&hash);
  SHA256_Update(&hash, data.data(), data.size());
  SHA256_Final(out, &hash);
  wipe({reinterpret_cast<base::Byte*>(&hash), sizeof hash});
}

// begin starts a hash with a block of the key, each byte of it xored with `pad`.
void begin(SHA256_CTX& hash, base::MutableBytes block, base::Byte pad) {
  for (base::Byte& byte : block) byte ^= pad;
  SHA256_Init(&hash);
  SHA256_Update(&hash, block.data(), block.size());
}

}  // namespace

Sha256::Sha256() { SHA256_Init(state_.as<SHA256_CTX>()); }

Sha256& Sha256::update(base::ByteView data) {
  SHA256_Update(state_.as<SHA256_CTX>(), data.data(), data.size());
  return *this;
}

Digest Sha256::finish() {
  Digest out;
  SHA256_Final(out.data(), state_.as<SHA256_CTX>());
  wipe(state_.memory());
  return out;
}

Digest Sha256::of(base::ByteView data) { return Sha256().update(data).finish(); }

Digest Sha256::of_parts(Parts parts) {
  Sha256 hash;
  for (auto part : parts) hash.update(part);
  return hash.finish();
}

HmacSha256::HmacSha256(base::ByteView key) {
  constexpr base::Byte inner_pad = 0x36;
  constexpr base::Byte outer_pad = 0x5c;
  base::ByteArray<block_size> block{};
  if (key.size() > block.size())
    hash_into(key, block.data());
  else
    std::ranges::copy(key, block.begin());
  auto* state = state_.as<HmacState>();
  begin(state->inner, block, inner_pad);
  begin(state->outer, block, inner_pad ^ outer_pad);
  wipe(block);
}

HmacSha256::~HmacSha256() { wipe(state_.memory()); }

HmacSha256& HmacSha256::update(base::ByteView data) {
  SHA256_Update(&state_.as<HmacState>()->inner, data.data(), data.size());
  return *this;
}

void HmacSha256::finish_into(std::span<base::Byte, 32> out) {
  auto* state = state_.as<HmacState>();
  SHA256_Final(out.data(), &state->inner);
  SHA256_Update(&state->outer, out.data(), out.size());
  SHA256_Final(out.data(), &state->outer);
}

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
