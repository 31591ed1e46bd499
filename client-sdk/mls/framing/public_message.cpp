#include "client-sdk/mls/framing/public_message.hpp"

namespace valise::mls {
namespace {

// AuthenticatedContentTBM.
Bytes to_be_macd(const FramedContent& content, const ContentAuth& auth, ByteView context) {
  base::Writer out;
  out.bytes(to_be_signed(WireFormat::public_message, content, context));
  write(out, auth);
  return out.take();
}

}  // namespace

void PublicMessage::encode(base::Writer& out) const {
  write(out, content);
  write(out, auth);
  if (membership_tag) out.opaque(*membership_tag);
}

PublicMessage PublicMessage::decode(Decoder& in) {
  PublicMessage out{.content = in.value<FramedContent>()};
  out.auth = ContentAuth::decode(in, out.content.type());
  if (out.content.sender.type == SenderType::member) out.membership_tag = in.opaque();
  return out;
}

Result<PublicMessage> protect_public(const CipherSuite& suite, const VerifiedContent& content, const MembershipKey& key,
                                     ByteView context) {
  if (content->content.type() == ContentType::application) return base::fail(MlsError::invalid_argument, "application data");
  PublicMessage out{.content = content->content, .auth = content->auth};
  if (out.content.sender.type == SenderType::member) {
    out.membership_tag = suite.mac(key.expose(), to_be_macd(out.content, out.auth, context));
  }
  return out;
}

Result<UnverifiedContent> open_public(const CipherSuite& suite, PublicMessage message, const MembershipKey& key,
                                      ByteView context) {
  if (message.content.type() == ContentType::application) return base::fail(MlsError::malformed, "application data in public");
  if (message.content.sender.type == SenderType::member &&
      !suite.verify_mac(key.expose(), to_be_macd(message.content, message.auth, context), *message.membership_tag)) {
    return base::fail(MlsError::bad_membership_tag);
  }
  return UnverifiedContent({WireFormat::public_message, std::move(message.content), std::move(message.auth)});
}

}  // namespace valise::mls
