#include "keys/registrar/announcement.hpp"

#include <boost/json/parse.hpp>

#include "base/text_encoding.hpp"
#include "keys/registrar/error.hpp"

namespace valise::registrar {
namespace {

namespace json = boost::json;
using base::fail;
using base::Result;

Result<std::string> text(const json::object& object, std::string_view field) {
  const auto* value = object.if_contains(field);
  if (value == nullptr || !value->is_string()) return fail(RegistrarError::not_an_announcement, std::string(field));
  return std::string(value->get_string());
}

Result<std::string> hash(const json::object& object, std::string_view field) {
  auto digits = text(object, field);
  if (!digits) return digits;
  const auto bytes = base::parse_hex(*digits);
  if (!bytes || bytes->size() != 32) return fail(RegistrarError::not_an_announcement, std::string(field));
  return base::to_string(*bytes);
}

}  // namespace

Result<v1::RelayAnnounced> parse_announcement(std::string_view content) {
  boost::system::error_code error;
  const auto parsed = json::parse(content, error);
  const auto* object = error ? nullptr : parsed.if_object();
  if (object == nullptr) return fail(RegistrarError::not_an_announcement);
  if (object->size() != 5) return fail(RegistrarError::not_an_announcement, "not exactly the five fields");
  auto name = text(*object, "name");
  auto address = text(*object, "address");
  auto pin = hash(*object, "tls_spki_sha256");
  auto key = hash(*object, "log_public_key");
  auto origin = text(*object, "log_origin");
  for (auto* field : {&name, &address, &pin, &key, &origin}) {
    if (!*field) return pass_on(*field);
  }
  v1::RelayAnnounced out;
  out.set_name(*name);
  out.set_address(*address);
  out.set_tls_spki_sha256(*pin);
  out.set_log_public_key(*key);
  out.set_log_origin(*origin);
  return out;
}

}  // namespace valise::registrar
