// TokenUri: a PKCS#11 URI (RFC 7512), parsed by p11-kit: which module, token and key are meant. Internal to this folder.
#pragma once

#include <p11-kit/pkcs11.h>
#include <p11-kit/uri.h>

#include <memory>
#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "keys/token/error.hpp"

namespace valise::token {

// ObjectName: what a URI says about a key. Either may be missing, not both.
struct ObjectName {
  std::optional<std::string> label;
  std::optional<base::Bytes> id;
};

class TokenUri {
 public:
  // parse fails with not_a_uri (also for attributes that p11-kit does not know), pin_in_uri.
  [[nodiscard]] static base::Result<TokenUri> parse(const std::string& text);

  // object fails with uri_incomplete.
  [[nodiscard]] base::Result<ObjectName> object() const;
  // module_path is empty where the URI leaves the choice to p11-kit's configuration.
  [[nodiscard]] std::string module_path() const;
  [[nodiscard]] bool matches(CK_TOKEN_INFO& token) const;
  [[nodiscard]] bool matches(CK_INFO& module) const;

 private:
  struct Free {
    void operator()(P11KitUri* uri) const { p11_kit_uri_free(uri); }
  };
  using Handle = std::unique_ptr<P11KitUri, Free>;
  explicit TokenUri(Handle uri) : uri_(std::move(uri)) {}

  Handle uri_;
};

}  // namespace valise::token
