// PublicMessage (RFC 9420 section 6.2): signed, not encrypted; members prove membership with a tag.
#pragma once

#include "client-sdk/mls/framing/content.hpp"

namespace valise::mls {

struct PublicMessage {
  FramedContent content;
  ContentAuth auth;
  std::optional<Bytes> membership_tag;  // there exactly for members

  void encode(base::Writer& out) const;
  static PublicMessage decode(Decoder& in);
};

// protect_public frames content signed for this format. Fails with invalid_argument for application data, which must be private.
[[nodiscard]] Result<PublicMessage> protect_public(const CipherSuite& suite, const VerifiedContent& content,
                                                   const MembershipKey& key, ByteView context);
// open_public checks the membership tag of members; the signature is left to verify(). Fails with bad_membership_tag, or with
// malformed for application data.
[[nodiscard]] Result<UnverifiedContent> open_public(const CipherSuite& suite, PublicMessage message, const MembershipKey& key,
                                                    ByteView context);

}  // namespace valise::mls
