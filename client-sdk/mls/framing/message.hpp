// MLSMessage (RFC 9420 section 6): the outermost form of everything that travels.
#pragma once

#include "client-sdk/mls/framing/private_message.hpp"
#include "client-sdk/mls/framing/public_message.hpp"
#include "client-sdk/mls/welcome.hpp"

namespace valise::mls {

struct MlsMessage {
  std::variant<PublicMessage, PrivateMessage, Welcome, GroupInfo, KeyPackage> body;  // in the order of WireFormat, from 1

  [[nodiscard]] WireFormat format() const { return static_cast<WireFormat>(body.index() + 1); }
  void encode(base::Writer& out) const;
  static MlsMessage decode(Decoder& in);
};

// to_message and from_message<T> wrap and unwrap one kind. from_message fails with malformed when it is another kind.
template <class T>
[[nodiscard]] Bytes to_message(T body) {
  return encode(MlsMessage{std::move(body)});
}
template <class T>
[[nodiscard]] Result<T> from_message(ByteView bytes) {
  auto message = parse<MlsMessage>(bytes);
  if (!message) return base::pass_on(message);
  if (T* body = std::get_if<T>(&message->body)) return std::move(*body);
  return base::fail(MlsError::malformed, "another kind of message");
}

}  // namespace valise::mls
