// SHA-256 and HMAC are OpenSSL's, not libsodium's: OpenSSL uses the processor's SHA instructions, which makes it four to six
// times as fast, and trees, transcripts and key schedules are mostly hashing. The plain functions are meant, which OpenSSL 3
// calls deprecated in favour of EVP: those of SHA-256 keep their state inside the object, so that no hash allocates, can fail, or
// leaves a secret on the heap; those of HMAC take half of the time of EVP_MAC, and wipe what they free.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "keys/crypto/hash.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <new>

#include "keys/crypto/constant_time.hpp"
#include "keys/crypto/secret.hpp"

namespace valise::crypto {
namespace {

// sha256 is fetched once, since EVP_sha256() would be looked up again by every HMAC.
const EVP_MD* sha256() {
  static const EVP_MD* const digest = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return digest;
}

// require throws where OpenSSL failed: here that only means lost memory.
void require(bool done) {
  if (!done) throw std::bad_alloc();
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

void HmacSha256::Free::operator()(hmac_ctx_st* state) const { HMAC_CTX_free(state); }

HmacSha256::HmacSha256(base::ByteView key) : state_(HMAC_CTX_new()) {
  // A null pointer would mean the key of before.
  const auto* bytes = key.empty() ? reinterpret_cast<const base::Byte*>("") : key.data();
  require(state_ && HMAC_Init_ex(state_.get(), bytes, static_cast<int>(key.size()), sha256(), nullptr) == 1);
}

void HmacSha256::begin_if_finished() {
  if (finished_) require(HMAC_Init_ex(state_.get(), nullptr, 0, nullptr, nullptr) == 1);
  finished_ = false;
}

HmacSha256& HmacSha256::update(base::ByteView data) {
  begin_if_finished();
  require(HMAC_Update(state_.get(), data.data(), data.size()) == 1);
  return *this;
}

void HmacSha256::finish_into(std::span<base::Byte, 32> out) {
  begin_if_finished();
  require(HMAC_Final(state_.get(), out.data(), nullptr) == 1);
  finished_ = true;
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
