#include "client-sdk/client/link_code.hpp"

#include "base/reader.hpp"
#include "base/text_encoding.hpp"
#include "client-sdk/client/error.hpp"
#include "keys/crypto/hkdf.hpp"
#include "keys/crypto/secret_bytes.hpp"

namespace valise::sdk::client {
namespace {

using base::as_bytes;
using base::fail;
using base::Result;

constexpr std::string_view kPrefix = "valise-link1:";
constexpr std::size_t kSize = 1 + 16 + base::DeviceId::size + 8;  // what the device does, secret, device, time
constexpr std::string_view kBlanks = " \t\r\n";

base::Bytes labelled(std::string_view purpose) {
  base::Bytes out = base::to_bytes(std::string_view("Valise 1.0 "));
  base::append(out, as_bytes(purpose));
  out.push_back(0);
  return out;
}

}  // namespace

LinkCode LinkCode::make(base::Random& random, LinkTerms terms) {
  auto secret = LinkSecret::make([&](std::span<base::Byte, LinkSecret::size> out) { random.fill(out); });
  return {std::move(secret), terms};
}

Result<LinkCode> LinkCode::parse(std::string_view text) {
  std::string digits;
  digits.reserve(text.size());  // a string that grows leaves copies behind
  for (const char c : text) {
    if (!kBlanks.contains(c)) digits.push_back(c);
  }
  const bool named = digits.starts_with(kPrefix);
  auto decoded = base::parse_base64url(std::string_view(digits).substr(named ? kPrefix.size() : digits.size()));
  crypto::wipe(digits);
  if (!named || !decoded) return fail(ClientError::link_code_invalid);
  const auto bytes = crypto::SecretBytes::adopt(std::move(*decoded));
  const base::ByteView in = bytes.expose();
  if (in.size() != kSize || in[0] > 1) return fail(ClientError::link_code_invalid);
  std::uint64_t expires = 0;
  for (const base::Byte byte : in.last(8)) expires = expires << 8 | byte;
  return LinkCode(
      LinkSecret::from_bytes(in.subspan<1, 16>()),
      {.gives = in[0] == 1, .device = *base::DeviceId::parse(in.subspan(17, 16)), .expires = base::from_wire(expires)});
}

std::string LinkCode::text() const {
  base::Bytes bytes;
  bytes.reserve(kSize);
  bytes.push_back(terms_.gives ? 1 : 0);
  base::append(bytes, secret_.expose());
  base::append(bytes, terms_.device.view());
  const std::uint64_t expires = base::to_wire(terms_.expires);
  for (int shift = 56; shift >= 0; shift -= 8) bytes.push_back(static_cast<base::Byte>(expires >> shift));
  std::string digits = base::to_base64url(bytes);
  crypto::wipe(bytes);
  std::string out;
  out.reserve(kPrefix.size() + digits.size());
  out.append(kPrefix).append(digits);
  crypto::wipe(digits);
  return out;
}

store::StoredLinkKey LinkCode::key() const {
  const auto prk = crypto::hkdf_extract(as_bytes("Valise 1.0 device link"), secret_.expose());
  return crypto::hkdf_expand<store::StoredLinkKey>(prk.expose(), as_bytes("mac"));
}

crypto::Digest request_mac(const store::StoredLinkKey& key, const base::DeviceId& receiver) {
  return crypto::HmacSha256::of_parts(key.expose(), {labelled("history request"), receiver.view()});
}

crypto::Digest bundle_mac(const store::StoredLinkKey& key, const base::DeviceId& receiver, base::ByteView attachment_id,
                          base::ByteView sha256) {
  return crypto::HmacSha256::of_parts(key.expose(), {labelled("history"), receiver.view(), attachment_id, sha256});
}

}  // namespace valise::sdk::client
