#include "keys/token/uri.hpp"

namespace valise::token {
namespace {

std::optional<std::string> attribute(P11KitUri* uri, CK_ATTRIBUTE_TYPE type) {
  const auto* found = p11_kit_uri_get_attribute(uri, type);
  if (found == nullptr) return std::nullopt;
  return std::string(static_cast<const char*>(found->pValue), found->ulValueLen);
}

}  // namespace

base::Result<TokenUri> TokenUri::parse(const std::string& text) {
  Handle uri(p11_kit_uri_new());
  if (p11_kit_uri_parse(text.c_str(), P11_KIT_URI_FOR_ANY, uri.get()) != P11_KIT_URI_OK) return base::fail(TokenError::not_a_uri);
  if (p11_kit_uri_any_unrecognized(uri.get()) != 0) return base::fail(TokenError::not_a_uri);
  const bool has_pin = p11_kit_uri_get_pin_value(uri.get()) != nullptr || p11_kit_uri_get_pin_source(uri.get()) != nullptr;
  if (has_pin) return base::fail(TokenError::pin_in_uri);
  return TokenUri(std::move(uri));
}

base::Result<ObjectName> TokenUri::object() const {
  ObjectName out{.label = attribute(uri_.get(), CKA_LABEL), .id = {}};
  if (const auto id = attribute(uri_.get(), CKA_ID)) out.id = base::to_bytes(std::string_view(*id));
  if (!out.label && !out.id) return base::fail(TokenError::uri_incomplete);
  return out;
}

std::string TokenUri::module_path() const {
  const auto* path = p11_kit_uri_get_module_path(uri_.get());
  return path == nullptr ? std::string() : std::string(path);
}

bool TokenUri::matches(CK_TOKEN_INFO& token) const { return p11_kit_uri_match_token_info(uri_.get(), &token) == 1; }
bool TokenUri::matches(CK_INFO& module) const { return p11_kit_uri_match_module_info(uri_.get(), &module) == 1; }

}  // namespace valise::token
