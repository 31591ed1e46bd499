#include "client-sdk/client/content.hpp"

#include "client-sdk/client/error.hpp"
#include "client-sdk/client/handling.hpp"

namespace valise::sdk::client {

v1::Urgency to_wire(valise::Urgency urgency) {
  switch (urgency) {
    case valise::Urgency::routine: return v1::URGENCY_ROUTINE;
    case valise::Urgency::urgent: return v1::URGENCY_URGENT;
    case valise::Urgency::emergency: return v1::URGENCY_EMERGENCY;
  }
  return v1::URGENCY_ROUTINE;
}

valise::Urgency from_wire(v1::Urgency urgency) {
  if (urgency == v1::URGENCY_EMERGENCY) return valise::Urgency::emergency;
  return urgency == v1::URGENCY_URGENT ? valise::Urgency::urgent : valise::Urgency::routine;
}

Result<v1::Content> draft_content(const valise::Draft& draft, base::MessageId id, base::MessageId in_reply_to,
                                  const std::string& from_post, base::UnixMillis now) {
  v1::Content content;
  content.set_message_id(id.string());
  content.set_sent_at_ms(base::to_wire(now));
  if (in_reply_to != base::MessageId{}) content.set_in_reply_to(in_reply_to.string());
  content.set_urgency(to_wire(draft.urgency));
  if (draft.acknowledge_by) content.set_acknowledge_by_ms(base::to_wire(*draft.acknowledge_by));
  if (auto added = add_handling(content, draft.handling); !added) return pass_on(added);
  content.set_from_post(from_post);
  content.mutable_text()->set_text(draft.text);
  if (content.ByteSizeLong() > kLongestContent) return fail(ClientError::message_too_large);
  return content;
}

v1::Attachment attachment_of(const store::Transfer& transfer) {
  v1::Attachment out;
  if (transfer.attachment) out.set_attachment_id(transfer.attachment->string());
  out.set_key(base::to_string(transfer.file_key.expose()));
  out.set_name(transfer.name);
  out.set_media_type(transfer.media_type);
  out.set_size(transfer.size);
  out.set_sha256(base::to_string(transfer.sha256));
  out.set_stored_size(transfer.stored_size);
  out.set_chunk_size(transfer.chunk_size);
  return out;
}

void complete(v1::Content& content, const SenderMark& mark, base::ByteView epoch_authenticator, const std::string& checkpoint) {
  content.set_sender_counter(mark.counter + 1);
  content.set_previous_hash(mark.previous_hash ? base::to_string(*mark.previous_hash) : std::string());
  content.set_epoch_authenticator(base::to_string(epoch_authenticator));
  content.set_checkpoint(checkpoint);
}

base::Bytes visible_data(const directory::Head& head) {
  v1::Visible visible;
  visible.set_head_size(head.size);
  visible.set_head_root(head.root.string());
  return base::to_bytes(visible.SerializeAsString());
}

std::optional<directory::Head> parse_visible(base::ByteView authenticated_data) {
  v1::Visible visible;
  if (!visible.ParseFromArray(authenticated_data.data(), static_cast<int>(authenticated_data.size()))) return std::nullopt;
  const auto root = directory::TreeHash::parse(visible.head_root());
  if (!root) return std::nullopt;
  return directory::Head{.size = visible.head_size(), .root = *root};
}

std::optional<v1::Content> parse_content(base::ByteView bytes) {
  v1::Content content;
  if (!content.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return std::nullopt;
  if (!base::MessageId::parse(content.message_id())) return std::nullopt;
  constexpr int most_attachments = 100;
  if (content.attachments_size() > most_attachments) return std::nullopt;
  return content;
}

}  // namespace valise::sdk::client
