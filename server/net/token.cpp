#include "server/net/token.hpp"

#include "base/reader.hpp"
#include "base/text_encoding.hpp"
#include "base/writer.hpp"
#include "keys/crypto/hash.hpp"
#include "keys/crypto/random.hpp"

namespace valise::server::net {
namespace {

constexpr std::size_t kBody = base::DeviceId::size + 8;
constexpr std::size_t kToken = kBody + 32;

}  // namespace

AttachmentTokens::AttachmentTokens(base::Random& random, const base::Clock& clock)
    : key_(crypto::random_secret<Key>(random)), clock_(clock) {}

AttachmentTokens::Issued AttachmentTokens::issue(const base::DeviceId& device) const {
  const auto expires = clock_.now() + lifetime;
  base::Writer token;
  token.bytes(device.view()).u64(base::to_wire(expires));
  const auto tag = crypto::HmacSha256::of(key_.expose(), token.view());
  token.bytes(tag);
  return {.token = base::to_base64url(token.view()), .expires_at = expires};
}

std::optional<base::DeviceId> AttachmentTokens::check(std::string_view token) const {
  const auto bytes = base::parse_base64url(token);
  if (!bytes || bytes->size() != kToken) return std::nullopt;
  const auto body = base::ByteView(*bytes).first(kBody);
  if (!crypto::HmacSha256::verify(key_.expose(), body, base::ByteView(*bytes).subspan(kBody))) return std::nullopt;
  base::Reader reader(body);
  const auto device = reader.array<base::DeviceId::size>();
  const auto expires = reader.u64();
  if (!device || !expires || clock_.now() >= base::from_wire(*expires)) return std::nullopt;
  return base::DeviceId(*device);
}

}  // namespace valise::server::net
