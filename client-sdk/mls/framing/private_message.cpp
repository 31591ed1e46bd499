#include "client-sdk/mls/framing/private_message.hpp"

namespace valise::mls {
namespace {

RatchetType ratchet_for(ContentType type) {
  return type == ContentType::application ? RatchetType::application : RatchetType::handshake;
}

Bytes sender_data_aad(const PrivateMessage& message) {
  base::Writer out;
  out.opaque(message.group_id);
  write(out, message.epoch);
  write(out, message.content_type);
  return out.take();
}

Bytes content_aad(const PrivateMessage& message) {
  base::Writer out;
  out.bytes(sender_data_aad(message)).opaque(message.authenticated_data);
  return out.take();
}

AeadNonce guarded(const AeadNonce& nonce, const base::ByteArray<4>& guard) {
  return AeadNonce::make(nonce.size(), [&](MutableBytes out) {
    std::ranges::copy(nonce.expose(), out.begin());
    for (std::size_t i = 0; i < guard.size(); ++i) out[i] ^= guard[i];
  });
}

}  // namespace

Bytes private_content_bytes(const AuthenticatedContent& content, const PaddingPolicy& padding) {
  base::Writer out(content.content.expected_size());
  write_content_body(out, content.content);
  write(out, content.auth);
  Bytes bytes = out.take();
  bytes.resize(std::max(bytes.size(), padding(bytes.size())));
  return bytes;
}

Result<AuthenticatedContent> parse_private_content(const PrivateMessage& message, LeafIndex sender, ByteView plaintext) {
  Decoder in(plaintext);
  AuthenticatedContent out{.wire_format = WireFormat::private_message,
                           .content = {.group_id = message.group_id,
                                       .epoch = message.epoch,
                                       .sender = Sender::member(sender),
                                       .authenticated_data = message.authenticated_data}};
  read_content_body(in, message.content_type, out.content);
  out.auth = ContentAuth::decode(in, message.content_type);
  const ByteView padding = in.rest();
  if (auto done = in.finish(); !done) return base::pass_on(done);
  if (std::ranges::any_of(padding, [](Byte byte) { return byte != 0; })) return base::fail(MlsError::bad_padding);
  return out;
}

void PrivateMessage::encode(base::Writer& out) const {
  out.opaque(group_id);
  write(out, epoch);
  write(out, content_type);
  out.opaque(authenticated_data).opaque(encrypted_sender_data).opaque(ciphertext);
}

PrivateMessage PrivateMessage::decode(Decoder& in) {
  PrivateMessage out{.group_id = in.opaque(),
                     .epoch = in.value<Epoch>(),
                     .content_type = in.value<ContentType>(),
                     .authenticated_data = in.opaque(),
                     .encrypted_sender_data = in.opaque(),
                     .ciphertext = in.opaque()};
  if (out.content_type < ContentType::application || out.content_type > ContentType::commit) {
    in.fail(MlsError::malformed, "content type");
  }
  return out;
}

void SenderData::encode(base::Writer& out) const {
  write(out, leaf);
  write(out, generation);
  out.bytes(reuse_guard);
}

SenderData SenderData::decode(Decoder& in) {
  return {.leaf = in.value<LeafIndex>(), .generation = in.value<Generation>(), .reuse_guard = in.array<4>()};
}

MessageKey sender_data_key(const CipherSuite& suite, const SenderDataSecret& secret, ByteView ciphertext) {
  const ByteView sample = ciphertext.first(std::min(ciphertext.size(), suite.hash_size()));
  Derivation from(suite, secret.expose());
  return {from.derive<AeadKey>("key", sample, suite.key_size()), from.derive<AeadNonce>("nonce", sample, suite.nonce_size())};
}

Result<PrivateMessage> protect_private(const CipherSuite& suite, const VerifiedContent& content, SecretTree& keys,
                                       const SenderDataSecret& sender_data, const PaddingPolicy& padding, base::Random& random) {
  const FramedContent& framed = content->content;
  if (framed.sender.type != SenderType::member) return base::fail(MlsError::invalid_argument, "sender type");
  const LeafIndex self = framed.sender.leaf();
  auto next = keys.next_key(self, ratchet_for(framed.type()));
  if (!next) return base::pass_on(next);
  PrivateMessage out{.group_id = framed.group_id,
                     .epoch = framed.epoch,
                     .content_type = framed.type(),
                     .authenticated_data = framed.authenticated_data};
  const SenderData sender{self, next->generation, random.array<4>()};
  const AeadNonce nonce = guarded(next->key.nonce, sender.reuse_guard);
  out.ciphertext = suite.seal(next->key.key.expose(), nonce.expose(), content_aad(out), private_content_bytes(*content, padding));
  const MessageKey cover = sender_data_key(suite, sender_data, out.ciphertext);
  out.encrypted_sender_data = suite.seal(cover.key.expose(), cover.nonce.expose(), sender_data_aad(out), encode(sender));
  return out;
}

Result<SenderData> open_sender_data(const CipherSuite& suite, const PrivateMessage& message, const SenderDataSecret& secret) {
  const MessageKey cover = sender_data_key(suite, secret, message.ciphertext);
  auto opened = suite.open(cover.key.expose(), cover.nonce.expose(), sender_data_aad(message), message.encrypted_sender_data);
  if (!opened) return base::pass_on(opened);
  return parse<SenderData>(*opened);
}

Result<OpenedMessage> open_private(const CipherSuite& suite, const PrivateMessage& message, const SenderData& sender,
                                   SecretTree& keys) {
  auto key = keys.candidate(sender.leaf, ratchet_for(message.content_type), sender.generation);
  if (!key) return base::pass_on(key);
  const AeadNonce nonce = guarded(key->key().nonce, sender.reuse_guard);
  auto opened = suite.open(key->key().key.expose(), nonce.expose(), content_aad(message), message.ciphertext);
  if (!opened) return base::pass_on(opened);
  auto content = parse_private_content(message, sender.leaf, *opened);
  crypto::wipe(*opened);
  if (!content) return base::pass_on(content);
  return OpenedMessage{UnverifiedContent(std::move(*content)), std::move(*key)};
}

}  // namespace valise::mls
