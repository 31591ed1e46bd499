// SignedMessage: what a member signed when they sent a message: FramedContentTBS of RFC 9420 section 6.1, which ends with the
// GroupContext of the room's epoch and so binds the words to the room's state.
#pragma once

#include "client-sdk/mls/framing/content.hpp"
#include "keys/crypto/ed25519.hpp"

namespace valise::sdk::record {

// signed_bytes puts FramedContentTBS together again from what is kept of a message. `context` is an encoded GroupContext.
[[nodiscard]] base::Bytes signed_bytes(base::ByteView room, std::uint64_t epoch, std::uint32_t leaf,
                                       base::ByteView authenticated_data, base::ByteView content, base::ByteView context);

struct SignedMessage {
  mls::FramedContent framed;
  mls::GroupContext context;
  [[nodiscard]] const base::Bytes& content() const { return std::get<mls::ApplicationData>(framed.body).data; }
};

// verify_message checks the signature by a device's key and takes the bytes apart. Fails with package_malformed, or the
// signature's error.
[[nodiscard]] base::Result<SignedMessage> verify_message(const crypto::VerifyKey& key, base::ByteView bytes,
                                                         base::ByteView signature);

}  // namespace valise::sdk::record
