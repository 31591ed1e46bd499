// RawTls: a TLS 1.3 client that can send, after the handshake, what OpenSSL's own client would not: a handshake message of any
// type, in a record under the connection's key.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "base/bytes.hpp"

namespace valise::tests {

class RawTls {
 public:
  // Connects to 127.0.0.1 and finishes the handshake, with TLS_AES_128_GCM_SHA256. Throws std::runtime_error.
  explicit RawTls(int port);
  ~RawTls();
  RawTls(const RawTls&) = delete;
  RawTls& operator=(const RawTls&) = delete;

  // send_handshake sends handshake messages as the first record after the handshake.
  void send_handshake(base::ByteView messages);
  // update_key sends a KeyUpdate and wants one back; false when the connection has ended.
  bool update_key();
  // read_to_end gives why the connection ended: OpenSSL's words for the alert, "end", or "" when it did not in a minute. What
  // is read before is dropped.
  std::string read_to_end();

 private:
  struct Free {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };
  static void on_secret(const SSL* ssl, const char* line);
  [[nodiscard]] base::Bytes expand(const char* label, std::size_t size) const;

  int socket_ = -1;
  base::Bytes secret_;  // CLIENT_TRAFFIC_SECRET_0
  std::unique_ptr<SSL_CTX, Free> context_;
  std::unique_ptr<SSL, Free> ssl_;
};

// A ClientHello as it would begin a handshake anew.
[[nodiscard]] base::Bytes client_hello();

}  // namespace valise::tests
