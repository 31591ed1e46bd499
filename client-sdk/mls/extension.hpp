// Extensions (RFC 9420 sections 7.2 and 13.4) and the contents of those that MLS itself reads.
#pragma once

#include "client-sdk/mls/codec.hpp"
#include "client-sdk/mls/credential.hpp"

namespace valise::mls {

struct Extension {
  ExtensionType type{};
  Bytes data;

  void encode(base::Writer& out) const;
  static Extension decode(Decoder& in);
  friend bool operator==(const Extension&, const Extension&) = default;
};

// Extensions is `Extension extensions<V>`: no type twice. Reading one with a duplicate fails as malformed.
class Extensions {
 public:
  Extensions() = default;
  // The constructor requires that no type stands twice (a caller's own list).
  explicit Extensions(std::vector<Extension> list) : list_(std::move(list)) {}

  // find gives the data of the extension of that type, or nothing.
  [[nodiscard]] const Bytes* find(ExtensionType type) const;
  // set replaces or appends.
  void set(ExtensionType type, Bytes data);
  [[nodiscard]] const std::vector<Extension>& list() const { return list_; }
  // unique tells whether a list made by the constructor keeps its requirement.
  [[nodiscard]] bool unique() const;

  void encode(base::Writer& out) const { write_list(out, list_); }
  static Extensions decode(Decoder& in);
  friend bool operator==(const Extensions&, const Extensions&) = default;

 private:
  std::vector<Extension> list_;
};

// is_grease tells the numbers that section 13.5 reserves for advertising what nobody has. A client's own group extensions have
// none; what is received is not asked, as the section wants.
[[nodiscard]] bool is_grease(ExtensionType type);
// is_default tells the types that every client supports and none lists (section 7.2).
[[nodiscard]] bool is_default(ExtensionType type);
[[nodiscard]] bool is_default(ProposalType type);

// RequiredCapabilities is the content of required_capabilities (section 11.1).
struct RequiredCapabilities {
  std::vector<ExtensionType> extensions;
  std::vector<ProposalType> proposals;
  std::vector<CredentialType> credentials;

  void encode(base::Writer& out) const;
  static RequiredCapabilities decode(Decoder& in);
};

// ExternalSender is an entry of external_senders (section 12.1.8.1).
struct ExternalSender {
  SignaturePublicKey signature_key;
  Credential credential;

  void encode(base::Writer& out) const;
  static ExternalSender decode(Decoder& in);
};
struct ExternalSenders {
  std::vector<ExternalSender> list;

  void encode(base::Writer& out) const { write_list(out, list); }
  static ExternalSenders decode(Decoder& in) { return {in.list<ExternalSender>()}; }
};

// required_capabilities gives the group's requirements, empty when it has none; fails with what parse says.
[[nodiscard]] Result<RequiredCapabilities> required_capabilities(const Extensions& group_context_extensions);

}  // namespace valise::mls
