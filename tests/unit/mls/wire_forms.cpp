#include "tests/unit/mls/wire_forms.hpp"

#include <algorithm>
#include <stdexcept>

#include "client-sdk/mls/framing/message.hpp"
#include "client-sdk/mls/ratchet_tree.hpp"

namespace valise::mls::test {
namespace {

using Rewritten = std::optional<Bytes>;

template <class T>
Rewritten plain(ByteView bytes) {
  const auto parsed = parse<T>(bytes);
  if (!parsed) return std::nullopt;
  return encode(*parsed);
}

// The bodies that stand without their type in front, as messages.json has them.
template <ProposalType Type>
Rewritten proposal_body(ByteView bytes) {
  Decoder in(bytes);
  Proposal proposal;
  read_body(in, Type, proposal);
  if (!in.finish()) return std::nullopt;
  base::Writer out;
  write_body(out, proposal);
  return out.take();
}

template <ContentType Type>
Rewritten content_auth(ByteView bytes) {
  Decoder in(bytes);
  const ContentAuth auth = ContentAuth::decode(in, Type);
  if (!in.finish()) return std::nullopt;
  return encode(auth);
}

Rewritten group_secrets(ByteView bytes) {
  const auto parsed = GroupSecrets::parse(bytes);
  if (!parsed) return std::nullopt;
  return base::to_bytes(parsed->serialize().expose());
}

template <ContentType Type>
Rewritten private_content(ByteView bytes) {
  const PrivateMessage outer{.content_type = Type};
  const auto parsed = parse_private_content(outer, LeafIndex(0), bytes);
  if (!parsed) return std::nullopt;
  return private_content_bytes(*parsed, [&](std::size_t) { return bytes.size(); });
}

template <class T>
Rewritten listed(ByteView bytes) {
  Decoder in(bytes);
  const std::vector<T> list = in.list<T>();
  if (!in.finish()) return std::nullopt;
  base::Writer out;
  write_list(out, list);
  return out.take();
}

constexpr WireForm forms[] = {
    {"MLSMessage", plain<MlsMessage>},
    {"KeyPackage", plain<KeyPackage>},
    {"LeafNode", plain<LeafNode>},
    {"Credential", plain<Credential>},
    {"Capabilities", plain<Capabilities>},
    {"Lifetime", plain<Lifetime>},
    {"Extension", plain<Extension>},
    {"Extensions", plain<Extensions>},
    {"RequiredCapabilities", plain<RequiredCapabilities>},
    {"ExternalSender", plain<ExternalSender>},
    {"ExternalSenders", plain<ExternalSenders>},
    {"GroupContext", plain<GroupContext>},
    {"GroupInfo", plain<GroupInfo>},
    {"GroupSecrets", group_secrets},
    {"EncryptedGroupSecrets", plain<EncryptedGroupSecrets>},
    {"Welcome", plain<Welcome>},
    {"Proposal", plain<Proposal>},
    {"ProposalOrRef", plain<ProposalOrRef>},
    {"Add", proposal_body<ProposalType::add>},
    {"Update", proposal_body<ProposalType::update>},
    {"Remove", proposal_body<ProposalType::remove>},
    {"PreSharedKey", proposal_body<ProposalType::psk>},
    {"ReInit", proposal_body<ProposalType::reinit>},
    {"ExternalInit", proposal_body<ProposalType::external_init>},
    {"GroupContextExtensions", proposal_body<ProposalType::group_context_extensions>},
    {"Commit", plain<Commit>},
    {"UpdatePath", plain<UpdatePath>},
    {"UpdatePathNode", plain<UpdatePathNode>},
    {"HPKECiphertext", plain<HpkeCiphertext>},
    {"PreSharedKeyID", plain<PreSharedKeyId>},
    {"PreSharedKeyIDs", listed<PreSharedKeyId>},
    {"Sender", plain<Sender>},
    {"FramedContent", plain<FramedContent>},
    {"ContentAuth", content_auth<ContentType::application>},
    {"ContentAuth of a commit", content_auth<ContentType::commit>},
    {"AuthenticatedContent", plain<AuthenticatedContent>},
    {"PublicMessage", plain<PublicMessage>},
    {"PrivateMessage", plain<PrivateMessage>},
    {"SenderData", plain<SenderData>},
    {"PrivateMessageContent, application", private_content<ContentType::application>, true},
    {"PrivateMessageContent, proposal", private_content<ContentType::proposal>, true},
    {"PrivateMessageContent, commit", private_content<ContentType::commit>, true},
    {"ParentNode", plain<ParentNode>},
    {"RatchetTree", plain<RatchetTree>},
    {"HPKEPublicKey", plain<HpkePublicKey>},
    {"CustomProposal", proposal_body<ProposalType{0xf123}>},
};

}  // namespace

std::span<const WireForm> wire_forms() { return forms; }

const WireForm& wire_form(const std::string& name) { return forms[wire_form_number(name)]; }

std::size_t wire_form_number(const std::string& name) {
  const auto* found = std::ranges::find_if(forms, [&](const WireForm& form) { return form.name == name; });
  if (found == std::end(forms)) throw std::out_of_range("no wire form " + name);
  return static_cast<std::size_t>(found - std::begin(forms));
}

}  // namespace valise::mls::test
