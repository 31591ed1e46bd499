#include "tests/abuse/raw_tls.hpp"

#include <arpa/inet.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <stdexcept>

#include "base/text_encoding.hpp"
#include "base/writer.hpp"

namespace valise::tests {
namespace {

constexpr base::Byte kApplicationData = 23;
constexpr base::Byte kHandshake = 22;
constexpr std::size_t kTag = 16;

[[noreturn]] void fail(const char* what) { throw std::runtime_error(std::string("raw TLS: ") + what); }

void must(bool done, const char* what) {
  if (!done) fail(what);
}

int connected(int port) {
  const int out = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in there{};
  there.sin_family = AF_INET;
  there.sin_port = htons(static_cast<std::uint16_t>(port));
  there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const timeval patience{.tv_sec = 60, .tv_usec = 0};
  ::setsockopt(out, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  must(::connect(out, reinterpret_cast<const sockaddr*>(&there), sizeof there) == 0, "connect");
  return out;
}

// sealed is a record of TLS 1.3 (RFC 8446 section 5.2), the first under this key.
base::Bytes sealed(base::ByteView inner, const base::Bytes& key, const base::Bytes& iv) {
  const std::size_t size = inner.size() + kTag;
  base::Bytes record{kApplicationData, 3, 3, static_cast<base::Byte>(size >> 8), static_cast<base::Byte>(size)};
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  base::Bytes text(inner.size()), tag(kTag);
  int length = 0;
  must(EVP_EncryptInit_ex(cipher.get(), EVP_aes_128_gcm(), nullptr, key.data(), iv.data()) == 1 &&
           EVP_EncryptUpdate(cipher.get(), nullptr, &length, record.data(), static_cast<int>(record.size())) == 1 &&
           EVP_EncryptUpdate(cipher.get(), text.data(), &length, inner.data(), static_cast<int>(inner.size())) == 1 &&
           EVP_EncryptFinal_ex(cipher.get(), text.data() + length, &length) == 1 &&
           EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTag, tag.data()) == 1,
       "encrypt");
  base::append(record, text);
  base::append(record, tag);
  return record;
}

}  // namespace

RawTls::RawTls(int port) : socket_(connected(port)), context_(SSL_CTX_new(TLS_client_method())) {
  SSL_CTX_set_min_proto_version(context_.get(), TLS1_3_VERSION);
  must(SSL_CTX_set_ciphersuites(context_.get(), "TLS_AES_128_GCM_SHA256") == 1, "cipher suite");
  SSL_CTX_set_keylog_callback(context_.get(), on_secret);
  ssl_.reset(SSL_new(context_.get()));
  SSL_set_app_data(ssl_.get(), this);
  must(SSL_set_fd(ssl_.get(), socket_) == 1 && SSL_connect(ssl_.get()) == 1, "handshake");
  must(!secret_.empty(), "no secret");
}

RawTls::~RawTls() { ::close(socket_); }

// The line is: what it is, the client's random, the secret; in hexadecimal.
void RawTls::on_secret(const SSL* ssl, const char* line) {
  const std::string_view text(line);
  if (!text.starts_with("CLIENT_TRAFFIC_SECRET_0 ")) return;
  auto* self = static_cast<RawTls*>(SSL_get_app_data(ssl));
  self->secret_ = base::parse_hex(text.substr(text.rfind(' ') + 1)).value();
}

// HKDF-Expand-Label (RFC 8446 section 7.1) with an empty context.
base::Bytes RawTls::expand(const char* label, std::size_t size) const {
  const std::unique_ptr<EVP_KDF, decltype(&EVP_KDF_free)> kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr), EVP_KDF_free);
  const std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)> context(EVP_KDF_CTX_new(kdf.get()), EVP_KDF_CTX_free);
  const std::string full = std::string("tls13 ") + label;
  base::Bytes info{static_cast<base::Byte>(size >> 8), static_cast<base::Byte>(size), static_cast<base::Byte>(full.size())};
  base::append(info, base::as_bytes(full));
  info.push_back(0);
  int mode = EVP_KDF_HKDF_MODE_EXPAND_ONLY;
  char digest[] = "SHA256";
  base::Bytes secret = secret_;
  const OSSL_PARAM params[] = {
      OSSL_PARAM_construct_int(OSSL_KDF_PARAM_MODE, &mode), OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, secret.data(), secret.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info.data(), info.size()), OSSL_PARAM_construct_end()};
  base::Bytes out(size);
  must(EVP_KDF_derive(context.get(), out.data(), out.size(), params) == 1, "key derivation");
  return out;
}

void RawTls::send_handshake(base::ByteView messages) {
  base::Bytes inner(messages.begin(), messages.end());
  inner.push_back(kHandshake);
  const auto record = sealed(inner, expand("key", 16), expand("iv", 12));  // the record's number is 0
  must(::send(socket_, record.data(), record.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(record.size()), "send");
}

bool RawTls::update_key() {
  return SSL_key_update(ssl_.get(), SSL_KEY_UPDATE_REQUESTED) == 1 && SSL_do_handshake(ssl_.get()) == 1;
}

std::string RawTls::read_to_end() {
  for (;;) {
    ERR_clear_error();
    base::Bytes some(4096);
    const int got = SSL_read(ssl_.get(), some.data(), static_cast<int>(some.size()));
    if (got > 0) continue;
    const int error = SSL_get_error(ssl_.get(), got);
    if (error == SSL_ERROR_ZERO_RETURN) return "end";
    if (error == SSL_ERROR_WANT_READ) return "";  // the socket's patience is over
    const char* reason = ERR_reason_error_string(ERR_peek_error());
    return reason != nullptr ? reason : "end";
  }
}

base::Bytes client_hello() {
  base::Bytes body{3, 3};
  body.resize(2 + 32, 0x11);                          // random
  base::append(body, base::Bytes{0, 0, 2, 0x13, 1});  // no session, one cipher suite
  base::append(body, base::Bytes{1, 0, 0, 0});        // no compression, no extensions
  base::Bytes out{1, 0, 0, static_cast<base::Byte>(body.size())};
  base::append(out, body);
  return out;
}

}  // namespace valise::tests
