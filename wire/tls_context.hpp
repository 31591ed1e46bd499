// TLS 1.3 for both ends: no older version, no 0-RTT, no tickets, no compression. The server has an Ed25519 (or P-256) key; the
// client accepts exactly one public key, known by its SPKI hash, and no certificate authority (docs/PROTOCOL.md, "Relay
// session").
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string_view>

#include "base/ids.hpp"
#include "wire/wire_error.hpp"

struct ssl_ctx_st;

namespace valise::wire {

// TlsServerContext holds the server's private key (inside OpenSSL). Copies share it; copying and use are safe from any thread.
class TlsServerContext {
 public:
  // load reads a PEM private key and its PEM certificate. WireError::bad_certificate names the file that was at fault.
  [[nodiscard]] static base::Result<TlsServerContext> load(const std::filesystem::path& key,
                                                           const std::filesystem::path& certificate);
  // ephemeral makes an Ed25519 key and certificate that exist in memory only.
  [[nodiscard]] static base::Result<TlsServerContext> ephemeral(std::string_view name);

  // relay_id is SHA-256 of the public key (SPKI): what clients pin.
  [[nodiscard]] const base::RelayId& relay_id() const { return relay_id_; }
  // expires gives the end of the certificate's validity. Those that pin the key do not look at it; other clients do.
  [[nodiscard]] std::chrono::sys_seconds expires() const;
  [[nodiscard]] ssl_ctx_st* native() const { return context_.get(); }

 private:
  TlsServerContext(std::shared_ptr<ssl_ctx_st> context, base::RelayId id) : context_(std::move(context)), relay_id_(id) {}

  std::shared_ptr<ssl_ctx_st> context_;
  base::RelayId relay_id_;
};

// create_tls_identity makes an Ed25519 key and a self-signed certificate for `name` and writes both as PEM: the key with mode
// 0600, neither over an existing file. Gives the relay id.
[[nodiscard]] base::Result<base::RelayId> create_tls_identity(const std::filesystem::path& key,
                                                              const std::filesystem::path& certificate, std::string_view name);

class TlsClientContext {
 public:
  // pinned_to accepts a server only if SHA-256 of its public key (SPKI) is `pin` and it proves to hold the private key.
  [[nodiscard]] static base::Result<TlsClientContext> pinned_to(const base::RelayId& pin);

  [[nodiscard]] ssl_ctx_st* native() const { return context_.get(); }

 private:
  TlsClientContext(std::shared_ptr<ssl_ctx_st> context, std::shared_ptr<const base::RelayId> pin)
      : context_(std::move(context)), pin_(std::move(pin)) {}

  std::shared_ptr<ssl_ctx_st> context_;
  std::shared_ptr<const base::RelayId> pin_;  // the verification callback reads it
};

}  // namespace valise::wire
