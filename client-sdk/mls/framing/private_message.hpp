// PrivateMessage (RFC 9420 section 6.3): signed and encrypted, sender included.
#pragma once

#include "client-sdk/mls/framing/content.hpp"
#include "client-sdk/mls/padding.hpp"
#include "client-sdk/mls/secret_tree.hpp"

namespace valise::mls {

struct PrivateMessage {
  Bytes group_id;
  Epoch epoch;
  ContentType content_type{};
  Bytes authenticated_data;
  Bytes encrypted_sender_data;
  Bytes ciphertext;

  void encode(base::Writer& out) const;
  static PrivateMessage decode(Decoder& in);
};

struct SenderData {
  LeafIndex leaf;
  Generation generation;
  base::ByteArray<4> reuse_guard{};

  void encode(base::Writer& out) const;
  static SenderData decode(Decoder& in);
};

// private_content_bytes and parse_private_content write and read PrivateMessageContent; `padding` gives the whole's size. What is
// read is unverified. Parsing fails with malformed, base::ReadError's and bad_padding.
[[nodiscard]] Bytes private_content_bytes(const AuthenticatedContent& content, const PaddingPolicy& padding);
[[nodiscard]] Result<AuthenticatedContent> parse_private_content(const PrivateMessage& message, LeafIndex sender,
                                                                 ByteView plaintext);

// sender_data_key derives key and nonce from the ciphertext's sample (6.3.2).
[[nodiscard]] MessageKey sender_data_key(const CipherSuite& suite, const SenderDataSecret& secret, ByteView ciphertext);

// protect_private encrypts content signed for this format with the sender's next key, which is used up. Fails with
// invalid_argument unless the sender is a member, and with generation_too_far.
[[nodiscard]] Result<PrivateMessage> protect_private(const CipherSuite& suite, const VerifiedContent& content, SecretTree& keys,
                                                     const SenderDataSecret& sender_data, const PaddingPolicy& padding,
                                                     base::Random& random);

// open_sender_data tells who claims to have sent the message. Fails with undecryptable or malformed.
[[nodiscard]] Result<SenderData> open_sender_data(const CipherSuite& suite, const PrivateMessage& message,
                                                  const SenderDataSecret& secret);

// OpenedMessage: decrypted, not yet verified. The key is for SecretTree::consume once verify() succeeded.
struct OpenedMessage {
  UnverifiedContent content;
  KeyCandidate key;
};
// open_private decrypts. Nothing is consumed. Fails with undecryptable, bad_padding, malformed, and as SecretTree::candidate
// does.
[[nodiscard]] Result<OpenedMessage> open_private(const CipherSuite& suite, const PrivateMessage& message,
                                                 const SenderData& sender, SecretTree& keys);

}  // namespace valise::mls
