#include "client-sdk/mls/framing/content.hpp"

namespace valise::mls {

void Sender::encode(base::Writer& out) const {
  write(out, type);
  if (type == SenderType::member || type == SenderType::external) out.u32(index);
}

Sender Sender::decode(Decoder& in) {
  Sender out{.type = in.value<SenderType>()};
  switch (out.type) {
    case SenderType::member:
    case SenderType::external: out.index = in.u32(); return out;
    case SenderType::new_member_proposal:
    case SenderType::new_member_commit: return out;
  }
  in.fail(MlsError::malformed, "sender type");
  return out;
}

void write_content_body(base::Writer& out, const FramedContent& content) {
  if (const auto* data = std::get_if<ApplicationData>(&content.body)) out.opaque(data->data);
  if (const auto* proposal = std::get_if<Proposal>(&content.body)) write(out, *proposal);
  if (const auto* commit = std::get_if<Commit>(&content.body)) write(out, *commit);
}

void read_content_body(Decoder& in, ContentType type, FramedContent& content) {
  switch (type) {
    case ContentType::application: content.body = ApplicationData{in.opaque()}; return;
    case ContentType::proposal: content.body = in.value<Proposal>(); return;
    case ContentType::commit: content.body = in.value<Commit>(); return;
  }
  in.fail(MlsError::malformed, "content type");
}

std::size_t FramedContent::expected_size() const {
  std::size_t out = 256 + group_id.size() + authenticated_data.size();
  if (const auto* data = std::get_if<ApplicationData>(&body)) out += data->data.size();
  const auto* commit = std::get_if<Commit>(&body);
  if (!commit || !commit->path) return out;
  for (const UpdatePathNode& node : commit->path->nodes) out += 64 + node.encrypted_path_secret.encoded_size();
  return out + 512;
}

void FramedContent::encode(base::Writer& out) const {
  out.opaque(group_id);
  write(out, epoch);
  write(out, sender);
  out.opaque(authenticated_data);
  write(out, type());
  write_content_body(out, *this);
}

FramedContent FramedContent::decode(Decoder& in) {
  FramedContent out{
      .group_id = in.opaque(), .epoch = in.value<Epoch>(), .sender = in.value<Sender>(), .authenticated_data = in.opaque()};
  read_content_body(in, in.value<ContentType>(), out);
  return out;
}

void ContentAuth::encode(base::Writer& out) const {
  out.opaque(signature);
  if (confirmation_tag) out.opaque(*confirmation_tag);
}

ContentAuth ContentAuth::decode(Decoder& in, ContentType type) {
  ContentAuth out{.signature = in.opaque()};
  if (type == ContentType::commit) out.confirmation_tag = in.opaque();
  return out;
}

void AuthenticatedContent::encode(base::Writer& out) const {
  write(out, wire_format);
  write(out, content);
  write(out, auth);
}

AuthenticatedContent AuthenticatedContent::decode(Decoder& in) {
  AuthenticatedContent out{.wire_format = in.value<WireFormat>(), .content = in.value<FramedContent>()};
  out.auth = ContentAuth::decode(in, out.content.type());
  return out;
}

Bytes to_be_signed(WireFormat format, const FramedContent& content, ByteView context) {
  base::Writer out(content.expected_size() + context.size());
  write(out, ProtocolVersion::mls10);
  write(out, format);
  write(out, content);
  const SenderType sender = content.sender.type;
  if (sender == SenderType::member || sender == SenderType::new_member_commit) out.bytes(context);
  return out.take();
}

ProposalRef proposal_ref(const CipherSuite& suite, const AuthenticatedContent& content) {
  return {ref_hash(suite, "MLS 1.0 Proposal Reference", encode(content))};
}

const SignaturePublicKey* UnverifiedContent::claimed_key() const {
  if (const auto* commit = std::get_if<Commit>(&content_.content.body)) {
    return commit->path ? &commit->path->leaf_node.signature_key : nullptr;
  }
  const auto* proposal = std::get_if<Proposal>(&content_.content.body);
  const Add* add = proposal ? proposal->get<Add>() : nullptr;
  return add ? &add->key_package.leaf_node.signature_key : nullptr;
}

Result<VerifiedContent> UnverifiedContent::verify(const CipherSuite& suite, const SignaturePublicKey& key, ByteView context) && {
  const Bytes signed_bytes = to_be_signed(content_.wire_format, content_.content, context);
  if (!verify_with_label(suite, key, "FramedContentTBS", signed_bytes, content_.auth.signature)) {
    return base::fail(MlsError::bad_signature, "message");
  }
  return VerifiedContent(std::move(content_));
}

Result<VerifiedContent> sign_content(WireFormat format, FramedContent content, ByteView context, const Signer& signer) {
  auto signature = sign_with_label(signer, "FramedContentTBS", to_be_signed(format, content, context));
  if (!signature) return base::pass_on(signature);
  return VerifiedContent({.wire_format = format, .content = std::move(content), .auth = {.signature = std::move(*signature)}});
}

}  // namespace valise::mls
