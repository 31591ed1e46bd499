#include "wire/tls_context.hpp"

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <unistd.h>

#include <cstdio>
#include <ctime>

namespace valise::wire {
namespace {

using base::fail;
using base::Result;

template <auto Free>
struct Freer {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using CertificatePtr = std::unique_ptr<X509, Freer<X509_free>>;
using ContextPtr = std::shared_ptr<SSL_CTX>;
struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using FilePtr = std::unique_ptr<std::FILE, FileCloser>;

struct Identity {
  KeyPtr key;
  CertificatePtr certificate;
};

// The hybrid group comes first where OpenSSL has it (3.5), so that recorded sessions stay closed to a later quantum computer.
void choose_groups(SSL_CTX* context) {
  if (SSL_CTX_set1_groups_list(context, "X25519MLKEM768:X25519:P-256") != 1) {
    ERR_clear_error();
    SSL_CTX_set1_groups_list(context, "X25519:P-256");
  }
}

ContextPtr make_context(const SSL_METHOD* method) {
  ContextPtr context(SSL_CTX_new(method), SSL_CTX_free);
  if (!context) return context;
  SSL_CTX* raw = context.get();
  SSL_CTX_set_min_proto_version(raw, TLS1_3_VERSION);
  SSL_CTX_set_max_proto_version(raw, TLS1_3_VERSION);
  SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET | SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(raw, 0);
  SSL_CTX_set_max_early_data(raw, 0);
  SSL_CTX_set_read_ahead(raw, 1);  // as much as is there by one recv() instead of two for each record
  SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  choose_groups(raw);
  return context;
}

std::optional<base::RelayId> spki_hash(X509* certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(X509_get0_pubkey(certificate), &der);
  if (size <= 0) return std::nullopt;
  base::ByteArray<32> hash;
  const bool hashed = EVP_Digest(der, static_cast<std::size_t>(size), hash.data(), nullptr, EVP_sha256(), nullptr) == 1;
  OPENSSL_free(der);
  if (!hashed) return std::nullopt;
  return base::RelayId(hash);
}

// Called by OpenSSL in place of its chain building: the pin is all there is to check here. That the server holds the private key
// is shown by its CertificateVerify, which OpenSSL checks against this certificate.
int verify_pin(X509_STORE_CTX* chain, void* pin) {
  const auto hash = spki_hash(X509_STORE_CTX_get0_cert(chain));
  if (hash && *hash == *static_cast<const base::RelayId*>(pin)) return 1;
  X509_STORE_CTX_set_error(chain, X509_V_ERR_CERT_REJECTED);
  return 0;
}

bool set_serial(X509* certificate, const base::RelayId& seed) {
  BIGNUM* number = BN_bin2bn(seed.view().data(), 16, nullptr);
  const bool set = number != nullptr && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nullptr;
  BN_free(number);
  return set;
}

// The certificate never expires: it is only the wrapping in which TLS carries the pinned key. Rotation is a new announcement.
Result<Identity> make_identity(std::string_view name) {
  Identity made{.key = KeyPtr(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")), .certificate = CertificatePtr(X509_new())};
  X509* certificate = made.certificate.get();
  if (!made.key || certificate == nullptr) return fail(WireError::bad_certificate, "key generation");
  X509_NAME* subject = X509_get_subject_name(certificate);
  const auto* text = reinterpret_cast<const unsigned char*>(name.data());
  const bool filled = X509_set_version(certificate, 2) == 1 && X509_set_pubkey(certificate, made.key.get()) == 1 &&
                      X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, text, static_cast<int>(name.size()), -1, 0) == 1 &&
                      X509_set_issuer_name(certificate, subject) == 1 &&
                      ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate), "20200101000000Z") == 1 &&
                      ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate), "99991231235959Z") == 1;
  const auto id = filled ? spki_hash(certificate) : std::nullopt;
  if (!id || !set_serial(certificate, *id) || X509_sign(certificate, made.key.get(), nullptr) == 0) {
    return fail(WireError::bad_certificate, "certificate generation");
  }
  return made;
}

FilePtr create_private(const std::filesystem::path& path, mode_t mode) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
  return FilePtr(descriptor < 0 ? nullptr : ::fdopen(descriptor, "w"));
}

bool finish_file(std::FILE* file) { return std::fflush(file) == 0 && ::fsync(::fileno(file)) == 0; }

Result<> write_key(const std::filesystem::path& path, EVP_PKEY* key) {
  const auto file = create_private(path, 0600);
  if (!file || PEM_write_PKCS8PrivateKey(file.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1 ||
      !finish_file(file.get())) {
    return fail(WireError::bad_certificate, path.string());
  }
  return {};
}

Result<> write_certificate(const std::filesystem::path& path, X509* certificate) {
  const auto file = create_private(path, 0644);
  if (!file || PEM_write_X509(file.get(), certificate) != 1 || !finish_file(file.get())) {
    return fail(WireError::bad_certificate, path.string());
  }
  return {};
}

template <class Pointer, auto Read>
Pointer read_pem(const std::filesystem::path& path) {
  const FilePtr file(std::fopen(path.c_str(), "re"));
  return Pointer(file ? Read(file.get(), nullptr, nullptr, nullptr) : nullptr);
}

Result<ContextPtr> server_context(const Identity& identity) {
  auto context = make_context(TLS_server_method());
  if (!context || SSL_CTX_use_certificate(context.get(), identity.certificate.get()) != 1 ||
      SSL_CTX_use_PrivateKey(context.get(), identity.key.get()) != 1 || SSL_CTX_check_private_key(context.get()) != 1) {
    ERR_clear_error();
    return fail(WireError::bad_certificate, "key and certificate do not belong together");
  }
  return context;
}

}  // namespace

Result<TlsServerContext> TlsServerContext::load(const std::filesystem::path& key, const std::filesystem::path& certificate) {
  Identity identity{.key = read_pem<KeyPtr, PEM_read_PrivateKey>(key),
                    .certificate = read_pem<CertificatePtr, PEM_read_X509>(certificate)};
  ERR_clear_error();
  if (!identity.key) return fail(WireError::bad_certificate, key.string());
  const auto id = identity.certificate ? spki_hash(identity.certificate.get()) : std::nullopt;
  if (!id) return fail(WireError::bad_certificate, certificate.string());
  auto context = server_context(identity);
  if (!context) return pass_on(context);
  return TlsServerContext(std::move(*context), *id);
}

std::chrono::sys_seconds TlsServerContext::expires() const {
  const X509* certificate = SSL_CTX_get0_certificate(context_.get());
  std::tm end{};
  if (certificate == nullptr || ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end) != 1) return {};
  return std::chrono::sys_seconds(std::chrono::seconds(::timegm(&end)));
}

Result<TlsServerContext> TlsServerContext::ephemeral(std::string_view name) {
  auto identity = make_identity(name);
  if (!identity) return pass_on(identity);
  const auto id = spki_hash(identity->certificate.get());
  auto context = server_context(*identity);
  if (!context) return pass_on(context);
  return TlsServerContext(std::move(*context), id.value());
}

Result<base::RelayId> create_tls_identity(const std::filesystem::path& key, const std::filesystem::path& certificate,
                                          std::string_view name) {
  auto identity = make_identity(name);
  if (!identity) return pass_on(identity);
  if (auto written = write_key(key, identity->key.get()); !written) return pass_on(written);
  if (auto written = write_certificate(certificate, identity->certificate.get()); !written) return pass_on(written);
  return spki_hash(identity->certificate.get()).value();
}

Result<TlsClientContext> TlsClientContext::pinned_to(const base::RelayId& pin) {
  auto context = make_context(TLS_client_method());
  if (!context) return fail(WireError::tls_failed, "context");
  auto expected = std::make_shared<const base::RelayId>(pin);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(context.get(), verify_pin, const_cast<base::RelayId*>(expected.get()));
  return TlsClientContext(std::move(context), std::move(expected));
}

}  // namespace valise::wire
