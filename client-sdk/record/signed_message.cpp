#include "client-sdk/record/signed_message.hpp"

#include "client-sdk/record/error.hpp"

namespace valise::sdk::record {
namespace {

struct Tbs {
  mls::WireFormat format{};
  mls::FramedContent content;
  mls::GroupContext context;

  static Tbs decode(mls::Decoder& in) {
    if (in.value<mls::ProtocolVersion>() != mls::ProtocolVersion::mls10) in.fail(mls::MlsError::malformed, "protocol version");
    return {.format = in.value<mls::WireFormat>(),
            .content = in.value<mls::FramedContent>(),
            .context = in.value<mls::GroupContext>()};
  }
};

// SignContent of section 5.1.2. Device keys of the directory are Ed25519, as the suite's are.
base::Bytes sign_content(base::ByteView bytes) {
  base::Writer out;
  out.opaque(base::as_bytes("MLS 1.0 FramedContentTBS")).opaque(bytes);
  return out.take();
}

}  // namespace

base::Bytes signed_bytes(base::ByteView room, std::uint64_t epoch, std::uint32_t leaf, base::ByteView authenticated_data,
                         base::ByteView content, base::ByteView context) {
  const mls::FramedContent framed{.group_id = base::to_bytes(room),
                                  .epoch = mls::Epoch(epoch),
                                  .sender = mls::Sender::member(mls::LeafIndex(leaf)),
                                  .authenticated_data = base::to_bytes(authenticated_data),
                                  .body = mls::ApplicationData{base::to_bytes(content)}};
  return mls::to_be_signed(mls::WireFormat::private_message, framed, context);
}

base::Result<SignedMessage> verify_message(const crypto::VerifyKey& key, base::ByteView bytes, base::ByteView signature) {
  if (auto held = crypto::verify(key, sign_content(bytes), signature); !held) return base::pass_on(held);
  auto tbs = mls::parse<Tbs>(bytes);
  if (!tbs) return base::fail(RecordError::package_malformed);
  const bool fits = tbs->format == mls::WireFormat::private_message && tbs->content.sender.type == mls::SenderType::member &&
                    std::holds_alternative<mls::ApplicationData>(tbs->content.body) &&
                    tbs->content.group_id == tbs->context.group_id && tbs->content.epoch == tbs->context.epoch;
  if (!fits) return base::fail(RecordError::package_malformed);
  return SignedMessage{.framed = std::move(tbs->content), .context = std::move(tbs->context)};
}

}  // namespace valise::sdk::record
