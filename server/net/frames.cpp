#include "server/net/frames.hpp"

#include <google/protobuf/io/coded_stream.h>

#include "keys/directory/address.hpp"
#include "server/core/refusal.hpp"
#include "server/net/net_error.hpp"
#include "server/store/error.hpp"

namespace valise::server::net {
namespace {

// The deepest message that a client sends is a request in a frame; unknown groups count as well.
constexpr int kRecursionLimit = 8;
constexpr std::uint64_t kBusyRetryMillis = 1000;
constexpr std::chrono::minutes kStoredRetry{10};

v1::FailureCode code_of(core::Refusal refusal) {
  switch (refusal) {
    case core::Refusal::malformed: return v1::FAILURE_CODE_MALFORMED;
    case core::Refusal::not_authorised: return v1::FAILURE_CODE_NOT_AUTHORISED;
    case core::Refusal::not_found: return v1::FAILURE_CODE_NOT_FOUND;
    case core::Refusal::conflict: return v1::FAILURE_CODE_CONFLICT;
    case core::Refusal::key_reused: return v1::FAILURE_CODE_KEY_REUSED;
    case core::Refusal::quota:
    case core::Refusal::stored_quota: return v1::FAILURE_CODE_QUOTA;
    case core::Refusal::too_large: return v1::FAILURE_CODE_TOO_LARGE;
    case core::Refusal::expired: return v1::FAILURE_CODE_EXPIRED;
    case core::Refusal::incomplete: return v1::FAILURE_CODE_NOT_FOUND;
  }
  return v1::FAILURE_CODE_MALFORMED;
}

v1::FailureCode code_of(const base::Error& error) {
  static const auto& refusals = core::make_error_code(core::Refusal::malformed).category();
  if (error.code.category() == refusals) return code_of(static_cast<core::Refusal>(error.code.value()));
  if (error.code == store::StoreError::overloaded) return v1::FAILURE_CODE_BUSY;
  static const auto& storage = store::make_error_code(store::StoreError::storage).category();
  if (error.code.category() == storage) return v1::FAILURE_CODE_STORAGE;
  return v1::FAILURE_CODE_REJECTED;  // what is left are the directory's rules
}

std::optional<core::Urgency> parse_urgency(v1::Urgency urgency) {
  switch (urgency) {
    case v1::URGENCY_UNSPECIFIED:
    case v1::URGENCY_ROUTINE: return core::Urgency::routine;
    case v1::URGENCY_URGENT: return core::Urgency::urgent;
    case v1::URGENCY_EMERGENCY: return core::Urgency::emergency;
    default: return std::nullopt;
  }
}

// parse_wish gives what an urgent message wants; the outer nothing where its post is no address.
std::optional<std::optional<core::AlertWish>> parse_wish(v1::SubmitMessage& request) {
  constexpr std::uint64_t end_of_9999 = 253'402'300'799'000;
  const bool wants = request.urgency() >= v1::URGENCY_URGENT && request.acknowledge_by_ms() != 0 && !request.post().empty();
  const auto& who = request.post();
  const bool address = directory::PostAddress::parse(who).has_value() || directory::OfficerAddress::parse(who).has_value();
  if (!who.empty() && !address) return std::nullopt;
  if (!wants) return std::optional<core::AlertWish>();
  return core::AlertWish{.post = std::move(*request.mutable_post()),
                         .acknowledge_by = base::from_wire(std::min(request.acknowledge_by_ms(), end_of_9999)),
                         .post_devices = {}};
}

std::string text_of(const base::Bytes& bytes) { return base::to_string(bytes); }

}  // namespace

base::Result<v1::ClientFrame> parse_client_frame(base::ByteView bytes) {
  google::protobuf::io::CodedInputStream stream(bytes.data(), static_cast<int>(bytes.size()));
  stream.SetRecursionLimit(kRecursionLimit);
  stream.SetTotalBytesLimit(static_cast<int>(kMaxFrame));
  v1::ClientFrame frame;
  const bool parsed = frame.ParseFromCodedStream(&stream) && stream.ConsumedEntireMessage();
  if (!parsed || frame.request_id() == 0 || frame.request_case() == v1::ClientFrame::REQUEST_NOT_SET) {
    return base::fail(NetError::malformed_frame);
  }
  return frame;
}

base::Bytes serialise(const v1::RelayFrame& frame) {
  base::Bytes out(frame.ByteSizeLong());
  frame.SerializeWithCachedSizesToArray(out.data());
  return out;
}

v1::RelayFrame failure(v1::FailureCode code) {
  v1::RelayFrame frame;
  frame.mutable_failure()->set_code(code);
  if (code == v1::FAILURE_CODE_BUSY) frame.mutable_failure()->set_retry_after_ms(kBusyRetryMillis);
  return frame;
}

v1::RelayFrame failure_of(const base::Error& error) {
  if (error.code == core::Refusal::stored_quota) return over_quota(kStoredRetry);
  return failure(code_of(error));
}

v1::RelayFrame over_quota(std::chrono::milliseconds retry_after) {
  auto frame = failure(v1::FAILURE_CODE_QUOTA);
  frame.mutable_failure()->set_retry_after_ms(static_cast<std::uint64_t>(retry_after.count()));
  return frame;
}

std::optional<core::CommitSubmission> parse_commit(v1::SubmitCommit& request, const base::DeviceId& submitter) {
  const auto room = base::RoomId::parse(request.room_id());
  const auto key = base::IdempotencyKey::parse(request.idempotency_key());
  auto add = parse_devices(request.add());
  auto remove = parse_devices(request.remove());
  if (!room || !key || !add || !remove || request.commit().empty()) return std::nullopt;
  return core::CommitSubmission{.room = *room,
                                .submitter = submitter,
                                .key = *key,
                                .expected_position = base::RoomSeq(request.expected_position()),
                                .commit = base::to_bytes(request.commit()),
                                .welcome = base::to_bytes(request.welcome()),
                                .add = std::move(*add),
                                .remove = std::move(*remove)};
}

std::optional<core::MessageSubmission> parse_message(v1::SubmitMessage& request, const base::DeviceId& submitter) {
  const auto room = base::RoomId::parse(request.room_id());
  const auto key = base::IdempotencyKey::parse(request.idempotency_key());
  const auto urgency = parse_urgency(request.urgency());
  if (!room || !key || !urgency || request.message().empty()) return std::nullopt;
  auto alert = parse_wish(request);
  if (!alert) return std::nullopt;
  return core::MessageSubmission{.room = *room,
                                 .submitter = submitter,
                                 .key = *key,
                                 .message = base::to_bytes(request.message()),
                                 .urgency = *urgency,
                                 .alert = std::move(*alert),
                                 .settles = base::RoomSeq(request.settles_seq()),
                                 .withdraws = base::RoomSeq(request.withdraws_seq())};
}

v1::RelayFrame delivery_frame(core::Delivery delivery) {
  v1::RelayFrame frame;
  auto& out = *frame.mutable_delivery();
  out.set_mailbox_seq(delivery.seq.value());
  out.set_kind(static_cast<v1::DeliveryKind>(delivery.kind));
  if (delivery.kind == core::DeliveryKind::expired) return frame;
  const bool about_a_room = delivery.kind != core::DeliveryKind::alert || delivery.room_seq != base::RoomSeq();
  if (about_a_room) out.set_room_id(delivery.room.string());
  out.set_room_seq(delivery.room_seq.value());
  out.set_message(text_of(delivery.body));
  out.set_accepted_at_ms(base::to_wire(delivery.accepted_at));
  out.set_urgency(static_cast<v1::Urgency>(delivery.urgency));
  for (const auto& device : delivery.added) out.add_added(device.string());
  for (const auto& device : delivery.removed) out.add_removed(device.string());
  return frame;
}

v1::RelayFrame submitted_frame(const core::Submitted& submitted) {
  v1::RelayFrame frame;
  frame.mutable_submitted()->set_room_seq(submitted.room_seq.value());
  frame.mutable_submitted()->set_accepted_at_ms(base::to_wire(submitted.accepted_at));
  return frame;
}

}  // namespace valise::server::net
