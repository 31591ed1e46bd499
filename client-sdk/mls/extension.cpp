#include "client-sdk/mls/extension.hpp"

#include <set>

namespace valise::mls {

void Extension::encode(base::Writer& out) const {
  write(out, type);
  out.opaque(data);
}

Extension Extension::decode(Decoder& in) { return {.type = in.value<ExtensionType>(), .data = in.opaque()}; }

const Bytes* Extensions::find(ExtensionType type) const {
  const auto found = std::ranges::find(list_, type, &Extension::type);
  return found == list_.end() ? nullptr : &found->data;
}

void Extensions::set(ExtensionType type, Bytes data) {
  const auto found = std::ranges::find(list_, type, &Extension::type);
  if (found == list_.end())
    list_.push_back({type, std::move(data)});
  else
    found->data = std::move(data);
}

bool Extensions::unique() const {
  std::set<ExtensionType> seen;
  return std::ranges::all_of(list_, [&](const Extension& extension) { return seen.insert(extension.type).second; });
}

Extensions Extensions::decode(Decoder& in) {
  Extensions out(in.list<Extension>(max_extensions));
  if (!out.unique()) in.fail(MlsError::malformed, "an extension stands twice");
  return out;
}

bool is_grease(ExtensionType type) {
  const auto value = static_cast<std::uint16_t>(type);
  return (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff) && value != 0xfafa;
}

bool is_default(ExtensionType type) {
  const auto value = static_cast<std::uint16_t>(type);
  return value >= 1 && value <= 5;
}

bool is_default(ProposalType type) {
  const auto value = static_cast<std::uint16_t>(type);
  return value >= 1 && value <= 7;
}

void RequiredCapabilities::encode(base::Writer& out) const {
  write_list(out, extensions);
  write_list(out, proposals);
  write_list(out, credentials);
}

RequiredCapabilities RequiredCapabilities::decode(Decoder& in) {
  return {.extensions = in.list<ExtensionType>(), .proposals = in.list<ProposalType>(), .credentials = in.list<CredentialType>()};
}

void ExternalSender::encode(base::Writer& out) const {
  write(out, signature_key);
  write(out, credential);
}

ExternalSender ExternalSender::decode(Decoder& in) {
  return {.signature_key = in.value<SignaturePublicKey>(), .credential = in.value<Credential>()};
}

Result<RequiredCapabilities> required_capabilities(const Extensions& group_context_extensions) {
  const Bytes* data = group_context_extensions.find(ExtensionType::required_capabilities);
  if (!data) return RequiredCapabilities{};
  return parse<RequiredCapabilities>(*data);
}

}  // namespace valise::mls
