#include "keys/crypto/aead.hpp"

#include <openssl/evp.h>
#include <sodium.h>

#include <limits>
#include <memory>
#include <stdexcept>

#include "keys/crypto/random.hpp"

namespace valise::crypto {
namespace {

using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, decltype([](EVP_CIPHER_CTX* context) { EVP_CIPHER_CTX_free(context); })>;
enum class Direction { decrypt = 0, encrypt = 1 };

// Fetched once: EVP_aes_128_gcm() would be looked up again for every message.
const EVP_CIPHER* aes_128_gcm() {
  static EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-128-GCM", nullptr);
  if (cipher == nullptr) throw std::runtime_error("OpenSSL has no AES-128-GCM");
  return cipher;
}

int openssl_size(std::size_t size) {
  if (size > static_cast<std::size_t>(std::numeric_limits<int>::max())) throw std::length_error("AES-128-GCM of 2 GiB or more");
  return static_cast<int>(size);
}

void require(bool done) {
  if (!done) throw std::runtime_error("OpenSSL refused AES-128-GCM");
}

CipherContext start(Direction direction, const Aes128Key& key, const AeadNonce& nonce, base::ByteView aad) {
  CipherContext context(EVP_CIPHER_CTX_new());
  require(context != nullptr);
  require(EVP_CipherInit_ex2(context.get(), aes_128_gcm(), key.expose().data(), nonce.data(), static_cast<int>(direction),
                             nullptr) == 1);
  int written = 0;
  if (!aad.empty()) {
    require(EVP_CipherUpdate(context.get(), nullptr, &written, aad.data(), openssl_size(aad.size())) == 1);
  }
  return context;
}

void crypt(const CipherContext& context, base::ByteView in, base::Byte* out) {
  int written = 0;
  if (!in.empty()) require(EVP_CipherUpdate(context.get(), out, &written, in.data(), openssl_size(in.size())) == 1);
}

base::Unexpected refuse(base::MutableBytes out) {
  wipe(out);
  return base::fail(CryptoError::decryption_failed);
}

bool sizes_fit(base::ByteView sealed, base::MutableBytes out) {
  return sealed.size() >= aead_tag_size && sealed.size() - aead_tag_size == out.size();
}

}  // namespace

base::Bytes seal(const Aes128Key& key, const AeadNonce& nonce, base::ByteView aad, base::ByteView plaintext) {
  base::Bytes out(plaintext.size() + aead_tag_size);
  auto context = start(Direction::encrypt, key, nonce, aad);
  crypt(context, plaintext, out.data());
  int written = 0;
  auto* tag = out.data() + plaintext.size();
  require(EVP_CipherFinal_ex(context.get(), tag, &written) == 1);
  require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, aead_tag_size, tag) == 1);
  return out;
}

base::Result<> open_into(const Aes128Key& key, const AeadNonce& nonce, base::ByteView aad, base::ByteView sealed,
                         base::MutableBytes out) {
  if (!sizes_fit(sealed, out)) return refuse(out);
  auto tag = base::to_array(base::FixedView<aead_tag_size>(sealed.last<aead_tag_size>()));
  auto context = start(Direction::decrypt, key, nonce, aad);
  crypt(context, sealed.first(out.size()), out.data());
  require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, aead_tag_size, tag.data()) == 1);
  base::ByteArray<16> rest;  // GCM leaves nothing over, but the call wants room
  int written = 0;
  if (EVP_CipherFinal_ex(context.get(), rest.data(), &written) != 1) return refuse(out);
  return {};
}

base::Bytes seal(const ChaChaKey& key, const AeadNonce& nonce, base::ByteView aad, base::ByteView plaintext) {
  init();
  base::Bytes out(plaintext.size() + aead_tag_size);
  crypto_aead_chacha20poly1305_ietf_encrypt(out.data(), nullptr, plaintext.data(), plaintext.size(), aad.data(), aad.size(),
                                            nullptr, nonce.data(), key.expose().data());
  return out;
}

base::Result<> open_into(const ChaChaKey& key, const AeadNonce& nonce, base::ByteView aad, base::ByteView sealed,
                         base::MutableBytes out) {
  init();
  if (!sizes_fit(sealed, out) ||
      crypto_aead_chacha20poly1305_ietf_decrypt(out.data(), nullptr, nullptr, sealed.data(), sealed.size(), aad.data(),
                                                aad.size(), nonce.data(), key.expose().data()) != 0) {
    return refuse(out);
  }
  return {};
}

base::Bytes seal(const XChaChaKey& key, const XChaChaNonce& nonce, base::ByteView aad, base::ByteView plaintext) {
  init();
  base::Bytes out(plaintext.size() + aead_tag_size);
  crypto_aead_xchacha20poly1305_ietf_encrypt(out.data(), nullptr, plaintext.data(), plaintext.size(), aad.data(), aad.size(),
                                             nullptr, nonce.data(), key.expose().data());
  return out;
}

base::Result<> open_into(const XChaChaKey& key, const XChaChaNonce& nonce, base::ByteView aad, base::ByteView sealed,
                         base::MutableBytes out) {
  init();
  if (!sizes_fit(sealed, out) ||
      crypto_aead_xchacha20poly1305_ietf_decrypt(out.data(), nullptr, nullptr, sealed.data(), sealed.size(), aad.data(),
                                                 aad.size(), nonce.data(), key.expose().data()) != 0) {
    return refuse(out);
  }
  return {};
}

}  // namespace valise::crypto
