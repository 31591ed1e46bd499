// Framed content and its authentication (RFC 9420 sections 6 and 6.1).
//
// What arrives is an UnverifiedContent, which gives away nothing but what is needed to find the signer's key; verify() consumes
// it and makes the VerifiedContent that the group works on. A member's own content is verified by having been signed here.
#pragma once

#include "client-sdk/mls/commit.hpp"
#include "client-sdk/mls/group_context.hpp"

namespace valise::mls {

struct Sender {
  SenderType type = SenderType::member;
  std::uint32_t index = 0;  // leaf_index of a member, sender_index of an external sender

  [[nodiscard]] static Sender member(LeafIndex leaf) { return {SenderType::member, leaf.value()}; }
  // leaf requires type member.
  [[nodiscard]] LeafIndex leaf() const { return LeafIndex(index); }
  void encode(base::Writer& out) const;
  static Sender decode(Decoder& in);
  friend bool operator==(const Sender&, const Sender&) = default;
};

struct ApplicationData {
  Bytes data;
};

struct FramedContent {
  Bytes group_id;
  Epoch epoch;
  Sender sender;
  Bytes authenticated_data;
  std::variant<ApplicationData, Proposal, Commit> body;  // in the order of ContentType, from 1

  [[nodiscard]] ContentType type() const { return static_cast<ContentType>(body.index() + 1); }
  // expected_size is about what the encoding will have, for whoever makes room for it.
  [[nodiscard]] std::size_t expected_size() const;
  void encode(base::Writer& out) const;
  static FramedContent decode(Decoder& in);
};

// write_content_body and read_content_body are the `select` over the content type, which PrivateMessageContent shares.
void write_content_body(base::Writer& out, const FramedContent& content);
void read_content_body(Decoder& in, ContentType type, FramedContent& content);

// FramedContentAuthData: the confirmation tag is there exactly for commits.
struct ContentAuth {
  Bytes signature;
  std::optional<Bytes> confirmation_tag;

  void encode(base::Writer& out) const;
  static ContentAuth decode(Decoder& in, ContentType type);
};

struct AuthenticatedContent {
  WireFormat wire_format{};
  FramedContent content;
  ContentAuth auth;

  void encode(base::Writer& out) const;
  static AuthenticatedContent decode(Decoder& in);
};

// to_be_signed is FramedContentTBS; `context` is the encoded GroupContext of the epoch.
[[nodiscard]] Bytes to_be_signed(WireFormat format, const FramedContent& content, ByteView context);
// proposal_ref is MakeProposalRef.
[[nodiscard]] ProposalRef proposal_ref(const CipherSuite& suite, const AuthenticatedContent& content);

class VerifiedContent {
 public:
  [[nodiscard]] const AuthenticatedContent& operator*() const { return content_; }
  [[nodiscard]] const AuthenticatedContent* operator->() const { return &content_; }
  // confirm sets the confirmation tag of an own commit, which is known only after it was signed.
  void confirm(Bytes tag) { content_.auth.confirmation_tag = std::move(tag); }

 private:
  friend class UnverifiedContent;
  friend Result<VerifiedContent> sign_content(WireFormat, FramedContent, ByteView, const Signer&);
  explicit VerifiedContent(AuthenticatedContent content) : content_(std::move(content)) {}

  AuthenticatedContent content_;
};

class UnverifiedContent {
 public:
  explicit UnverifiedContent(AuthenticatedContent content) : content_(std::move(content)) {}

  [[nodiscard]] const Sender& sender() const { return content_.content.sender; }
  [[nodiscard]] ContentType type() const { return content_.content.type(); }
  // claimed_key gives the key that joiners bring along: the path's for new_member_commit, the key package's for
  // new_member_proposal.
  [[nodiscard]] const SignaturePublicKey* claimed_key() const;
  // verify consumes the content. Fails with bad_signature.
  [[nodiscard]] Result<VerifiedContent> verify(const CipherSuite& suite, const SignaturePublicKey& key, ByteView context) &&;

 private:
  AuthenticatedContent content_;
};

// sign_content signs a member's own content. Fails with signing_failed.
[[nodiscard]] Result<VerifiedContent> sign_content(WireFormat format, FramedContent content, ByteView context,
                                                   const Signer& signer);

}  // namespace valise::mls
