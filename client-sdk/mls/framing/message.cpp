#include "client-sdk/mls/framing/message.hpp"

namespace valise::mls {

void MlsMessage::encode(base::Writer& out) const {
  write(out, ProtocolVersion::mls10);
  write(out, format());
  std::visit([&](const auto& content) { write(out, content); }, body);
}

MlsMessage MlsMessage::decode(Decoder& in) {
  if (in.value<ProtocolVersion>() != ProtocolVersion::mls10) in.fail(MlsError::unsupported, "protocol version");
  switch (in.value<WireFormat>()) {
    case WireFormat::public_message: return {in.value<PublicMessage>()};
    case WireFormat::private_message: return {in.value<PrivateMessage>()};
    case WireFormat::welcome: return {in.value<Welcome>()};
    case WireFormat::group_info: return {in.value<GroupInfo>()};
    case WireFormat::key_package: return {in.value<KeyPackage>()};
  }
  in.fail(MlsError::unsupported, "wire format");
  return {PrivateMessage{}};
}

}  // namespace valise::mls
